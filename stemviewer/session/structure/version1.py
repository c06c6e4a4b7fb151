"""The entry of a format 1 file as it was written then, to compare old files with."""

from __future__ import annotations

import h5py

from stemviewer.session.format.header import HeaderModel
from stemviewer.session.structure.parts import group, text

PROCESS_SLOTS = 8
PROCESS_TEXTS = {"program": 64, "version": 64, "date": 32, "weights_sha256": 64}


def create_entry_v1(entry: h5py.Group, header: HeaderModel) -> None:
    """Write who recorded what, and empty slots for processes."""
    text(group(entry, "sample", "NXsample"), "name", header.sample)
    text(group(entry, "user", "NXuser"), "name", header.operator)
    instrument = group(entry, "instrument", "NXinstrument")
    text(instrument, "name", header.instrument)
    text(group(instrument, "source_of_frames", "NXcollection"), "origin", header.origin)
    for number in range(1, PROCESS_SLOTS + 1):
        slot = group(entry, f"process_{number:02d}", "NXprocess")
        for name, length in PROCESS_TEXTS.items():
            text(slot, name, "", length)
