"""Exporting many frames of a session at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy.typing as npt

from stemviewer.core.errors import SessionFileError, SettingsError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.session.exporting.formats import MORE_WRITERS
from stemviewer.session.exporting.metadata import ExportContext, session_context
from stemviewer.session.exporting.picture import (
    ExportOptions,
    export_npy,
    export_png,
    export_tiff,
)
from stemviewer.session.reading.reader import SessionReader

Writer = Callable[[Frame | Processed, Path, ExportContext, ExportOptions], Path]

HalfWidth = Callable[[Frame, Processed], npt.NDArray[Any] | str]
"""Half the 90 % interval of every pixel [electrons per pixel], or why there is none."""

_WRITERS: dict[str, tuple[str, Writer]] = {
    "png": (".png", export_png),
    "tiff": (".tif", export_tiff),
    "npy": (".npy", export_npy),
    **MORE_WRITERS,
}


def parse_rows(text: str, count: int) -> range:
    """Return the rows that ``all``, ``last``, ``N`` or ``N-M`` means in a session of ``count``.

    Raises
    ------
    SettingsError
        If the text is none of these, or names a row that the session has not.
    """
    if text == "all":
        return range(count)
    if text == "last":
        return range(max(0, count - 1), count)
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if match is None:
        raise SettingsError(
            f"{text!r} does not name frames.", "", "Give N, N-M, all or last; rows count from 0."
        )
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= last < count:
        raise SettingsError(f"The session has no frames {text}.", f"It has rows 0 to {count - 1}.")
    return range(first, last + 1)


def export_many(
    path: Path,
    folder: Path,
    frames: str,
    what: str,
    form: str,
    half_width: HalfWidth | None = None,
    told: Callable[[str], object] = lambda _line: None,
    *,
    caption: bool = False,
) -> Iterator[Path]:
    """Export frames one by one; what was written before an error stays.

    Parameters
    ----------
    path : Path
        Session file.
    folder : Path
        Made if it does not exist.
    frames : str
        See :func:`parse_rows`.
    what : str
        ``"raw"``, ``"processed"`` or ``"both"``.
    form : str
        ``"png"``, ``"tiff"``, ``"npy"``, or a key of ``MORE_WRITERS``.
    half_width : callable, optional
        Gives what TIFF and NPY of processed pictures hold as their second plane.
    told : callable
        Told of each picture that goes without, and why.
    caption : bool
        Whether PNG and JPEG have number and dose on a strip below the picture.

    Yields
    ------
    Path
        Of each file written.

    Raises
    ------
    SessionFileError
        If there is nothing to export, or a file cannot be read or written.
    """
    suffix, write = _WRITERS[form]
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with SessionReader(path) as reader:
        for index in parse_rows(frames, len(reader)):
            for kind, picture in _pictures(reader, index, what):
                target = folder / f"{path.stem}_{index:06d}_{kind}{suffix}"
                options = ExportOptions(caption=caption)
                if half_width is not None and isinstance(picture, Processed):
                    wide = _wide(reader, index, picture, half_width)
                    if isinstance(wide, str):
                        told(f"{target.name}: no second plane, {wide}")
                    else:
                        options = replace(options, half_width=wide)
                yield write(picture, target, session_context(reader, index), options)
                written += 1
    if not written:
        raise SessionFileError(
            "There is nothing to export.",
            "The chosen frames have no such picture, or the session is empty.",
            "See what it holds with stemviewer info.",
        )


def _wide(
    reader: SessionReader, index: int, picture: Processed, half_width: HalfWidth
) -> npt.NDArray[Any] | str:
    if not reader.row(index).has_raw:
        return "the raw frame is missing"
    wide = half_width(reader.raw(index), picture)
    return (
        "only pictures of networks have intervals" if isinstance(wide, str) and not wide else wide
    )


def _pictures(
    reader: SessionReader, index: int, what: str
) -> Iterator[tuple[str, Frame | Processed]]:
    row = reader.row(index)
    if what != "processed" and row.has_raw:
        yield "raw", reader.raw(index)
    if what != "raw" and row.processed is not None:
        picture = reader.processed(index)
        if picture is not None:
            yield picture.provenance.kind.value, picture
