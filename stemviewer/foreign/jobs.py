"""What a reading process can be asked to do; runs in it, after it was confined."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.core.stack import ImageStack
from stemviewer.foreign.limits import Limits

More = dict[str, Any]
"""Further values that some jobs take."""

Answer = tuple[dict[str, Any], Iterable[memoryview]]
"""The message, and what follows it."""

HDF5_ENDINGS = frozenset([".h5", ".hdf5", ".nxs", ".emd", ".hspy", ".part"])

_LIBRARIES: dict[str, tuple[str, ...]] = {
    ".tif": ("stemviewer.feeds.formats.tiff",),
    ".tiff": ("stemviewer.feeds.formats.tiff",),
    ".png": ("stemviewer.feeds.formats.stills", "PIL.PngImagePlugin"),
    ".bmp": ("stemviewer.feeds.formats.stills", "PIL.BmpImagePlugin"),
    ".pgm": ("stemviewer.feeds.formats.stills", "PIL.PpmImagePlugin"),
    ".mrc": ("stemviewer.feeds.formats.mrc",),
    ".mrcs": ("stemviewer.feeds.formats.mrc",),
    ".map": ("stemviewer.feeds.formats.mrc",),
    ".dm3": ("stemviewer.feeds.formats.dm",),
    ".dm4": ("stemviewer.feeds.formats.dm",),
    ".ser": ("stemviewer.feeds.formats.ser",),
}

_SESSION = (
    "stemviewer.session.reading.reader",
    "stemviewer.session.verifying.verify",
    "stemviewer.session.reading.summary",
    "stemviewer.session.reading.vet",
    "hdf5plugin",
)


def importing(job: str, path: Path) -> None:
    """Import what a job needs, and no more, while libraries may still take memory freely."""
    if job in ("verify", "summary", "vet"):
        names: tuple[str, ...] = _SESSION
    elif job == "catalogue":
        names = ("stemviewer.session.reading.facts", "hdf5plugin")
    elif job == "stack" and path.suffix.lower() in HDF5_ENDINGS:
        names = ("stemviewer.session.foreign_hdf5.images",)
    else:
        names = ("stemviewer.feeds.images", *_LIBRARIES.get(path.suffix.lower(), ()))
    for name in names:
        importlib.import_module(name)


def _stack(path: Path, limits: Limits, _more: More) -> Answer:
    if path.suffix.lower() in HDF5_ENDINGS:
        from stemviewer.session.foreign_hdf5.images import read_hdf5_stack

        stack = read_hdf5_stack(path, limits.stack_bytes)
    else:
        from stemviewer.feeds.images import read_stack

        stack = read_stack(path)
    return _described(stack), [memoryview(np.ascontiguousarray(stack.data).data).cast("B")]


def _described(stack: ImageStack) -> dict[str, Any]:
    return {
        "shape": list(stack.data.shape),
        "dtype": stack.data.dtype.name,
        "pixel_size": [stack.pixel_size.value, stack.pixel_size.source.value],
        "dwell": [stack.dwell.value, stack.dwell.source.value],
        "description": stack.description,
    }


def _verify(path: Path, _limits: Limits, more: More) -> Answer:
    from stemviewer.session.verifying.verify import verify

    return {
        "report": asdict(verify(path, head=more["head"], key=more["key"], known=more["known"]))
    }, ()


def _summary(path: Path, _limits: Limits, _more: More) -> Answer:
    from stemviewer.session.reading.summary import summarise

    return {"summary": summarise(path)}, ()


def _vet(path: Path, _limits: Limits, _more: More) -> Answer:
    from stemviewer.session.reading.vet import vet

    return {"frames": vet(path)}, ()


def _catalogue(_path: Path, _limits: Limits, more: More) -> Answer:
    from stemviewer.foreign.facts_job import facts_lines

    return {}, facts_lines([str(name) for name in more["files"]])


def _probe(path: Path, limits: Limits, _more: More) -> Answer:
    from stemviewer.foreign.probe import probe

    return {"probe": probe(path, limits)}, ()


JOBS: dict[str, Callable[[Path, Limits, More], Answer]] = {
    "stack": _stack,
    "verify": _verify,
    "summary": _summary,
    "vet": _vet,
    "catalogue": _catalogue,
    "probe": _probe,
}
