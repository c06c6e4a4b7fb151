"""One picture as a HyperSpy file (``.hspy``): signal, axes with their scale, metadata.

Format: https://hyperspy.org/rosettasciio/file_specification/hspy.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py

from stemviewer.core.frame import Frame
from stemviewer.session.exporting.drawing import values_of
from stemviewer.session.exporting.metadata import ExportContext, describe, pixel_size_of
from stemviewer.session.exporting.picture import ExportOptions, Picture, write_beside

FORMAT_VERSION = "3.3"


def export_hspy(
    picture: Picture,
    path: Path,
    context: ExportContext | None = None,
    _options: ExportOptions | None = None,
) -> Path:
    """Write the plain values with their axes; what they are stands in the metadata and the title.

    A processed picture is named so in the title, which HyperSpy shows above its plot.

    Raises
    ------
    SessionFileError
        If it cannot be written.
    """
    context = context or ExportContext()
    description = describe(picture, context, {"values": "unchanged"})
    return write_beside(path, lambda part: _write(part, picture, context, description))


def title_of(picture: Picture, description: dict[str, Any]) -> str:
    """Return kind, frame and session in one line."""
    kind = "RAW" if isinstance(picture, Frame) else picture.provenance.label()
    return f"{kind} frame {description['frame']} {description['session']}".strip()


def _write(
    part: Path, picture: Picture, context: ExportContext, description: dict[str, Any]
) -> None:
    values = values_of(picture)
    title = title_of(picture, description)
    with h5py.File(part, "w") as file:
        file.attrs["file_format"] = "HyperSpy"
        file.attrs["file_format_version"] = FORMAT_VERSION
        experiment = file.create_group(f"Experiments/{title.replace('/', '_')}")
        experiment.attrs["package"], experiment.attrs["package_version"] = "hyperspy", "2.0"
        experiment.create_dataset("data", data=values, compression="gzip", chunks=True)
        _write_axes(experiment, values.shape, pixel_size_of(picture, context).value)
        _write_metadata(experiment, title, description)
        original = experiment.create_group("original_metadata/stemviewer")
        # one text: HDF5 has no form for nested lists, and this is what check-export reads
        original.attrs["description"] = json.dumps(description, sort_keys=True)
        for key in ("kind", "label", "model", "weights_sha256", "pixels_sha256"):
            original.attrs[key] = str(description.get(key, ""))
        original.attrs["digital_source_type"] = description["digital_source_type"]
        experiment.create_group("learning_results")


def _write_axes(experiment: h5py.Group, shape: tuple[int, ...], pixel_size: float | None) -> None:
    for number, (name, size) in enumerate(zip("yx", shape, strict=True)):
        axis = experiment.create_group(f"axis-{number}")
        known = pixel_size is not None
        values: dict[str, Any] = {
            "_type": "UniformDataAxis",
            "name": name,
            "scale": pixel_size * 1e9 if pixel_size is not None else 1.0,
            "offset": 0.0,
            "size": size,
            "units": "nm" if known else "px",
            "navigate": False,
            "is_binned": False,
        }
        for key, value in values.items():
            axis.attrs[key] = value


def _write_metadata(experiment: h5py.Group, title: str, description: dict[str, Any]) -> None:
    metadata = experiment.create_group("metadata")
    general = metadata.create_group("General")
    general.attrs["title"] = title
    general.attrs["notes"] = (
        f"{description['kind']}; flags: {', '.join(description['flags']) or 'none'}; "
        f"unit: {description['unit']}"
    )
    signal = metadata.create_group("Signal")
    signal.attrs["signal_type"] = ""
    signal.attrs["quantity"] = description["unit"]
    voltage = description["settings"].get("voltage", {}).get("value")
    if voltage:
        tem = metadata.create_group("Acquisition_instrument/TEM")
        tem.attrs["beam_energy"] = voltage / 1e3
