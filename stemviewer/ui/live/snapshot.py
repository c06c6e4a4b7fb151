"""A snapshot: the frame on the screen as numbers and as marked pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.live.state import Shown
from stemviewer.session.format.options import InstrumentInfo
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.language.words import tr


def snapshot_problem() -> str:
    """Return why no snapshot can be taken, in words; empty when it can."""
    return "" if _can_export() else tr("This installation cannot export pictures.")


@lru_cache(maxsize=1)
def _can_export() -> bool:
    # asked five times a second, and each look into the folders costs a quarter of a millisecond
    return find_spec("stemviewer.session.exporting.picture") is not None


def save_snapshot(
    shown: Shown,
    pair: PaintedPair | None,
    folder: Path,
    instrument: InstrumentInfo,
    given_up: Callable[[], bool] = lambda: False,
) -> list[Path]:
    """Write raw and processed as NPY (with a JSON that tells what they are) and PNG.

    Pictures get the limits of the screen; a processed one gets its badge. Run it off the Qt
    thread.

    Parameters
    ----------
    shown : Shown
        What is on the screen.
    pair : PaintedPair or None
        The same as painted: its limits are used if it is of this frame.
    folder : Path
        Made if it does not exist.
    instrument : InstrumentInfo
        Where the frame came from.
    given_up : callable
        Asked after each half whether the operator cancelled; the files are taken away then.

    Returns
    -------
    list of Path
        The files, raw first; none when it was cancelled.

    Raises
    ------
    StemviewerError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    frame, made = shown.frame, shown.processed
    same = pair is not None and pair.request.source.frame is frame
    taken = datetime.now(UTC).astimezone().strftime("%Y-%m-%d_%H-%M-%S")
    stem = f"{taken}_frame-{frame.number}_{_safe(frame.channel)}"
    raw_limits = pair.raw.limits if pair is not None and same else None
    files = _save(frame, folder / f"{stem}_raw", raw_limits, frame, instrument)
    if made is not None and not given_up():
        painted = pair.processed if pair is not None and same else None
        name = f"{stem}_{_safe(made.provenance.label().lower())}"
        limits = painted.limits if painted is not None else None
        files += _save(made, folder / name, limits, frame, instrument)
    if not given_up():
        return files
    for file in files:
        for written in (file, file.with_name(f"{file.stem}.json")):
            written.unlink(missing_ok=True)
    return []


def _save(
    picture: Frame | Processed,
    stem: Path,
    limits: Limits | None,
    frame: Frame,
    instrument: InstrumentInfo,
) -> list[Path]:
    # not with_suffix: a model's name may have a point in it
    return [
        save_as(picture, stem.parent / f"{stem.name}{ending}", limits, frame, instrument)
        for ending in (".png", ".npy")
    ]


def save_as(
    picture: Frame | Processed,
    path: Path,
    limits: Limits | None,
    frame: Frame,
    instrument: InstrumentInfo,
) -> Path:
    """Write one picture as what the ending says: ``.npy``, ``.tif``, else PNG at the limits given.

    Raises
    ------
    StemviewerError
        If the file cannot be written.
    """
    from stemviewer.session.exporting.metadata import ExportContext
    from stemviewer.session.exporting.picture import (
        ExportOptions,
        export_npy,
        export_png,
        export_tiff,
    )

    path.parent.mkdir(parents=True, exist_ok=True)
    context = ExportContext(raw_sha256=frame.sha256, instrument=instrument, settings=frame.settings)
    if path.suffix.lower() == ".npy":
        return export_npy(picture, path, context)
    if path.suffix.lower() in (".tif", ".tiff"):
        return export_tiff(picture, path, context)
    options = ExportOptions(limits.low, limits.high) if limits is not None else ExportOptions()
    return export_png(picture, path, context, options)


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9.+-]+", "-", text).strip("-")
