"""Some frames of a session as a plain NeXus file, to be given to others.

NeXus: https://manual.nexusformat.org/classes/base_classes/NXdata.html
It is no session: it has no chain and no signature, but the hashes by which each picture is found
in the session it was taken from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

import stemviewer
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.session.exporting.drawing import values_of
from stemviewer.session.exporting.metadata import (
    describe,
    kind_of,
    pixel_size_of,
    session_context,
    source_term,
)
from stemviewer.session.exporting.picture import Picture, write_beside
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.structure.parts import iso_time

_TITLES = {True: "raw frames, as the detector sent them", False: "PROCESSED, not a measurement"}


def export_subset(session: Path, path: Path, rows: Iterable[int]) -> Path:
    """Write frames, and the pictures stored of them, with scale, dose, provenance and hashes.

    Parameters
    ----------
    session : Path
        Of any of its files.
    path : Path
        Of the new file, ``.h5`` by custom: it is not to be taken for a session.
    rows : iterable of int
        Positions of the frames.

    Raises
    ------
    SessionFileError
        If the session cannot be read, or the file cannot be written.
    """
    with SessionReader(session) as reader:
        chosen = list(rows)

        def write(part: Path) -> None:
            with h5py.File(part, "w") as file:
                _write(file, reader, chosen)

        return write_beside(path, write)


def _write(file: h5py.File, reader: SessionReader, rows: list[int]) -> None:
    header = reader.segments[0].header
    file.attrs["default"] = "entry"
    file.attrs["creator"] = f"stemviewer {stemviewer.__version__}"
    entry = _group(file, "entry", "NXentry")
    entry["title"] = header.name
    entry["start_time"] = iso_time(header.created_utc_ns)
    entry["entry_identifier"] = header.session_id
    entry["definition_local"] = "subset of a stemviewer session"
    entry["experiment_description"] = header.notes
    _group(entry, "user", "NXuser")["name"] = header.operator
    _group(entry, "sample", "NXsample")["name"] = header.sample
    instrument = _group(entry, "instrument", "NXinstrument")
    instrument["name"] = header.instrument
    instrument.attrs["origin"] = header.origin
    stacks: dict[tuple[Any, ...], _Stack] = {}
    for index in rows:
        for picture in _pictures(reader, index):
            values = values_of(picture)
            key = (kind_of(picture).value, picture.channel, values.dtype.str, values.shape)
            if key not in stacks:
                stacks[key] = _Stack(entry, key, len(stacks), picture, reader, index)
            stacks[key].append(picture, reader, index)
    names = [stack.group.name.rsplit("/", 1)[-1] for stack in stacks.values()]
    if names:
        entry.attrs["default"] = names[0]


def _pictures(reader: SessionReader, index: int) -> Iterable[Picture]:
    row = reader.row(index)
    if row.has_raw:
        yield reader.raw(index)
    made = reader.processed(index) if row.processed is not None else None
    if made is not None:
        yield made


class _Stack:
    """Pictures of one kind, channel, number type and size."""

    def __init__(
        self,
        entry: h5py.Group,
        key: tuple[Any, ...],
        number: int,
        picture: Picture,
        reader: SessionReader,
        index: int,
    ) -> None:
        kind, channel, dtype, shape = key
        raw = isinstance(picture, Frame)
        name = kind if kind not in entry else f"{kind}_{number:03d}"
        self.group = _group(entry, name, "NXdata")
        self.group["title"] = f"{channel} {_TITLES[raw]}"
        self.group.attrs["signal"] = "data"
        self.group.attrs["axes"] = ["frame", "y", "x"]
        context = session_context(reader, index)
        term = source_term(picture, context)
        if term:
            self.group.attrs["digital_source_type"] = term
        self._data = self.group.create_dataset(
            "data", (0, *shape), dtype, maxshape=(None, *shape), chunks=(1, *shape),
            compression="gzip", shuffle=True, fletcher32=True,
        )  # fmt: skip
        self._data.attrs["long_name"] = f"{channel} {kind}"
        self._data.attrs["units"] = "counts" if raw else "electrons/pixel"
        size = pixel_size_of(picture, context).value
        for axis, length in zip("yx", shape, strict=True):
            self.group[axis] = np.arange(length) * (1.0 if size is None else size * 1e9)
            self.group[axis].attrs["units"] = "px" if size is None else "nm"
        text = h5py.string_dtype()
        for column, form in (
            ("frame", "<i8"), ("session_row", "<i8"), ("pixels_sha256", text), ("about", text),
        ):  # fmt: skip
            self.group.create_dataset(column, (0,), form, maxshape=(None,), chunks=(256,))
        for column, unit in (
            ("dose_per_frame", "1/angstrom^2"),
            ("dose_cumulative", "1/angstrom^2"),
        ):
            made = self.group.create_dataset(column, (0,), "<f8", maxshape=(None,), chunks=(256,))
            made.attrs["units"] = unit

    def append(self, picture: Picture, reader: SessionReader, index: int) -> None:
        """Add a picture with all that is known of it."""
        about = describe(picture, session_context(reader, index), {"values": "unchanged"})
        dose = reader.row(index).dose
        numbers = {
            "dose_per_frame": dose.frame.total.value,
            "dose_cumulative": dose.cumulative.value,
        }
        _add(self._data, values_of(picture))
        _add(self.group["frame"], _number(picture))
        _add(self.group["session_row"], index)
        _add(self.group["pixels_sha256"], about["pixels_sha256"])
        _add(self.group["about"], json.dumps(about, sort_keys=True))
        for name, value in numbers.items():
            _add(self.group[name], np.nan if value is None else value)


def _number(picture: Picture) -> int:
    return picture.parent if isinstance(picture, Processed) else picture.number


def _add(data: h5py.Dataset, value: Any) -> None:
    data.resize(data.shape[0] + 1, axis=0)
    data[-1] = value


def _group(parent: h5py.Group, name: str, kind: str) -> h5py.Group:
    group = parent.create_group(name)
    group.attrs["NX_class"] = kind
    return group
