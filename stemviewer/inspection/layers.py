"""The layers beside a session, and their pictures: only read here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemviewer.core.errors import SessionFileError
from stemviewer.core.frame import read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import provenance_from_json
from stemviewer.inspection.layer import HEADER, LAYERS, ROWS, read_picture
from stemviewer.session.format.files import first_segment_name
from stemviewer.session.format.types import FrameRow


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """One layer of a session.

    Parameters
    ----------
    folder : Path
        Where it is.
    method : str
        That made its pictures.
    parameters : mapping
        Of the method.
    pictures : int
        How many there are.
    """

    folder: Path
    method: str
    parameters: Mapping[str, Any]
    pictures: int

    @property
    def name(self) -> str:
        """Method and parameters, as an operator tells layers apart."""
        told = ", ".join(f"{key} {value}" for key, value in self.parameters.items())
        return f"{self.method} ({told})" if told else self.method


def layers_of(session: Path, session_id: str) -> tuple[LayerInfo, ...]:
    """Return the layers of a session, by name; a folder that is none is passed over.

    Parameters
    ----------
    session : Path
        Of any of its files.
    session_id : str
        A layer that points back to another session is not one of this one.
    """
    root = session.with_name(first_segment_name(session) + LAYERS)
    found = []
    for header in sorted(root.glob(f"*/{HEADER}")):
        try:
            content = json.loads(header.read_bytes())
            if content["session_id"] == session_id:
                count = len(_lines(header.parent))
                method, parameters = str(content["method"]), dict(content["parameters"])
                found.append(LayerInfo(header.parent, method, parameters, count))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return tuple(found)


def layer_picture(folder: Path, row: FrameRow) -> Processed | None:
    """Return the picture that a layer holds of a frame, ``None`` if it holds none.

    Parameters
    ----------
    folder : Path
        Of the layer.
    row : FrameRow
        Record of the frame; its hash must be the one that the layer names.

    Raises
    ------
    SessionFileError
        If the picture is damaged, or was made of other pixels.
    """
    line = _lines(folder).get(row.index)
    if line is None:
        return None
    if line["raw_sha256"] != row.sha256:
        raise SessionFileError(
            f"The layer's picture of frame {row.number} was made of other raw pixels.",
            "It is not shown.",
            "Move the layer's folder away and reprocess.",
        )
    try:
        provenance = provenance_from_json(json.dumps(line["provenance"]))
        numbers = tuple(int(number) for number in line["numbers"])
        image = read_only(read_picture(folder, line))
        return Processed(numbers, row.channel, image, provenance, int(line["valid_rows"]))
    except (KeyError, ValueError, TypeError) as error:
        raise SessionFileError(f"A line of {folder.name} cannot be read: {error}") from error


def layer_rows(folder: Path) -> set[int]:
    """Return the positions of the frames that a layer holds a picture of."""
    return set(_lines(folder))


def _lines(folder: Path) -> dict[int, dict[str, Any]]:
    """Return the lines by row; a cut-off last one is none."""
    found: dict[int, dict[str, Any]] = {}
    path = folder / ROWS
    for text in path.read_bytes().splitlines() if path.is_file() else ():
        try:
            line = json.loads(text)
            found[int(line["row"])] = line
        except (ValueError, KeyError, TypeError):
            continue
    return found
