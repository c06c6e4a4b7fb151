"""What NeXus's definition NXem demands of an electron microscopy session.

NXem asks for more than a feed tells. What nobody said is the text "not stated" or NaN, each with
the attribute ``source = unknown``; nothing is filled in to please a validator.

Definition: https://manual.nexusformat.org/classes/applications/NXem.html
"""

from __future__ import annotations

import h5py
import numpy as np

from stemviewer.core.quantity import UNKNOWN, Source
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.format.units import UNITS
from stemviewer.session.structure.parts import (
    NOT_STATED,
    group,
    iso_time,
    quantity,
    set_attributes,
    stated,
    text,
)

DEFINITION = "NXem"
DEFINITION_VERSION = "v2026.01"
"""Release of the NeXus definitions whose NXem has the groups written here."""


def create_em(entry: h5py.Group, header: HeaderModel) -> None:
    """Write who, with what, on what; all of it known when the file is made."""
    set_attributes(text(entry, "definition", DEFINITION), version=DEFINITION_VERSION)
    text(entry, "identifier_experiment", header.session_id)
    stated(entry, "experiment_description", header.notes)
    program = text(entry, "program_name", "stemviewer")
    set_attributes(program, version=header.software.get("stemviewer", ""))
    stated(group(entry, "user", "NXuser"), "name", header.operator)
    _sample(group(entry, "sample", "NXsample"), header)
    # nxvalidate of nexusformat looks for the placeholder of the definition by its very name
    entry["sampleID"] = entry["sample"]
    _picture_frame(group(entry, "processing_reference_frame", "NXcoordinate_system"))
    measurement = group(entry, "measurement", "NXem_measurement")
    _instrument(group(measurement, "instrument", "NXem_instrument"), header)
    event = group(measurement, "event_recording", "NXem_event_data")
    text(event, "start_time", iso_time(header.created_utc_ns))
    _settings(group(event, "instrument", "NXem_instrument"), header)


def _sample(sample: h5py.Group, header: HeaderModel) -> None:
    stated(sample, "name", header.sample)
    made = sample.create_dataset("is_simulation", data=np.bool_(header.origin == "simulator"))
    if header.origin in ("file", "replay"):
        # NXem wants a yes or no, and a file does not tell which is true of it
        set_attributes(made, source=Source.ASSUMED.value)
    for name in ("preparation_date", "atom_types"):
        stated(sample, name, "")
    quantity(sample, "thickness", UNKNOWN, "m")


def _picture_frame(frame: h5py.Group) -> None:
    """Say how our pictures lie: column 0 left, row 0 on top, seen by the reader."""
    text(frame, "alias", "pictures: x along the columns, y down the rows")
    text(frame, "type", "cartesian")
    text(frame, "origin", "front_top_left")
    axes = (("x", "east", (1, 0, 0)), ("y", "south", (0, -1, 0)), ("z", "in", (0, 0, -1)))
    for name, direction, vector in axes:
        set_attributes(frame.create_dataset(name, data=np.array(vector, "<f8")), units="nm")
        text(frame, f"{name}_direction", direction)


def _instrument(instrument: h5py.Group, header: HeaderModel) -> None:
    """Write what does not change during a session."""
    stated(instrument, "name", header.instrument)
    maker = group(instrument, "fabrication", "NXfabrication")
    stated(maker, "vendor", "")
    stated(maker, "model", "")
    column = group(instrument, "ebeam_column", "NXebeam_column")
    source = group(column, "electron_source", "NXsource")
    stated(source, "emitter_type", "")
    text(source, "probe", "electron")
    origin = group(instrument, "source_of_frames", "NXcollection")
    text(origin, "origin", header.origin)
    for number, channel in enumerate(_channels(header), 1):
        detector = group(instrument, f"detector_{number:02d}", "NXdetector")
        stated(detector, "local_name", channel)


def _settings(instrument: h5py.Group, header: HeaderModel) -> None:
    """Write the settings when the file was made; /entry/settings has all that followed."""
    values = header.quantities
    column = group(instrument, "ebeam_column", "NXebeam_column")
    source = group(column, "electron_source", "NXsource")
    quantity(source, "voltage", values["voltage"], UNITS["voltage"])
    scan = group(column, "scan_controller", "NXscan_controller")
    text(scan, "scan_schema", NOT_STATED)
    quantity(scan, "dwell_time", values["dwell"], UNITS["dwell"])
    quantity(scan, "flyback_time", values["flyback"], UNITS["flyback"])
    optics = group(instrument, "optics", "NXem_optical_system")
    quantity(optics, "probe_current", values["beam_current"], UNITS["beam_current"])
    quantity(optics, "rotation", values["rotation"], UNITS["rotation"])


def _channels(header: HeaderModel) -> list[str]:
    """Return the channels of the instrument, then those that only frames named."""
    names = [*header.channels, *(stack.channel for stack in header.stacks)]
    return list(dict.fromkeys(names))
