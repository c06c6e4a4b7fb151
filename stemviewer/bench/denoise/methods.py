"""Who takes part in the bench: raw, filters with automatic and with oracle parameters, networks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch

from stemviewer.bench.denoise.peers import PeerProcess
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import Method
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.network.device import choose_device, has_fast_int8
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.weights import load_pinned
from stemviewer.denoise.registry import method, methods
from stemviewer.simulation.evaluation.metrics import SIGMAS, Image, psnr

Estimate = Callable[[Image], Image]

RAW, GAUSSIAN_ORACLE = "raw", "gaussian*"

ORACLE = "*"
"""Ends the name of a filter whose parameters are chosen knowing the truth."""

_GRIDS: Mapping[str, Mapping[str, Sequence[float]]] = {
    "gaussian": {"sigma": [sigma for sigma in SIGMAS if sigma <= 20.0]},
    "median": {"radius": (1, 2, 3, 5, 7)},
    "wiener": {"strength": (0.8, 1.0, 1.3, 1.8, 2.5)},
    "nlm": {"strength": (0.5, 0.7, 1.0, 1.5)},
    "tv": {"weight": (0.7, 1.0, 1.5, 2.2, 3.3, 5.0, 8.0)},
}
"""What an oracle may choose from; other parameters keep their defaults."""


@dataclass(frozen=True, slots=True)
class Competitor:
    """One method with one or more settings.

    Parameters
    ----------
    name : str
        Of the method; with ``*`` at its end the settings are chosen knowing the truth.
    kind : str
        ``raw``, ``filter``, ``network`` or ``peer``.
    settings : tuple of callable
        Counts to rate. With several, the best for an image and dose is found on counts that are
        not scored, by PSNR.
    version : str
        Of the method, or the hash of a network's weights.
    """

    name: str
    kind: str
    settings: tuple[Estimate, ...]
    version: str = ""

    def chosen(self, counts: Image, truth: Image) -> Estimate:
        """Return the setting that comes nearest to the truth on these counts."""
        if len(self.settings) == 1:
            return self.settings[0]
        return max(self.settings, key=lambda estimate: psnr(estimate(counts), truth))


def _registered(name: str, given: Mapping[str, Parameter]) -> Estimate:
    denoiser = method(name).make(given)
    return lambda counts: denoiser.apply(counts).image


def _oracle(name: str) -> Competitor:
    grid = _GRIDS[name]
    combinations = itertools.product(*grid.values())
    made = [_registered(name, dict(zip(grid, values, strict=True))) for values in combinations]
    return Competitor(name + ORACLE, "filter", tuple(made))


def _network(entry: Method, device: str) -> Competitor:
    known = model_entry(entry.name)
    # in 8 bit where the live view would take it
    eight_bit = known.int8 is not None and has_fast_int8(choose_device(device))
    loaded = load_pinned(known, eight_bit=eight_bit)
    denoiser = NetworkDenoiser(
        loaded, device=device, floor=known.floor, views=known.views, balanced=known.balanced
    )
    # as shown but for the last scaling to the counts, after which every flux would be right
    estimate: Estimate = lambda counts: denoiser.finished(counts, denoiser.rate(counts))[0]  # noqa: E731
    return Competitor(entry.name, "network", (estimate,), loaded.sha256[:16])


def _peer(process: PeerProcess, name: str) -> Competitor:
    estimate: Estimate = lambda counts: process.apply(name, counts).image  # noqa: E731
    return Competitor(name, "peer", (estimate,), process.versions[name])


def competitors(
    wanted: Sequence[str], peers: PeerProcess | None, *, device: str = "cpu", threads: int = 0
) -> list[Competitor]:
    """Return everyone who takes part.

    Parameters
    ----------
    wanted : sequence of str
        Names; empty takes all that are available. Raw and the best Gaussian always take part.
    peers : PeerProcess, optional
        Denoisers by others.
    device : str
        Of the networks.
    threads : int
        Of torch; 0 leaves its choice, which is all cores.
    """
    if threads:
        torch.set_num_threads(threads)
    names = {name.rstrip(ORACLE) for name in wanted}
    found = [Competitor(RAW, "raw", (lambda counts: counts,))]
    for entry in methods():
        needed = entry.name == "gaussian" or not names or entry.name in names
        if needed and entry.network:
            found.append(_network(entry, device))
        elif needed:
            found.append(Competitor(entry.name, "filter", (_registered(entry.name, {}),)))
            found.append(_oracle(entry.name))
    if peers is not None:
        found += [_peer(peers, name) for name in peers.versions if not names or name in names]
    return found
