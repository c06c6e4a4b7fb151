"""Checking parameter values of a method against their specification."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from stemviewer.core.errors import SettingsError
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import ParameterSpec


def parameter_values(
    method: str, specs: Sequence[ParameterSpec], given: Mapping[str, Parameter]
) -> dict[str, float | int]:
    """Return a value for every parameter of a method: the given one, else its default.

    Parameters
    ----------
    method : str
        Name of the method, for the error message.
    specs : sequence of ParameterSpec
        What the method understands.
    given : mapping
        Values by parameter name; missing ones take their default.

    Returns
    -------
    dict
        One number per specification; an ``int`` where the default is one.

    Raises
    ------
    SettingsError
        If a name is not known, or a value is not a number, off the steps of a whole one, or
        outside its bounds.
    """
    known = {spec.name: spec for spec in specs}
    for name in given:
        if name not in known:
            offered = ", ".join(sorted(known)) or "none"
            raise SettingsError(
                f"{method} has no parameter {name!r}.", "", f"Its parameters are: {offered}."
            )
    return {name: _checked(method, spec, given.get(name)) for name, spec in known.items()}


def _checked(method: str, spec: ParameterSpec, value: Parameter) -> float | int:
    if value is None:
        return spec.default
    whole = isinstance(spec.default, int)
    valid = (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and spec.low <= value <= spec.high
        and (not whole or (value - spec.low) % max(spec.step, 1) == 0)
    )
    if not valid:
        kind = f"a whole number in steps of {spec.step:g}" if whole else "a number"
        raise SettingsError(
            f"{method}: {spec.name} is {value!r}.",
            "",
            f"It must be {kind} from {spec.low:g} to {spec.high:g}.",
        )
    assert isinstance(value, int | float)
    return int(value) if whole else float(value)
