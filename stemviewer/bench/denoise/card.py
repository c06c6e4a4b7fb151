"""Writes what the bench measured into a network's model card, losses included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from stemviewer.core.errors import SettingsError
from stemviewer.core.resources import resource_path

BEGIN = "<!-- measured: begin (written by stemviewer bench denoise --card) -->"
END = "<!-- measured: end -->"

Figures = Mapping[str, Any]


def update_card(name: str, figures: Path | None, card: Path | None = None) -> int:
    """Replace the measured section of a card by the figures of a bench's JSON; returns 0.

    Parameters
    ----------
    name : str
        Of the network.
    figures : Path
        What ``--json`` wrote.
    card : Path, optional
        The card; that of this installation if not given.

    Raises
    ------
    SettingsError
        If the figures can't be read or do not hold the network.
    """
    card = card or resource_path("networks", f"{name}.md")
    content = _figures(name, figures)
    text = card.read_text(encoding="utf-8")
    section = "\n".join([BEGIN, *_section(name, content), END])
    if BEGIN in text and END in text:
        before, _, rest = text.partition(BEGIN)
        text = before + section + rest.partition(END)[2]
    else:
        text = text.rstrip("\n") + "\n\n" + section + "\n"
    card.write_text(text, encoding="utf-8")
    return 0


def _figures(name: str, path: Path | None) -> Figures:
    try:
        content: Figures = json.loads((path or Path()).read_text(encoding="utf-8"))
        known = {score["method"] for score in content["scores"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"The figures in {path} cannot be read.", "", "Name the JSON of a bench with --json."
        ) from error
    if name not in known:
        raise SettingsError(
            f"{path} holds no scores of {name}.", "", f"It holds: {', '.join(sorted(known))}."
        )
    return content


def _section(name: str, content: Figures) -> list[str]:
    command = " ".join(content["environment"]["command"])
    machine = content["environment"]["machine"]
    rivals = [rival for rival in ("gaussian*", "wiener", "tk_r_em") if rival in content["versions"]]
    return [
        "## Measured",
        "",
        (
            f"`{command}` on {machine['processor']}, {machine['cores']} cores; weights "
            f"{content['versions'][name]}...; definitions in "
            "`resources/guide/design/denoise-bench.md`. A star: parameters chosen knowing the "
            "truth. Bold: better than this network."
        ),
        "",
        "Mean PSNR [dB] / SSIM:",
        "",
        *_score_rows(name, rivals, content["scores"]),
        "",
        (
            "Atoms and empty places (slope of displacement; vacancy and half-column bias in "
            "columns; blind precision in pm; false peaks in vacuum, on films, on flat fields; "
            "residue of a flat field in %; recall and false share of single atoms):"
        ),
        "",
        *_honesty_rows([name, *rivals], content["honesty"]),
        "",
        "Seconds per 512 x 512: "
        + ", ".join(
            f"{s['method']} {s['seconds']:.3f}"
            for s in content["speeds"]
            if s["method"] in (name, *rivals)
        )
        + ".",
        "",
        _losses(name, content["scores"]),
    ]


def _score_rows(name: str, rivals: Sequence[str], scores: Sequence[Figures]) -> list[str]:
    found = {(s["source"], s["dose"], s["method"]): s for s in scores}
    columns = [name, *rivals]
    rows = ["| pictures | e/px | " + " | ".join(columns) + " |", "|---" * (len(columns) + 2) + "|"]
    for source, dose in dict.fromkeys((s["source"], s["dose"]) for s in scores):
        own = found.get((source, dose, name))
        if own is None:
            continue
        cells = [f"{own['psnr'][0]:.2f} / {own['ssim'][0]:.3f}"]
        for rival in rivals:
            other = found.get((source, dose, rival))
            cells.append(_cell(other, own) if other else "")
        rows.append(f"| {source} | {dose:g} | " + " | ".join(cells) + " |")
    return rows


def _cell(other: Figures, own: Figures) -> str:
    parts = []
    for key, digits in (("psnr", 2), ("ssim", 3)):
        text = f"{other[key][0]:.{digits}f}"
        parts.append(f"**{text}**" if other[key][0] > own[key][0] else text)
    return " / ".join(parts)


def _honesty_rows(names: Sequence[str], rows: Sequence[Figures]) -> list[str]:
    lines = [
        (
            "| e/px | method | slope | vacancy | half | pm | vacuum, films, flat | residue "
            "| recall, false |"
        ),
        "|---" * 9 + "|",
    ]
    lines += [
        f"| {r['dose']:g} | {r['method']} | {r['slope'][0]:.2f} ± {r['slope'][1]:.2f} "
        f"| {r['vacancy_bias'][0]:+.3f} | {r['half_bias'][0]:+.3f} | {r['precision']:.1f} "
        f"| {r['vacuum_peaks']}, {r['amorphous_peaks']}, {r['flat_peaks']} of {r['pictures']} "
        f"pictures | {r['flat_residue']:.2f} | {r['recall']:.2f}, {r['false_share']:.2f} |"
        for r in rows
        if r["method"] in names
    ]
    return lines


def _losses(name: str, scores: Sequence[Figures]) -> str:
    """Return where the network is below the best Gaussian, beyond its interval."""
    lost = [s for s in scores if s["method"] == name and s["gain"][2] < 0.0]
    if not lost:
        return "Nowhere in this table is it below the best Gaussian beyond the 95 % interval."
    places = "; ".join(f"{s['source']} {s['dose']:g} e/px ({s['gain'][0]:+.1f} dB)" for s in lost)
    return f"**Below the best Gaussian, beyond the 95 % interval:** {places}."
