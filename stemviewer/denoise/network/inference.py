"""The network as a denoiser: chosen device and number format, warmed up, its flux checked."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import torch
from torch import Tensor

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.errors import ModelError
from stemviewer.core.provenance import Flag, Parameter, Step
from stemviewer.denoise.base import Denoised, RangeState
from stemviewer.denoise.network import tiling
from stemviewer.denoise.network.device import choose_device
from stemviewer.denoise.network.floor import finish
from stemviewer.denoise.network.flux import with_flux
from stemviewer.denoise.network.growing import GrowingFrame
from stemviewer.denoise.network.placement import placed
from stemviewer.denoise.network.range_check import TrainedLimits, check_range
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.denoise.network.tiling import DEFAULT_LIMIT, tile_side
from stemviewer.denoise.network.views import seen
from stemviewer.denoise.network.weights import LoadedNetwork

VERSION = "3"
"""Of this implementation; counts up when the same weights would give another picture."""


class NetworkDenoiser:
    """Denoises with a network.

    Parameters
    ----------
    loaded : LoadedNetwork
        Network and what is known of its weights.
    device : str
        ``auto``, ``cpu``, ``cuda`` or ``mps``.
    number_format : str
        ``auto`` takes bfloat16 where the processor computes in it, else float32. Of weights in 8
        bit the format is ``int8`` and nothing else.
    threads : int
        Processor threads torch may use, for the whole process; 0 leaves them as they are.
    memory_limit : int
        Memory one pass may take before the image is cut into tiles [bytes].
    limits : TrainedLimits
        Range the network was trained for.
    floor : sequence of float, optional
        What the network makes of shot noise alone (see ``floor``).
    views : int
        How often each picture is looked at, turned (see ``views``).
    balanced : bool
        Whether the network may lean on its windowed estimate only so far (see ``balance``).
    warm_up : tuple of int
        Shape of the first, discarded pass (rows, columns); the first pass is slow.

    Raises
    ------
    ModelError
        If the device or number format is not available here.
    """

    def __init__(
        self,
        loaded: LoadedNetwork,
        *,
        device: str = "auto",
        number_format: str = "auto",
        threads: int = 0,
        memory_limit: int = DEFAULT_LIMIT,
        limits: TrainedLimits | None = None,
        floor: Sequence[float] | None = None,
        views: int = 1,
        balanced: bool = False,
        warm_up: tuple[int, int] = (128, 128),
    ) -> None:
        self._device = choose_device(device)
        self._format, network = placed(loaded.network, number_format, self._device)
        self._network = seen(network, views, balanced=balanced)
        self._views, self._balanced = views, balanced
        self._memory_limit = memory_limit
        self._limits = limits or TrainedLimits()
        self._floor = tuple(floor) if floor is not None else None
        self._growing = GrowingFrame(self._network.shape.multiple)
        self._name = loaded.name
        self._threads = threads
        self._threads_set_in = 0
        self._step = self._make_step(loaded)
        self.rate(np.zeros(warm_up, dtype=np.float32))

    @property
    def name(self) -> str:
        """Name of the model, as in the catalogue and the log."""
        return self._name

    @property
    def multiple(self) -> int:
        """Parts of a frame that start at multiples of it are computed in phase [px]."""
        return int(self._network.shape.multiple)

    @property
    def shape(self) -> NetworkShape:
        """Size of the network that runs, which also says what sides are padded to."""
        return self._network.shape

    @property
    def margin(self) -> int:
        """How far a pixel of the result can see [px]: what new rows can change."""
        return int(self._network.shape.margin)

    def apply(self, electrons: ElectronImage) -> Denoised:
        """Denoise one image of at least 1 x 1 pixels.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            Counts in electrons per pixel; readout noise may make values negative. Values that
            are not finite count as zero, and the verdict says so. Not changed.

        Returns
        -------
        Denoised
            Positive rate of the same shape, read-only; its step; the range verdict.
        """
        return self.apply_with(electrons, lambda counts: (self.rate(counts), {}))

    def apply_part(self, electrons: ElectronImage, key: Hashable) -> Denoised:
        """Denoise the rows of a frame that have arrived; earlier rows are not computed again.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            As of :meth:`apply`: all rows so far.
        key : hashable
            Of the frame.
        """
        if self._network.shape.spectral:
            return self.apply(electrons)  # its windows reach too far to gain anything

        def compute(counts: ElectronImage) -> tuple[ElectronImage, dict[str, Parameter]]:
            rate, rows = self._growing.rate(key, counts, self.rate)
            return rate, {"rows_computed": rows}

        return self.apply_with(electrons, compute)

    def apply_with(
        self,
        electrons: ElectronImage,
        compute: Callable[[ElectronImage], tuple[ElectronImage, dict[str, Parameter]]],
    ) -> Denoised:
        """Denoise one image with a rate that comes from elsewhere; else as :meth:`apply`.

        Parameters
        ----------
        electrons : ndarray of float32, shape (rows, columns)
            As of :meth:`apply`.
        compute : callable
            Gives the rate of finite counts, and parameters for the step.
        """
        if electrons.ndim != 2 or electrons.size == 0:
            raise ValueError(f"a plane of pixels is needed, not shape {electrons.shape}")
        verdict = check_range(electrons, self._limits)
        counts = np.nan_to_num(electrons, nan=0.0, posinf=0.0, neginf=0.0)
        rate, parts = compute(counts)
        if not np.isfinite(rate.sum(dtype=np.float64)):
            raise ModelError(
                f"The network {self._name} gave values that are no numbers.",
                "No picture was made of this frame; the raw frame is not affected.",
                "Choose another network, or a filter; if it repeats, run stemviewer doctor.",
            )
        finished, facts = self.finished(counts, rate)
        image = with_flux(finished, counts)
        image.flags.writeable = False
        parameters = {**self._step.parameters, **facts, **parts}
        step = dataclasses.replace(self._step, parameters=parameters)
        if verdict.state is RangeState.OUT:
            step = dataclasses.replace(step, flags=step.flags | Flag.OUT_OF_RANGE)
        return Denoised(image, step, verdict)

    def rate(self, counts: ElectronImage) -> ElectronImage:
        """Return what the network itself says, before anything is done to it.

        Parameters
        ----------
        counts : ndarray of float32, shape (rows, columns)
            Finite electrons per pixel.

        Returns
        -------
        ndarray of float32, same shape
            Positive electrons per pixel.
        """
        self._limit_threads()
        rows, columns = counts.shape
        side = tile_side(self._network, rows, columns, self._memory_limit)
        with torch.inference_mode(), self._autocast():
            # a copy: torch cannot wrap the read-only arrays that frames hold
            tensor = torch.from_numpy(np.array(counts, dtype=np.float32))[None, None]
            rate: Tensor = tiling.denoise_tiled(self._network, tensor.to(self._device), side)
            image: ElectronImage = rate[0, 0].float().cpu().contiguous().numpy()
        return image

    def finished(
        self, counts: ElectronImage, rate: ElectronImage
    ) -> tuple[ElectronImage, dict[str, Parameter]]:
        """Return the picture with the network's noise floor taken care of, and what was done.

        See ``floor``; of networks whose floor is not known the rate comes back as it is.

        Parameters
        ----------
        counts, rate : ndarray of float32, shape (rows, columns)
            Finite electrons per pixel, and what :meth:`rate` made of them.
        """
        if self._floor is None:
            return rate, {}
        with torch.inference_mode():
            seen, said = (torch.from_numpy(np.array(p, dtype=np.float32)) for p in (counts, rate))
            done = finish(seen[None, None], said[None, None], self._floor)
        image: ElectronImage = done.rate[0, 0].contiguous().numpy()
        return image, {
            "level": "of the counts, over 22 px",
            "empty_share": round(done.share, 4),
            "empty_blur_px": round(done.sigma, 1),
        }

    def _make_step(self, loaded: LoadedNetwork) -> Step:
        more: dict[str, Parameter] = {"views": self._views} if self._views > 1 else {}
        more |= {"lean": "balanced"} if self._balanced else {}
        flags = Flag.NETWORK if loaded.verified else Flag.NETWORK | Flag.MODEL_UNVERIFIED
        return Step(
            method=loaded.name,
            version=VERSION,
            parameters={"flux": "scaled to the counts"} | more,
            flags=flags,
            weights_sha256=loaded.sha256,
            device=str(self._device),
            number_format=self._format,
        )

    def _autocast(self) -> AbstractContextManager[object]:
        if self._format == "bfloat16":
            return torch.autocast(self._device.type, dtype=torch.bfloat16)
        return nullcontext()

    def _limit_threads(self) -> None:
        # OpenMP keeps this per calling thread, so it is set in the thread that computes
        if self._threads and self._threads_set_in != threading.get_ident():
            torch.set_num_threads(self._threads)
            self._threads_set_in = threading.get_ident()
