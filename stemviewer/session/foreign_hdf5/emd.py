"""Electron microscopy datasets: the Velox and the Berkeley kind of EMD."""

from __future__ import annotations

import json
from typing import Any

import h5py

from stemviewer.core.quantity import UNKNOWN, Quantity, set_to
from stemviewer.session.foreign_hdf5.lengths import axis_step, pixel_size, text
from stemviewer.session.guarding import guard

Found = tuple[h5py.Dataset, Quantity, str, bool]
"""Dataset, pixel size, description, whether frames are the last axis."""

_MAX_METADATA = 4 << 20


def find_velox(file: h5py.File) -> tuple[h5py.Dataset, Quantity, str, bool, Quantity] | None:
    """Return the largest image of a Velox file: ``/Data/Image/<id>/Data`` [rows, columns, n].

    The last value is the dwell time [s].
    """
    if "Data" not in file or "Image" not in guard.subgroup(file, "Data"):
        return None
    images = guard.subgroup(guard.subgroup(file, "Data"), "Image")
    best: h5py.Group | None = None
    for name in images:
        image = guard.child(images, name)
        if isinstance(image, h5py.Group) and "Data" in image:
            data = guard.dataset(image, "Data")
            if data.ndim == 3 and (best is None or data.size > best["Data"].size):
                best = image
    if best is None:
        return None
    metadata = _velox_metadata(best)
    data = guard.dataset(best, "Data")
    others = f"; {len(images) - 1} other images left out" if len(images) > 1 else ""
    detector = _velox_detector(metadata)
    about = f"Velox EMD image{detector}{others}"
    return data, _velox_pixel_size(metadata), about, True, _velox_dwell(metadata)


def _velox_metadata(image: h5py.Group) -> dict[str, Any]:
    """Parse the metadata of the first frame: JSON in zero-padded bytes."""
    if "Metadata" not in image:
        return {}
    stored = guard.dataset(image, "Metadata")
    if stored.ndim != 2 or stored.shape[0] > _MAX_METADATA or stored.shape[1] == 0:
        return {}
    try:
        content = json.loads(stored[:, 0].tobytes().split(b"\x00")[0])
    except (ValueError, RecursionError):
        return {}  # no JSON, or numbers and nesting that no microscope writes
    return content if isinstance(content, dict) else {}


def _velox_pixel_size(metadata: dict[str, Any]) -> Quantity:
    result = metadata.get("BinaryResult", {})
    try:
        width = float(result["PixelSize"]["width"])
        return pixel_size(width, str(result.get("PixelUnitX", "")))
    except (KeyError, TypeError, ValueError):
        return UNKNOWN


def _velox_dwell(metadata: dict[str, Any]) -> Quantity:
    """Return the dwell time of the scan [s]; Velox writes numbers as text."""
    try:
        seconds = float(metadata["Scan"]["DwellTime"])
    except (KeyError, TypeError, ValueError):
        return UNKNOWN
    return set_to(seconds) if 1e-9 <= seconds <= 100.0 else UNKNOWN


def _velox_detector(metadata: dict[str, Any]) -> str:
    result = metadata.get("BinaryResult", {})
    name = result.get("Detector", "") if isinstance(result, dict) else ""
    return f", detector {name}" if isinstance(name, str) and name else ""


def find_berkeley(file: h5py.File) -> Found | None:
    """Return the first image group of a Berkeley EMD file: ``emd_group_type`` 1 with ``data``."""
    groups: list[h5py.Group] = []

    def visit(_name: str, member: h5py.Group | h5py.Dataset) -> None:
        if isinstance(member, h5py.Group) and guard.attribute(member, "emd_group_type") == 1:
            groups.append(member)

    file.visititems(visit)
    for group in groups:
        if "data" not in group:
            continue
        data = guard.dataset(group, "data")
        if data.ndim in (2, 3):
            return data, _berkeley_pixel_size(group, data.ndim), f"EMD group {group.name}", False
    return None


def _berkeley_pixel_size(group: h5py.Group, axes: int) -> Quantity:
    name = f"dim{axes}"
    if name not in group:
        return UNKNOWN
    axis = guard.child(group, name)
    if not isinstance(axis, h5py.Dataset) or text(guard.attribute(axis, "name", "x")) == "":
        return UNKNOWN
    return axis_step(axis)
