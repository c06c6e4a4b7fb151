"""The networks that come with the program, listed without loading any of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.errors import ModelError, SettingsError
from stemviewer.core.provenance import Parameter
from stemviewer.core.resources import resource_path
from stemviewer.denoise.base import Denoiser, Method
from stemviewer.denoise.network.model_entry import ModelEntry, Role

CATALOGUE = "catalogue.json"

AUTOMATIC = "auto"
"""Name of the choice that takes the larger network that keeps up; known to the live path only."""

FILE_PREFIX = "file:"
"""Begins the name of a method that uses weights from a file of the operator's."""


class Catalogue(BaseModel):
    """The content of ``catalogue.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = Field(ge=1, le=1)
    networks: tuple[ModelEntry, ...]

    def entry(self, name: str) -> ModelEntry:
        """Return the network of this name.

        Raises
        ------
        ModelError
            If there is none.
        """
        found = next((entry for entry in self.networks if entry.name == name), None)
        if found is None:
            known = ", ".join(entry.name for entry in self.networks)
            raise ModelError(f"There is no network {name!r}.", "", f"Known: {known}.")
        return found


def read_catalogue(path: Path | None = None) -> Catalogue:
    """Return the catalogue of shipped networks.

    Raises
    ------
    ModelError
        If the file is damaged.
    StemviewerError
        If it is missing.
    """
    path = path or resource_path("networks", CATALOGUE)
    try:
        return Catalogue.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(
            "The list of networks of this installation is damaged.",
            "No network can be used; raw data and filters are not affected.",
            "Install stemviewer again.",
        ) from error


def model_entry(name: str) -> ModelEntry:
    """Return the entry of a shipped network.

    Raises
    ------
    ModelError
        If there is none of that name.
    """
    return read_catalogue().entry(name)


def network_methods() -> tuple[Method, ...]:
    """Return the shipped networks as registry entries; reads one small file, loads no torch."""
    return tuple(_method(entry) for entry in read_catalogue().networks)


def sizes() -> tuple[Method, ...]:
    """Return a network for each role, small to large; of several with one role the last."""
    of_role = {entry.role: entry for entry in read_catalogue().networks if entry.role}
    return tuple(_method(of_role[role]) for role in Role if role in of_role)


def automatic_method() -> tuple[Method, ...]:
    """Return the automatic choice as an entry for menus; none with fewer than two sizes."""
    found = sizes()
    if len(found) < 2:
        return ()
    names = ", ".join(entry.name for entry in found)
    summary = (
        f"Takes the larger network that keeps up with the scan ({names}), and says so. "
        "Networks can invent: check against raw."
    )
    return (Method(AUTOMATIC, "Automatic", summary, (), found[0].make, network=True),)


def foreign_method(path: Path) -> Method:
    """Return a method that uses weights from elsewhere; every picture it makes says so.

    Nothing is loaded without the operator's explicit word, the parameter ``unverified``.
    """

    def make(parameters: Mapping[str, Parameter]) -> Denoiser:
        from stemviewer.denoise.network.inference import NetworkDenoiser
        from stemviewer.denoise.network.weights import load_foreign

        accepted = parameters.get("unverified") is True
        device, threads = _placement({k: v for k, v in parameters.items() if k != "unverified"})
        loaded = load_foreign(path, accept_unverified=accepted)
        return NetworkDenoiser(loaded, device=device, threads=threads)

    return Method(
        name=f"{FILE_PREFIX}{path}",
        label=f"{path.stem} (unverified)",
        summary="A network from a file that this program does not know.",
        parameters=(),
        make=make,
        network=True,
    )


def _method(entry: ModelEntry) -> Method:
    def make(parameters: Mapping[str, Parameter]) -> Denoiser:
        from stemviewer.denoise.network.inference import NetworkDenoiser
        from stemviewer.denoise.network.range_check import limits_of
        from stemviewer.denoise.network.weights import load_pinned

        device, threads = _placement(parameters)
        number_format = str(parameters.get("format", "auto"))
        eight_bit = number_format == "int8" or (
            number_format == "auto" and _prefers_int8(entry, device)
        )
        loaded = load_pinned(entry, eight_bit=eight_bit)
        return NetworkDenoiser(
            loaded,
            device=device,
            number_format=number_format,
            threads=threads,
            limits=limits_of(entry),
            floor=entry.floor,
            views=entry.views,
            balanced=entry.balanced,
        )

    return Method(
        name=entry.name,
        label=entry.label,
        summary=entry.summary,
        parameters=(),
        make=make,
        network=True,
    )


def _prefers_int8(entry: ModelEntry, device: str) -> bool:
    """Return whether there are 8-bit weights, and the processor is made for them."""
    from stemviewer.denoise.network.device import choose_device, has_fast_int8

    return entry.int8 is not None and has_fast_int8(choose_device(device))


def _placement(parameters: Mapping[str, Parameter]) -> tuple[str, int]:
    """Return device and thread count from the parameters ``device`` and ``threads``."""
    for name in parameters:
        if name not in ("device", "format", "threads"):
            raise SettingsError(
                f"A network has no parameter {name!r}.",
                "",
                "Its parameters are: device, format, threads.",
            )
    # one core stays free for the window, the feed and the recorder
    free = max(1, (os.cpu_count() or 1) - 1)
    threads = parameters.get("threads", free)
    if isinstance(threads, bool) or not isinstance(threads, int | float) or threads < 1:
        raise SettingsError(f"threads is {threads!r}.", "", "It must be a whole number from 1.")
    return str(parameters.get("device", "auto")), int(threads)
