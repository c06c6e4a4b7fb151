"""The master of a session of several files: one file that opens all of them.

It holds relative external links only, to names of our own beside it. Where a file is missing,
opening its link raises; a virtual dataset would show zeros instead.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import h5py

from stemviewer.session.format.files import master_path
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.structure.layout import LIBVER
from stemviewer.session.structure.parts import fixed, iso_time, set_attributes


def write_master(segments: Sequence[tuple[Path, HeaderModel]]) -> Path:
    """Write the master of a session.

    Parameters
    ----------
    segments : sequence of (Path, HeaderModel)
        Its files by their final names, in order; all in one folder.

    Returns
    -------
    Path
        Of the master; it is there whole, or not at all.
    """
    target = master_path(segments[0][0])
    content = io.BytesIO()
    with h5py.File(content, "w", libver=LIBVER) as file:
        _fill(file, segments)
    fresh = target.with_name(target.name + ".part")
    fresh.write_bytes(content.getvalue())
    fresh.replace(target)
    return target


def _fill(file: h5py.File, segments: Sequence[tuple[Path, HeaderModel]]) -> None:
    header = segments[0][1]
    set_attributes(file, NX_class="NXroot", default="entry", creator="stemviewer")
    entry = file.create_group("entry")
    set_attributes(entry, NX_class="NXentry", default="raw_0001")
    entry["title"] = fixed(header.name)
    entry["entry_identifier"] = fixed(header.session_id)
    entry["start_time"] = fixed(iso_time(header.created_utc_ns))
    for path, model in segments:
        number = f"{model.segment:04d}"
        file[f"file_{number}"] = h5py.ExternalLink(path.name, "/entry")
        for stack in model.stacks:
            entry[f"{stack.group}_{number}"] = h5py.ExternalLink(path.name, f"/entry/{stack.group}")
