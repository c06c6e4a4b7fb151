"""Frames that can be made again, to compare what is read with what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.calibration import COUNTING
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import set_to

_POOL = 8
CHANGE_EVERY = 20
"""Frames of one size before the next size's turn."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is recorded: square sizes by turns, and how it is stored."""

    sides: tuple[int, ...]
    compression: str = "gzip"
    dose: float = 2.0

    @property
    def name(self) -> str:
        """As the table prints it."""
        return f"{'/'.join(str(side) for side in self.sides)} px {self.compression}"


class Traffic:
    """Low-dose counts (Poisson) at any rate: a few noisy pictures, turned and numbered.

    Drawing a fresh Poisson picture for each frame would take longer than recording it.

    Parameters
    ----------
    load : Load
        Sizes and mean dose [electrons per pixel].
    seed : int
        Of the noise.
    """

    def __init__(self, load: Load, seed: int) -> None:
        self._load = load
        self._pools = {side: _pool(side, load.dose, seed) for side in load.sides}

    def pixels(self, number: int) -> npt.NDArray[Any]:
        """Return the pixels of a frame, shape (side, side) [electrons]; no two are the same."""
        side = self._load.sides[number // CHANGE_EVERY % len(self._load.sides)]
        data: npt.NDArray[Any] = np.roll(
            self._pools[side][number % _POOL], number // _POOL % side, axis=0
        )
        data.reshape(-1)[:4] = np.frombuffer(np.int64(number).tobytes(), np.uint16)
        return data

    def frame(self, number: int) -> Frame:
        """Return a frame, as a detector that counts electrons would give it."""
        data = read_only(self.pixels(number))
        settings = ScanSettings(
            data.shape[0], data.shape[1], set_to(1e-6), set_to(1e-11), set_to(2e-11)
        )
        return Frame(number, "HAADF", data, settings, COUNTING)

    def same(self, frame: Frame, number: int) -> bool:
        """Whether a frame that was read is the one that was sent."""
        sent = self.frame(number)
        return (
            frame.number == number
            and frame.settings == sent.settings
            and frame.data.dtype == sent.data.dtype
            and np.array_equal(frame.data, sent.data)
        )


def _pool(side: int, dose: float, seed: int) -> npt.NDArray[Any]:
    rng = np.random.default_rng([seed, side])
    return rng.poisson(dose, (_POOL, side, side)).astype(np.uint16)
