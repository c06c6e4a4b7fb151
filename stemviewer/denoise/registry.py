"""All methods an operator can choose from, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from stemviewer.core.errors import SettingsError
from stemviewer.core.plugins import BrokenPlugin
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import Denoiser, Method, ParameterSpec
from stemviewer.denoise.classical import (
    Gaussian,
    Median,
    NonLocalMeans,
    TotalVariation,
    Wiener,
)
from stemviewer.denoise.network.catalogue import (
    AUTOMATIC,
    FILE_PREFIX,
    foreign_method,
    network_methods,
)
from stemviewer.denoise.parameters import parameter_values
from stemviewer.denoise.plugins import broken_filters, plugin_methods
from stemviewer.denoise.remote.address import PREFIX as REMOTE_PREFIX
from stemviewer.denoise.wiener import STRENGTH


def _method(
    name: str,
    label: str,
    summary: str,
    specs: tuple[ParameterSpec, ...],
    build: Callable[[Mapping[str, float | int]], Denoiser],
) -> Method:
    def make(given: Mapping[str, Parameter]) -> Denoiser:
        return build(parameter_values(name, specs, given))

    return Method(name, label, summary, specs, make)


_CLASSICAL = (
    _method(
        "gaussian",
        "Gaussian",
        "Blurs; everything smaller than the blur is lost, nothing is invented.",
        (ParameterSpec("sigma", "Sigma (0: automatic)", 0.0, 0.0, 20.0, 0.1, "px"),),
        lambda values: Gaussian(float(values["sigma"])),
    ),
    _method(
        "median",
        "Median",
        "Takes the middle value of a neighbourhood; keeps edges, removes single bright pixels.",
        (ParameterSpec("radius", "Radius (0: automatic)", 0, 0, 7, 1, "px"),),
        lambda values: Median(int(values["radius"])),
    ),
    _method(
        "wiener",
        "Wiener",
        "Keeps the spatial frequencies that rise above the noise; fills empty columns in part and "
        "draws displaced ones towards the lattice.",
        (ParameterSpec("strength", "Strength", STRENGTH, 0.5, 4.0, 0.1, "noise"),),
        lambda values: Wiener(float(values["strength"])),
    ),
    _method(
        "nlm",
        "Non-local means",
        "Averages patches that look alike; can repeat a lattice into its noise.",
        (
            ParameterSpec("strength", "Strength", 0.7, 0.1, 3.0, 0.1, "noise"),
            ParameterSpec("patch", "Patch", 7, 3, 15, 2, "px"),
            ParameterSpec("distance", "Search distance", 7, 2, 21, 1, "px"),
        ),
        lambda v: NonLocalMeans(float(v["strength"]), int(v["patch"]), int(v["distance"])),
    ),
    _method(
        "tv",
        "Total variation",
        "Flattens areas between edges; faint or fine contrast turns into patches.",
        (ParameterSpec("weight", "Weight (0: automatic)", 0.0, 0.0, 20.0, 0.1),),
        lambda values: TotalVariation(float(values["weight"])),
    ),
)


def methods() -> tuple[Method, ...]:
    """Return every method: classical filters, installed networks, then those of other packages.

    No network is loaded: that happens in ``Method.make``.

    Raises
    ------
    StemviewerError
        If the list of networks that belongs to the program is missing or damaged.
    """
    own = _own()
    return own + plugin_methods(_names(own))


def broken_methods() -> tuple[BrokenPlugin, ...]:
    """Return the filters of other packages that cannot be used, and why."""
    return broken_filters(_names(_own()))


def _own() -> tuple[Method, ...]:
    return _CLASSICAL + network_methods()


def _names(methods: tuple[Method, ...]) -> frozenset[str]:
    return frozenset(entry.name for entry in methods) | {"none", AUTOMATIC}


def method(name: str) -> Method:
    """Return one method by name; ``file:`` and a path name weights of the operator's own.

    ``remote:`` and an address name a network on another machine (see ``remote.address``).

    Raises
    ------
    SettingsError
        If there is none of that name. ``"none"`` is not a method: nothing is made then.
    """
    # the filters first: they work even where the list of networks is damaged
    if name.startswith(FILE_PREFIX):
        return foreign_method(Path(name.removeprefix(FILE_PREFIX)))
    if name.startswith(REMOTE_PREFIX):
        from stemviewer.denoise.remote.denoiser import remote_method  # with torch

        return remote_method(name)
    found = next((entry for entry in _CLASSICAL if entry.name == name), None)
    if found is not None:
        return found
    for candidate in methods():
        if candidate.name == name:
            return candidate
    names = ", ".join(candidate.name for candidate in methods())
    raise SettingsError(f"There is no filter named {name!r}.", "", f"Choose one of: {names}.")
