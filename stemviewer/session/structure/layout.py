"""Creating a segment file: every group, dataset and attribute, before SWMR starts."""

from __future__ import annotations

import h5py
import numpy as np

from stemviewer.session.format.header import HeaderModel
from stemviewer.session.format.schema import SIGNATURE_DTYPE, STATE_DTYPE
from stemviewer.session.format.schema_versions import signed, tables_of
from stemviewer.session.format.units import units_of
from stemviewer.session.structure.em import create_em
from stemviewer.session.structure.parts import group, growing, iso_time, set_attributes, text
from stemviewer.session.structure.process_log import create_processes
from stemviewer.session.structure.settings_log import create_settings
from stemviewer.session.structure.stacks import NUMBERS_PER_CHUNK, create_stack
from stemviewer.session.structure.version1 import create_entry_v1

ROWS_PER_CHUNK = 32
THUMBNAILS_PER_CHUNK = 4
LIBVER = ("v110", "v110")
"""SWMR of HDF5 1.10: readable by 1.10 and later, and consistent after a kill."""


def create_layout(file: h5py.File, header: HeaderModel) -> None:
    """Write the whole structure of a segment, of the format that its header names.

    Parameters
    ----------
    file : h5py.File
        Open for writing, not yet in SWMR mode.
    header : HeaderModel
        What the segment is to hold; the first raw stack becomes the default plot.
    """
    default = next(stack.group for stack in header.stacks if not stack.processed)
    set_attributes(
        file,
        NX_class="NXroot",
        default="entry",
        creator="stemviewer",
        creator_version=header.software.get("stemviewer", ""),
        file_time=iso_time(header.created_utc_ns),
    )
    entry = group(file, "entry", "NXentry")
    set_attributes(entry, default=default)
    text(entry, "title", header.name)
    text(entry, "start_time", iso_time(header.created_utc_ns))
    text(entry, "end_time", "", 32)
    text(entry, "entry_identifier", header.session_id)
    text(group(entry, "notes", "NXnote"), "description", header.notes)
    if header.schema_version == 1:
        create_entry_v1(entry, header)
    else:
        create_em(entry, header)
        create_settings(group(entry, "settings", "NXcollection"), header.created_utc_ns)
        create_processes(entry, header.created_utc_ns)
    for stack in header.stacks:
        create_stack(entry, stack, header.compression, header.schema_version)
    _log(group(entry, "log", "NXcollection"), header)


def layout_image(header: HeaderModel) -> bytes:
    """Return the bytes of a fresh segment file.

    Made in memory and written by plain means: a full disk is then a clean error, where HDF5
    could crash on closing a file that it could not finish.
    """
    with h5py.File("fresh", "w", driver="core", backing_store=False, libver=LIBVER) as file:
        create_layout(file, header)
        file.flush()
        image: bytes = file.id.get_file_image()
    return image


def _log(log: h5py.Group, header: HeaderModel) -> None:
    log.create_dataset("header", data=np.bytes_(header.canonical()))
    version = header.schema_version
    tables = dict(tables_of(version))
    if signed(version):
        tables["signatures"] = SIGNATURE_DTYPE
    for name, dtype in tables.items():
        rows = THUMBNAILS_PER_CHUNK if name == "thumbnails" else ROWS_PER_CHUNK
        units = {} if version == 1 else {"field_units": units_of(dtype)}
        growing(log, name, dtype, rows, **units)
    # parents alone, so that opening a long session need not read whole rows
    growing(log, "parent_row", "<i8", NUMBERS_PER_CHUNK)
    # of length 1: nexusformat cannot open a group with a compound scalar
    log.create_dataset("state", data=np.zeros(() if version == 1 else 1, STATE_DTYPE))
