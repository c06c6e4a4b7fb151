"""What the gate says of real pictures by others, served as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import ImageFileError, SessionFileError
from stemviewer.feeds.images import read_stack
from stemviewer.trust.gate import Way, check


def run(plan: Plan) -> Part:
    """Ask the gate about each file of a folder, alone and with its own copy as neighbour.

    None of those files is in electron counts, and each holds one frame (a feed that serves a
    still repeats it), so the right answer is: not available, both times.
    """
    if plan.real is None or not plan.real.is_dir():
        return Part("real", {"skipped": "no folder of real pictures was given (--real FOLDER)"})
    rows: list[dict[str, Any]] = []
    unread: list[str] = []
    for path in sorted(plan.real.iterdir()):
        image = _read(path)
        if image is None:
            unread.append(path.name)
            continue
        alone = check(image, DetectorCalibration())
        copied = check(image, DetectorCalibration(), [image])
        rows.append(
            {
                "file": path.name,
                "dtype": str(image.dtype),
                "dispersion": alone.facts.dispersion,
                "along_rows": alone.facts.along_rows,
                "right": alone.way is Way.NONE and copied.way is Way.NONE,
                "answer": alone.sentence(),
            }
        )
    summary = {
        "files": len(rows),
        "not_pictures": ", ".join(unread) or "none",
        "right": sum(row["right"] for row in rows),
        "met": bool(rows) and all(row["right"] for row in rows),
    }
    return Part("real", summary, rows)


def _read(path: Path) -> npt.NDArray[Any] | None:
    try:
        return np.asarray(read_stack(path).data[0])
    except ImageFileError:
        return _read_hdf5(path)


def _read_hdf5(path: Path) -> npt.NDArray[Any] | None:
    from stemviewer.session.foreign_hdf5.images import read_hdf5_stack

    try:
        return np.asarray(read_hdf5_stack(path).data[0])
    except (SessionFileError, ImageFileError):
        return None
