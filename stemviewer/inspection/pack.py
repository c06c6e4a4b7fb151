"""The evidence pack of one frame: all that is needed to judge, repeat and cite its picture."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SessionFileError, StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.resources import resource_path
from stemviewer.foreign.sessions import verify_session
from stemviewer.inspection.pack_crate import write_crate
from stemviewer.inspection.pack_pages import write_pages
from stemviewer.inspection.report import FrameLine, line_of
from stemviewer.inspection.stored import StoredTest, StoredTests
from stemviewer.session.exporting.float_tiff import export_float_tiff
from stemviewer.session.exporting.metadata import ExportContext, describe, session_context
from stemviewer.session.exporting.picture import export_npy, export_png, export_tiff
from stemviewer.session.exporting.records import export_records
from stemviewer.session.format.types import FrameRow
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.summary import summarise
from stemviewer.trust.picture_interval import picture_interval

Told = Callable[[str], object]


@dataclass(slots=True)
class Pack:
    """What was gathered for one frame.

    Parameters
    ----------
    row : FrameRow
        Its record.
    context : ExportContext
        Where it is from.
    frame : Frame
        Raw.
    processed : Processed or None
        The picture the session holds of it.
    tested : StoredTest
        Evidence for that picture.
    line : FrameLine
        The same in numbers.
    summary : dict
        Of the session, with the methods sentences.
    verified : dict
        Report of the verification.
    files : dict
        What was written: name to what it is.
    """

    row: FrameRow
    context: ExportContext
    frame: Frame
    processed: Processed | None
    tested: StoredTest
    line: FrameLine
    summary: dict[str, Any]
    verified: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)


def write_pack(
    session: Path, folder: Path, index: int, *, seed: int = 0, told: Told = lambda _line: None
) -> Path:
    """Write the pack: a folder that is an RO-Crate, with ``evidence-pack.pdf`` to be read.

    Parameters
    ----------
    session : Path
        Of any of its files; only read.
    folder : Path
        New or empty.
    index : int
        Position of the frame.
    seed : int
        Of the thinning, where the evidence needs one.
    told : callable, optional
        Told what is being done.

    Returns
    -------
    Path
        Of the PDF.

    Raises
    ------
    SessionFileError
        If the session or frame cannot be read, or the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SessionFileError(
            f"{folder} is not empty.", "Nothing was written.", "Name a new folder."
        )
    pack = _gathered(session, index, seed, told)
    folder.mkdir(parents=True, exist_ok=True)
    told("writing pictures")
    _write_pictures(pack, folder)
    told("writing tables")
    _write_texts(pack, session, folder)
    pdf = write_pages(pack, folder)
    pack.files[pdf.name] = "all of it, to be read"
    _write_hashes(pack, folder)
    write_crate(pack.context, pack.summary, pack.files, folder)
    return pdf


def _gathered(session: Path, index: int, seed: int, told: Told) -> Pack:
    told("verifying the session")
    try:
        verified = asdict(verify_session(session))
    except StemviewerError as error:
        verified = {"good": False, "problems": [str(error)], "notes": []}
    told("summing up")
    summary = summarise(session)
    with SessionReader(session) as reader:
        if not 0 <= index < len(reader):
            raise SessionFileError(f"The session has no frame in row {index}.")
        told("judging the picture by electrons kept from it")
        tested = StoredTests(reader).test(index, seed=seed)
        row = reader.row(index)
        return Pack(
            row,
            session_context(reader, index),
            reader.raw(index),
            reader.processed(index),
            tested,
            line_of(tested),
            summary,
            verified,
        )


def _write_pictures(pack: Pack, folder: Path) -> None:
    context, files = pack.context, pack.files
    export_tiff(pack.frame, folder / "raw.tif", context)
    export_png(pack.frame, folder / "raw.png", context)
    files |= {"raw.tif": "raw frame, the detector's own values", "raw.png": "raw frame, drawn"}
    made = pack.processed
    if made is not None:
        export_float_tiff(made, folder / "processed.tif", context)
        export_npy(made, folder / "processed.npy", context)
        export_png(made, folder / "processed.png", context)
        what = f"{made.provenance.label()}, NOT a measurement"
        files |= {
            "processed.tif": f"{what}; electrons per pixel, badge burnt in",
            "processed.npy": f"{what}; electrons per pixel, plain values",
            "processed.json": "what the plain values are",
            "processed.png": f"{what}; drawn",
        }
        _write_interval(pack.frame, made, folder, files)
    evidence = None if pack.tested.result is None else pack.tested.result.evidence
    if evidence is not None:
        _save(folder / "evidence-states.npy", evidence.states.mask())
        files["evidence-states.npy"] = "of each pixel: 0 not decidable, 1 supported, 2 contradicted"


def _write_interval(frame: Frame, made: Processed, folder: Path, files: dict[str, str]) -> None:
    found = picture_interval(frame, made)
    half = found if isinstance(found, str) else found.half_width()
    if isinstance(half, str):
        reason = half or "only pictures of networks have intervals"
        (folder / "interval.txt").write_text(f"No interval: {reason}\n", encoding="utf-8")
        files["interval.txt"] = "why there are no intervals"
        return
    _save(folder / "interval-half-width.npy", half)
    files["interval-half-width.npy"] = "half the 90 % interval of each pixel [electrons per pixel]"


def _save(path: Path, values: npt.NDArray[Any]) -> None:
    with path.open("wb") as file:
        np.save(file, values, allow_pickle=False)


def _write_texts(pack: Pack, session: Path, folder: Path) -> None:
    export_records(session, folder / "dose-ledger.csv", range(pack.row.index + 1))
    about = describe(pack.frame if pack.processed is None else pack.processed, pack.context, {})
    contents: dict[str, tuple[Any, str]] = {
        "settings.json": (about, "settings, doses, provenance and hashes of frame and picture"),
        "evidence.json": (asdict(pack.line), "the evidence in numbers"),
        "verification.json": (pack.verified, "what verifying the session found"),
        "session.json": (pack.summary, "what the session holds"),
    }
    for name, (content, what) in contents.items():
        text = json.dumps(content, indent=1, sort_keys=True, default=str)
        (folder / name).write_text(text, encoding="utf-8")
        pack.files[name] = what
    pack.files["dose-ledger.csv"] = "record and dose of every frame up to this one"
    (folder / "methods.txt").write_text(pack.summary["methods"] + "\n", encoding="utf-8")
    pack.files["methods.txt"] = "sentences for a paper"
    model = "" if pack.processed is None else pack.processed.provenance.model
    card = _card(model)
    if card:
        (folder / "model-card.md").write_text(card, encoding="utf-8")
        pack.files["model-card.md"] = f"what the network {model} was trained on, can and cannot do"


def _card(model: str) -> str:
    """Return what is told of a network that comes with the program; of another, nothing."""
    try:
        return resource_path("networks", f"{model}.md").read_text(encoding="utf-8") if model else ""
    except StemviewerError:
        return ""


def _write_hashes(pack: Pack, folder: Path) -> None:
    lines = [
        f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}"
        for name in sorted(pack.files)
    ]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pack.files["SHA256SUMS"] = "hashes of all files, as sha256sum reads them"
