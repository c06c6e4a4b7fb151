from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

Scene = npt.NDArray[np.float64]


@pytest.fixture(scope="session")
def scene() -> Scene:
    """Return a rate image of mean 1: a lattice, a step, a bright disc and a dark corner."""
    y, x = np.mgrid[:192, :192].astype(np.float64)
    rate = 1.0 + 0.6 * np.cos(x / 12 * 2 * np.pi) * np.cos(y / 12 * 2 * np.pi)
    rate[:, 96:] = 0.6
    rate += 2.0 * ((x - 140) ** 2 + (y - 60) ** 2 < 30**2)
    rate[150:, 150:] = 0.05
    return rate / rate.mean()


@pytest.fixture(scope="session")
def psnr() -> Callable[[npt.NDArray[np.float32], Scene], float]:
    def value(image: npt.NDArray[np.float32], truth: Scene) -> float:
        error = np.mean(np.square(image.astype(np.float64) - truth))
        return float(10 * np.log10(truth.max() ** 2 / error))

    return value
