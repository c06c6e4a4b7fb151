"""Bands of rows: all rows once, in order."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.ui.image.bands import BAND, row_bands
from stemviewer.ui.image.decimate import block_mean
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.lut import Leveller
from stemviewer.ui.image.resample import bilinear


@pytest.mark.parametrize("shape", [(1, 1), (7, BAND), (3, 2 * BAND), (1000, 333), (4096, 64)])
def test_every_row_is_in_one_band(shape: tuple[int, int]) -> None:
    rows = [row for band in row_bands(shape) for row in range(band.start, band.stop)]
    assert rows == list(range(shape[0]))


def test_an_empty_picture_has_no_bands() -> None:
    assert row_bands((0, 5)) == row_bands((5, 0)) == []


def test_bands_leave_no_seams() -> None:
    # a smooth ramp, of more rows than a band has, through every step to the screen
    rows, columns = 1201, 512
    ramp = np.add.outer(np.arange(rows), np.arange(columns)).astype(np.float32)
    halved = block_mean(ramp, 2)
    direct = ramp[: rows // 2 * 2].reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(halved, direct, rtol=1e-6)
    levels = np.zeros(ramp.shape, np.uint8)
    Leveller().indices(ramp, Limits(0.0, float(ramp.max())), levels)
    assert np.abs(np.diff(levels.astype(int), axis=0)).max() <= 1
    small = bilinear(levels, (901, 384)).astype(int)
    assert np.abs(np.diff(small, axis=0)).max() <= 1
    assert np.abs(np.diff(small, axis=1)).max() <= 1


def test_nan_is_below_in_whichever_band_it_is() -> None:
    values = np.ones((4096, 64), np.float32)
    values[4000, 3] = np.nan
    levels = np.zeros(values.shape, np.uint8)
    Leveller().indices(values, Limits(0.0, 1.0), levels)
    assert levels[4000, 3] == 0
    assert (np.delete(levels.ravel(), 4000 * 64 + 3) == 254).all()
