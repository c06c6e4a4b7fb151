"""NeXus files, our own sessions among them: the default plot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import h5py
import numpy as np

from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.session.foreign_hdf5.lengths import axis_step, text
from stemviewer.session.guarding import guard

Found = tuple[h5py.Dataset, Quantity, str, bool]


def find_nexus(file: h5py.File) -> Found | None:
    """Return the signal of the default plot, or of the first NXdata with images."""
    for group in _plots(file):
        name = text(guard.attribute(group, "signal", ""))
        if not name or name not in group:
            continue
        data = guard.dataset(group, name)
        if data.ndim in (2, 3) and data.dtype.kind in "iufb":
            return data, _pixel_size(group), f"NeXus {data.name}", False
    return None


def _plots(file: h5py.File) -> Iterator[h5py.Group]:
    """Yield candidates: the chain of ``default`` attributes, then every NXdata."""
    group: h5py.Group = file
    for _ in range(8):
        name = text(guard.attribute(group, "default", ""))
        if not name or name not in group:
            break
        member = guard.child(group, name)
        if not isinstance(member, h5py.Group):
            break
        group = member
    if _is_plot(group):
        yield group
    found: list[h5py.Group] = []

    def visit(_name: str, member: h5py.Group | h5py.Dataset) -> None:
        if isinstance(member, h5py.Group) and _is_plot(member):
            found.append(member)

    file.visititems(visit)
    yield from found


def _is_plot(group: h5py.Group) -> bool:
    return text(guard.attribute(group, "NX_class", "")) == "NXdata"


def _pixel_size(group: h5py.Group) -> Quantity:
    axes: Any = guard.attribute(group, "axes")
    if axes is None:
        return UNKNOWN
    last = text(np.atleast_1d(axes)[-1])
    if not last or last not in group:
        return UNKNOWN
    return axis_step(guard.dataset(group, last))
