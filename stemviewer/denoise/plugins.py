"""Filters that other packages add; every picture they make says whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.errors import SettingsError
from stemviewer.core.plugins import FILTERS, BrokenPlugin, Origin, Plugin, find_plugins
from stemviewer.core.provenance import Flag, Parameter, Step
from stemviewer.denoise.base import Denoised, Denoiser, Method


class ForeignDenoiser:
    """A denoiser of another package: held to the contract, and named in every step.

    Parameters
    ----------
    denoiser : Denoiser
        Of the package.
    method : str
        Name of the method in the registry, which the step carries whatever the package says.
    origin : Origin
        Package and version.
    """

    def __init__(self, denoiser: Denoiser, method: str, origin: Origin) -> None:
        self._denoiser, self._method, self._origin = denoiser, method, origin

    @property
    def name(self) -> str:
        """Name of the method."""
        return self._method

    def apply(self, electrons: ElectronImage) -> Denoised:
        """Denoise one image [electrons per pixel].

        Raises
        ------
        SettingsError
            If the package raised, or gave back what is no picture of this shape.
        """
        try:
            made = self._denoiser.apply(electrons.copy())
            image = np.ascontiguousarray(made.image, dtype=np.float32)
            step = self._named(made.step)
        except Exception as error:  # another package's code may raise anything
            raise self._failed(f"{type(error).__name__}: {error}") from error
        if image.shape != electrons.shape:
            raise self._failed(f"a picture of {image.shape} was made from {electrons.shape}")
        if not np.isfinite(image.sum(dtype=np.float64)):
            raise self._failed("the picture holds values that are not finite")
        return Denoised(image, step, made.range)

    def _named(self, step: Step) -> Step:
        """Return the step with the package's name and version, and the flags it cannot omit."""
        flags = step.flags | Flag.THIRD_PARTY
        if Flag.NETWORK not in flags:
            flags |= Flag.FILTERED
        told = {"package": self._origin.package, "package_version": self._origin.version}
        return replace(
            step, method=self._method, parameters={**step.parameters, **told}, flags=flags
        )

    def _failed(self, why: str) -> SettingsError:
        return SettingsError(
            f"The filter {self._method} of {self._origin} failed: {why}.",
            "Raw is shown and recorded all the same.",
            "Choose another filter, and tell those who made this one.",
        )


@cache
def _sorted_out(own: frozenset[str]) -> tuple[tuple[Method, ...], tuple[BrokenPlugin, ...]]:
    found = find_plugins(FILTERS)
    methods: dict[str, Method] = {}
    broken = list(found.broken)
    for plugin in found.plugins:
        try:
            offered = _methods_of(plugin)
        except TypeError as error:
            broken.append(BrokenPlugin(plugin.name, plugin.origin, str(error)))
            continue
        for method in offered:
            if method.name in own or method.name in methods:
                reason = f"there is a filter named {method.name!r} already"
                broken.append(BrokenPlugin(plugin.name, plugin.origin, reason))
            else:
                methods[method.name] = _held(method, plugin.origin)
    return tuple(methods.values()), tuple(broken)


def plugin_methods(own: frozenset[str]) -> tuple[Method, ...]:
    """Return the filters of other packages as registry entries.

    Parameters
    ----------
    own : frozenset of str
        Names of the program's own methods, which nothing else may take.
    """
    return _sorted_out(own)[0]


def broken_filters(own: frozenset[str]) -> tuple[BrokenPlugin, ...]:
    """Return what could not be used, and why; ``own`` as for :func:`plugin_methods`."""
    return _sorted_out(own)[1]


def _methods_of(plugin: Plugin) -> tuple[Method, ...]:
    content = plugin.content
    offered = content if isinstance(content, tuple | list) else (content,)
    for method in offered:
        if not isinstance(method, Method):
            raise TypeError(f"a filter is a stemviewer Method, not a {type(method).__name__}")
    return tuple(offered)


def _held(method: Method, origin: Origin) -> Method:
    """Return a method whose denoisers are held to the contract."""

    def make(given: Mapping[str, Parameter]) -> Denoiser:
        return ForeignDenoiser(method.make(given), method.name, origin)

    return replace(method, make=make, summary=f"{method.summary} [{origin}]".lstrip())
