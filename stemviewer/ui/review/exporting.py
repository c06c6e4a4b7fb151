"""Writing the picture in view into a file, away from the Qt thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.session.exporting.metadata import ExportContext
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.language.words import tr

if TYPE_CHECKING:
    from stemviewer.trust.picture_interval import PictureInterval

ENDINGS = {
    "png": ".png",
    "tiff": ".tif",
    "npy": ".npy",
    "float-tiff": ".float.tif",
    "ome-tiff": ".ome.tif",
    "hspy": ".hspy",
    "jpeg": ".jpg",
}

NO_BADGE = ("npy", "hspy")
"""Formats of plain values: what the picture is stands in the title or in a file beside it."""

DRAWN = ("png", "jpeg")
"""Formats that hold a drawing, not values."""

FORMATS = [
    ("png", "PNG"),
    ("jpeg", "JPEG"),
    ("tiff", "TIFF 16"),
    ("float-tiff", "TIFF 32"),
    ("ome-tiff", "OME"),
    ("npy", "NPY"),
    ("hspy", "HyperSpy"),
]


@dataclass(frozen=True, slots=True, eq=False)
class Exportable:
    """A picture, what is known of it, its levels, and its intervals or why there are none."""

    picture: Frame | Processed
    context: ExportContext
    limits: Limits | None = None
    interval: PictureInterval | str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What goes into the file besides the picture: a second plane, a caption, credentials."""

    interval: bool = False
    caption: bool = False
    credentials: bool = False


def export(what: Exportable, path: Path, file_format: str, wishes: Wishes = Wishes()) -> str:
    """Write one picture; not on the Qt thread.

    Returns
    -------
    str
        What was written, and what its content credentials are worth as read back.
    """
    _write(what, path, file_format, wishes)
    if not wishes.credentials or file_format in NO_BADGE:
        return str(path)
    from stemviewer.session.exporting.credentials import read_credentials, sign_picture

    sign_picture(path)
    return tr("{0}; content credentials: {1}", path, read_credentials(path).state.value)


def credentials_available() -> bool:
    """Whether pictures can be signed with content credentials here."""
    return find_spec("c2pa") is not None


def _write(what: Exportable, path: Path, file_format: str, wishes: Wishes) -> Path:
    # image libraries are loaded here, so that the window is painted without them
    from stemviewer.session.exporting.formats import MORE_WRITERS
    from stemviewer.session.exporting.picture import (
        ExportOptions,
        export_npy,
        export_png,
        export_tiff,
    )

    path.parent.mkdir(parents=True, exist_ok=True)
    limits = what.limits
    options = ExportOptions(caption=wishes.caption)
    if limits is not None:
        options = replace(options, low=limits.low, high=limits.high)
    if file_format in DRAWN:
        draw = export_png if file_format == "png" else MORE_WRITERS["jpeg"][1]
        return draw(what.picture, path, what.context, options)
    writers = {"tiff": (".tif", export_tiff), "npy": (".npy", export_npy), **MORE_WRITERS}
    _, write = writers[file_format]
    if not wishes.interval or isinstance(what.interval, str):
        return write(what.picture, path, what.context)
    wide = what.interval.half_width()
    if isinstance(wide, str):
        raise StemviewerError(
            tr("There is {0}, so no second plane can be written.", wide),
            tr("The picture was not exported."),
            tr("Export it without the interval."),
        )
    return write(what.picture, path, what.context, ExportOptions(half_width=wide))


def file_stem(session: str, what: Exportable) -> str:
    """Return a name that tells session, frame and kind, e.g. ``A3_frame1482_denoised-live-0.1``."""
    if isinstance(what.picture, Frame):
        number, kind = what.picture.number, "raw"
    else:
        number = what.picture.parent
        kind = what.picture.provenance.label().lower().replace(" ", "-")
    return f"{session}_frame{number}_{kind}"
