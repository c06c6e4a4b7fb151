"""A remote network as a denoiser: the same picture as here, or said and flagged that it is not."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.errors import ModelError
from stemviewer.core.provenance import Flag, Parameter
from stemviewer.denoise.base import Denoised, Method
from stemviewer.denoise.network.architecture import denoise_counts
from stemviewer.denoise.network.catalogue import model_entry, network_methods
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.denoise.remote.address import RemoteAddress, parse_remote
from stemviewer.denoise.remote.triton import RemoteFailedError, TritonNetwork

REST_S = 5.0
"""After a failure the server is left alone so long: not every frame is to wait for it [s]."""


class RemoteDenoiser:
    """Asks a server for the network's answer; what is done to it afterwards is done here.

    Parameters
    ----------
    where : RemoteAddress
        Server, network, time-out and what to do without an answer.
    local : NetworkDenoiser
        The same network on this machine: it finishes every picture, and stands in.
    pinned : str
        SHA-256 that the server's weights must have.

    Raises
    ------
    ModelError
        If the client library is not installed, or the server runs other weights.
    """

    def __init__(self, where: RemoteAddress, local: NetworkDenoiser, pinned: str) -> None:
        self._where = where
        self._local = local
        self._pinned = pinned
        self._remote = TritonNetwork(where)
        self._checked = False
        self._rest_until = 0.0
        self._why = ""
        try:
            self._check()
        except RemoteFailedError as error:
            self._rest(error)

    @property
    def name(self) -> str:
        """Name of the network, as in the catalogue and the log."""
        return self._local.name

    @property
    def problem(self) -> str:
        """Why the server is not asked at the moment; empty while it answers."""
        return self._why

    def apply(self, electrons: ElectronImage) -> Denoised:
        """Denoise one image there, or by what was agreed where there is no answer.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            Counts in electrons per pixel. Not changed.

        Raises
        ------
        ValueError
            If there is no answer and raw was agreed: the frame stays without a processed picture.
        ModelError
            If the server runs other weights than this program knows.
        """
        remote = True

        def compute(counts: ElectronImage) -> tuple[ElectronImage, dict[str, Parameter]]:
            nonlocal remote
            rate = self._ask(counts)
            if rate is not None:
                return rate, {"computed_at": self._where.shown}
            if self._where.fallback == "raw":
                raise ValueError(f"{self._why} Raw is shown alone.")
            remote = False
            return self._local.rate(counts), {"remote_failed": self._why}

        denoised = self._local.apply_with(electrons, compute)
        flags = denoised.step.flags | (Flag.NONE if remote else Flag.FALLBACK)
        device = f"remote {self._where.server}" if remote else denoised.step.device
        # the server's number format is its own affair; the export is in float32
        number_format = "float32" if remote else denoised.step.number_format
        step = dataclasses.replace(
            denoised.step, flags=flags, device=device, number_format=number_format
        )
        return dataclasses.replace(denoised, step=step)

    def close(self) -> None:
        """End the link."""
        self._remote.close()

    def _ask(self, counts: ElectronImage) -> ElectronImage | None:
        """Return the server's answer; ``None`` if there is none, or it is left alone now."""
        if time.monotonic() < self._rest_until:
            return None
        try:
            if not self._checked:
                self._check()
            with torch.inference_mode():
                tensor = torch.from_numpy(np.array(counts, dtype=np.float32))[None, None]
                rate = denoise_counts(_Asked(self._remote, self._local.shape), tensor)
        except RemoteFailedError as error:
            self._rest(error)
            return None
        self._why = ""
        image: ElectronImage = rate[0, 0].contiguous().numpy()
        return image

    def _check(self) -> None:
        found = self._remote.pinned()
        if found != self._pinned:
            raise ModelError(
                f"The server at {self._where.shown} runs other weights as {self._where.network!r}.",
                "No picture of it is shown.",
                "Export them again there: stemviewer export-model --triton FOLDER.",
            )
        self._checked = True

    def _rest(self, error: RemoteFailedError) -> None:
        self._why = error.what
        self._rest_until = time.monotonic() + REST_S


@dataclasses.dataclass(slots=True)
class _Asked:
    """A model on a server as something that is run on padded counts."""

    remote: TritonNetwork
    shape: NetworkShape

    def __call__(self, counts: Tensor) -> Tensor:
        """Return the rate of counts of shape (1, 1, rows, columns)."""
        rate = self.remote.rate(counts[0, 0].numpy())
        return torch.from_numpy(np.array(rate))[None, None]


def remote_method(name: str) -> Method:
    """Return the method that a remote address names; nothing is connected before it is made.

    Raises
    ------
    StemviewerError
        If the address is malformed, or names no shipped network.
    """
    where = parse_remote(name)
    entry = model_entry(where.network)
    local = next(method for method in network_methods() if method.name == entry.name)

    def make(parameters: Mapping[str, Parameter]) -> RemoteDenoiser:
        denoiser = local.make({**parameters, "format": "float32"})
        assert isinstance(denoiser, NetworkDenoiser)
        return RemoteDenoiser(where, denoiser, entry.sha256)

    return Method(
        name=name,
        label=f"{entry.label} at {where.host}",
        summary=f"{entry.summary} It runs on {where.host}; without an answer: {where.fallback}.",
        parameters=(),
        make=make,
        network=True,
    )
