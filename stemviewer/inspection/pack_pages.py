"""The evidence pack as a PDF of a few pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from stemviewer.inspection.pdf import Pdf
from stemviewer.trust.states import PlaceState

if TYPE_CHECKING:
    from stemviewer.inspection.pack import Pack

NAME = "evidence-pack.pdf"

_CONTRADICTED = (0xFF, 0x8D, 0x3A)


def write_pages(pack: Pack, folder: Path) -> Path:
    """Write the pages from what was gathered, and the evidence map as a picture."""
    row, made = pack.row, pack.processed
    pdf = Pdf(f"Evidence pack: {pack.context.session}, frame {row.number}")
    pdf.heading(pdf.title)
    what = "a RAW frame; no picture was stored of it" if made is None else _made(pack)
    pdf.text(
        f"Row {row.index} of session {pack.context.session_id}, channel {row.channel}: {what}."
    )
    pictures: list[tuple[str, Image.Image]] = [
        ("RAW: what the detector counted", Image.open(folder / "raw.png"))
    ]
    if made is not None:
        words = f"{made.provenance.label()}: NOT a measurement"
        pictures.append((words, Image.open(folder / "processed.png")))
        drawn = _evidence_picture(pack, folder)
        if drawn is not None:
            pictures.append(("Evidence: hatched not decidable, ringed contradicted", drawn))
    pdf.pictures(pictures)
    pdf.heading("Evidence")
    pdf.text(pack.line.words or "No evidence.")
    pdf.heading("Dose")
    pdf.text("\n".join(_doses(pack)))
    pdf.heading("Methods")
    pdf.text(pack.summary["methods"])
    pdf.heading("Provenance and hashes")
    pdf.text("\n".join(_hashes(pack)))
    pdf.heading("Verification of the session")
    pdf.text(_verified(pack))
    if (folder / "model-card.md").is_file():
        pdf.heading("Model card")
        pdf.text((folder / "model-card.md").read_text(encoding="utf-8"), 8.0)
    pdf.heading("Files of this pack")
    pdf.text("\n".join(f"{name}: {told}" for name, told in sorted(pack.files.items())))
    return pdf.save(folder / NAME)


def _made(pack: Pack) -> str:
    made = pack.processed
    assert made is not None
    flags = ", ".join(made.provenance.flags.names())
    return f"raw, and the picture {made.provenance.label()} made of it (flags: {flags})"


def _evidence_picture(pack: Pack, folder: Path) -> Image.Image | None:
    """Draw the states over the processed picture, in its own pixels enlarged as the PNG is."""
    evidence = None if pack.tested.result is None else pack.tested.result.evidence
    if evidence is None:
        return None
    with Image.open(folder / "processed.png") as opened:
        image = opened.convert("RGB")
    mask = evidence.states.mask()
    scale = image.width / mask.shape[1]
    states = np.asarray(Image.fromarray(mask).resize(image.size, Image.Resampling.NEAREST))
    pixels = np.array(image)
    down, right = np.indices(states.shape)
    hatched = (states == int(PlaceState.UNDECIDED)) & ((down + right) % 8 == 0)
    pixels[hatched] = (139, 149, 163)
    out = Image.fromarray(pixels)
    draw = ImageDraw.Draw(out)
    for place in evidence.contradicted:
        radius = max(3.0 * place.sigma * scale, 6.0)
        y, x = (place.row + 0.5) * scale, (place.column + 0.5) * scale
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(box, outline=_CONTRADICTED, width=3)
    out.save(folder / "evidence.png")
    pack.files["evidence.png"] = "evidence map over the processed picture"
    return out


def _doses(pack: Pack) -> list[str]:
    dose = pack.row.dose
    named = (
        ("of this frame", dose.frame.per_pixel, "e/px"),
        ("of this frame, with flyback", dose.frame.total, "e/Å²"),
        ("of the area up to and with this frame", dose.cumulative, "e/Å²"),
    )
    return [
        f"{name}: {'unknown' if q.value is None else f'{q.value:.4g} {unit}'} ({q.source.value})"
        for name, q, unit in named
    ]


def _hashes(pack: Pack) -> list[str]:
    lines = [f"raw SHA-256 {pack.row.sha256}", f"link of the chain {pack.row.chain}"]
    if pack.row.processed_row is not None:
        made = pack.row.processed_row
        lines += [f"picture SHA-256 {made.sha256}", f"provenance {made.provenance.digest()}"]
        for step in made.provenance.steps:
            parameters = ", ".join(f"{name} = {value}" for name, value in step.parameters.items())
            weights = f", weights {step.weights_sha256}" if step.weights_sha256 else ""
            lines.append(f"step {step.method} {step.version} ({parameters}){weights}")
    return lines


def _verified(pack: Pack) -> str:
    report = pack.verified
    word = "GOOD: every hash and link fits." if report.get("good") else "NOT GOOD."
    more = [*report.get("problems", []), *report.get("notes", [])]
    return "\n".join([word, f"Head of the chain {report.get('head', '')}", *map(str, more)])
