from __future__ import annotations

import numpy as np
import pytest


def make_lattice(size: int, peak: float, *, spacing: float = 14.0, background: float = 0.15):
    """Return a square lattice of Gaussian columns; `peak` is its brightest pixel."""
    rows, columns = np.mgrid[:size, :size].astype(float)
    image = np.full((size, size), background)
    for row in np.arange(spacing / 2, size, spacing):
        for column in np.arange(spacing / 2, size, spacing):
            near = (rows - row) ** 2 + (columns - column) ** 2
            image += np.exp(-0.5 * near / 3.0**2)
    return image * (peak / image.max())


@pytest.fixture
def lattice():
    return make_lattice


@pytest.fixture
def rate():
    return make_lattice(192, 6.0)
