"""A network's picture holds as many electrons as were counted."""

from __future__ import annotations

import numpy as np

from stemviewer.core.calibration import ElectronImage

MAX_FLUX_CORRECTION = 0.05
"""Largest relative error of the total that is put right silently; beyond it, left as it is."""


def with_flux(rate: ElectronImage, counts: ElectronImage) -> ElectronImage:
    """Return the rate scaled so that it holds as many electrons as were counted.

    The correction is far below one percent where the network is in range. A larger error is a
    failure that must stay visible, so it is not corrected.
    """
    counted = float(counts.sum(dtype=np.float64))
    predicted = float(rate.sum(dtype=np.float64))
    if counted <= 0.0 or predicted <= 0.0:
        return np.array(rate)
    factor = counted / predicted
    if abs(factor - 1.0) > MAX_FLUX_CORRECTION:
        return np.array(rate)
    scaled: ElectronImage = (rate * np.float32(factor)).astype(np.float32)
    return scaled
