"""A layer: pictures made of a session later, in a folder beside it that points back to it.

``NAME.layers/METHOD-DIGEST/`` holds ``layer.json`` (of which session, made how), one ``.npy`` a
frame, and ``rows.jsonl``: a line a picture, appended once the picture is whole on the disk. What
has a line is done; an interrupted run goes on with the rest. The session's files are only read.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SessionFileError
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Parameter
from stemviewer.session.format.chain import pixels_sha256
from stemviewer.session.format.files import first_segment_name

LAYERS = ".layers"
HEADER, ROWS = "layer.json", "rows.jsonl"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is done to each frame: a method of the registry with its parameters."""

    method: str
    parameters: Mapping[str, Parameter]

    @property
    def digest(self) -> str:
        """Same recipe, same digest."""
        content = json.dumps([self.method, dict(self.parameters)], sort_keys=True)
        return hashlib.sha256(content.encode("ascii")).hexdigest()[:12]


class Layer:
    """One layer, made if it is not there.

    Parameters
    ----------
    session : Path
        Of any of its files.
    session_id : str
        Of the session: a layer of another one is not added to.
    recipe : Recipe
        How its pictures are made.

    Raises
    ------
    SessionFileError
        If the folder cannot be made, or holds a layer of another session.
    """

    def __init__(self, session: Path, session_id: str, recipe: Recipe) -> None:
        name = "".join(c if c.isalnum() or c in "-._" else "_" for c in recipe.method)[:60]
        root = session.with_name(first_segment_name(session) + LAYERS)
        self.folder = root / f"{name}-{recipe.digest}"
        header = {
            "version": VERSION,
            "session": first_segment_name(session),
            "session_id": session_id,
            "method": recipe.method,
            "parameters": dict(recipe.parameters),
            "what": "PROCESSED pictures, not a measurement; the raw frames are in the session",
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._take_header(header)
        except OSError as error:
            raise SessionFileError(
                f"{self.folder} cannot be written: {error.strerror or error}.",
                "Nothing was processed; the session is not affected.",
                "Copy the session into a folder that you may write to.",
            ) from error

    def _take_header(self, header: dict[str, Any]) -> None:
        path = self.folder / HEADER
        if not path.is_file():
            _write(path, json.dumps(header, indent=1, sort_keys=True).encode("ascii"))
            return
        try:
            there = json.loads(path.read_bytes())
        except ValueError:
            there = None
        if there != header:
            raise SessionFileError(
                f"{self.folder} holds a layer of another session, or a damaged one.",
                "Nothing was added to it.",
                "Move that folder away.",
            )

    def done(self) -> dict[int, dict[str, Any]]:
        """Return the lines of the pictures that are there, by row; a cut-off last line is none."""
        path = self.folder / ROWS
        found: dict[int, dict[str, Any]] = {}
        for line in path.read_bytes().splitlines() if path.is_file() else ():
            try:
                content = json.loads(line)
                row = int(content["row"])
            except (ValueError, KeyError, TypeError):
                continue
            if self.picture_path(row).is_file():
                found[row] = content
        return found

    def picture_path(self, row: int) -> Path:
        """Return where the picture of a frame is."""
        return self.folder / f"row{row:07d}.npy"

    def add(self, line: dict[str, Any]) -> None:
        """Note that a picture is whole; only one process does this."""
        path = self.folder / ROWS
        text = json.dumps(line, sort_keys=True).encode("ascii") + b"\n"
        # after a kill the last line may lack its end
        if path.is_file() and not path.read_bytes().endswith(b"\n"):
            text = b"\n" + text
        with path.open("ab") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def write_picture(path: Path, row: int, raw_sha256: str, made: Processed) -> dict[str, Any]:
    """Write a picture, and return its line: what it is, and of what."""
    # processes of several computers may make the same picture at once
    part = path.with_name(f"{path.name}.{uuid.uuid4().hex[:12]}.part")
    with part.open("wb") as file:
        np.save(file, made.image, allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return {
        "row": row,
        "numbers": list(made.numbers),
        "raw_sha256": raw_sha256,
        "pixels_sha256": pixels_sha256(made.image).decode("ascii"),
        "kind": made.provenance.kind.value,
        "label": made.provenance.label(),
        "flags": list(made.provenance.flags.names()),
        "valid_rows": made.valid_rows,
        "provenance": json.loads(made.provenance.canonical_json()),
        "provenance_sha256": made.provenance.digest(),
    }


def read_picture(layer: Path, line: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    """Return a picture of a layer, if it is the one its line names [electrons per pixel].

    Raises
    ------
    SessionFileError
        If it is not.
    """
    path = layer / f"row{int(line['row']):07d}.npy"
    try:
        values: npt.NDArray[np.float32] = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise SessionFileError(f"{path.name} cannot be read: {error}") from error
    if pixels_sha256(values).decode("ascii") != line["pixels_sha256"]:
        raise SessionFileError(f"{path.name} is not the picture that its line names.")
    return values


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
