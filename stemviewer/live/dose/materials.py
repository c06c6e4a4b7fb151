"""Materials with published critical doses, and the operator's own beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.errors import SettingsError
from stemviewer.core.resources import resource_path
from stemviewer.live.dose.budget import LIMITS

FILE = "materials.json"


class Material(BaseModel):
    """A material whose critical dose somebody measured; ``critical_dose`` in e/Å^2."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    name: Annotated[str, Field(min_length=1, max_length=80)]
    critical_dose: Annotated[float, Field(ge=LIMITS[0], le=LIMITS[1])]
    conditions: Annotated[str, Field(max_length=300)] = ""
    reference: Annotated[str, Field(min_length=3, max_length=400)]
    checked: Annotated[str, Field(max_length=300)] = ""
    """How far the value was checked against its reference."""


class Materials(BaseModel):
    """The content of a file of materials."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = ""
    materials: Annotated[tuple[Material, ...], Field(max_length=1000)] = ()


def materials(own: Path | None = None) -> tuple[Material, ...]:
    """Return the materials that come with the program, and the operator's own before them.

    Parameters
    ----------
    own : Path, optional
        A file of the same form; one that does not exist adds nothing.

    Raises
    ------
    SettingsError
        If a file is not of the form.
    """
    shipped = _read(resource_path(FILE))
    mine = own_materials(own) if own is not None else ()
    return (*mine, *shipped)


def add_own(own: Path, material: Material) -> None:
    """Add a material to the operator's own file; one of the same name is replaced."""
    kept = [item for item in own_materials(own) if item.name != material.name]
    _write(own, [*kept, material])


def remove_own(own: Path, name: str) -> None:
    """Take a material out of the operator's own file; one that is not there is no trouble.

    Raises
    ------
    SettingsError
        If the file is not of the form or cannot be written.
    """
    _write(own, [item for item in own_materials(own) if item.name != name])


def own_materials(own: Path) -> tuple[Material, ...]:
    """Return the operator's own materials; none where there is no file."""
    return _read(own) if own.exists() else ()


def _write(own: Path, kept: Sequence[Material]) -> None:
    content = {"materials": [item.model_dump() for item in kept]}
    part = own.with_name(own.name + ".part")
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
        part.replace(own)
    except OSError as error:
        raise SettingsError(
            f"The file of materials {own} could not be written ({error.strerror or error}).",
            "The materials are as before.",
            "Free disk space or check the folder.",
        ) from error


def _read(path: Path) -> tuple[Material, ...]:
    try:
        return Materials.model_validate_json(path.read_bytes()).materials
    except (OSError, ValidationError) as error:
        raise SettingsError(
            f"The file of materials {path} cannot be used.",
            "No budget was changed.",
            "Mend or remove it; the guide, Dose, shows its form.",
        ) from error
