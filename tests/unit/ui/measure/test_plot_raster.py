"""Curves as pictures: where they are, how thick, and where they break."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor, QImage

from stemviewer.ui.measure.plot_raster import band_picture, line_picture

RED = QColor(200, 10, 20)


def alpha(image: QImage) -> npt.NDArray[np.float64]:
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return (pixels >> 24) / 255.0


def test_a_level_line_covers_its_width_in_every_column() -> None:
    covered = alpha(line_picture(np.array([0.0, 30.0]), np.array([10.3, 10.3]), (20, 30), RED, 1.2))
    assert covered.sum(axis=0) == pytest.approx(np.full(30, 1.2), abs=0.02)
    middle = (covered * (np.arange(20)[:, None] + 0.5)).sum(axis=0) / covered.sum(axis=0)
    assert middle == pytest.approx(np.full(30, 10.3), abs=0.1)


def test_a_steep_line_has_no_gaps() -> None:
    covered = alpha(line_picture(np.array([0.0, 4.0]), np.array([0.0, 40.0]), (40, 4), RED, 1.2))
    assert covered.max(axis=1).min() > 0.5


@pytest.mark.parametrize("columns", [1, 2, 3, 5, 31])
def test_pictures_of_any_width_are_whole(columns: int) -> None:
    x = np.array([0.0, float(columns)])
    covered = alpha(band_picture(x, np.full(2, 2.0), np.full(2, 5.0), (8, columns), RED))
    assert covered.shape == (8, columns)
    assert covered.sum(axis=0) == pytest.approx(np.full(columns, 3.0), abs=0.02)


def test_nan_breaks_the_line_and_nothing_is_drawn_beyond_its_ends() -> None:
    x = np.array([5.0, 10.0, 15.0, 20.0, 25.0])
    y = np.array([4.0, 4.0, np.nan, 4.0, 4.0])
    seen = alpha(line_picture(x, y, (8, 30), RED, 1.0)).any(axis=0)
    assert not seen[:5].any()
    assert seen[5:10].all()
    assert not seen[11:19].any()
    assert seen[20:25].all()
    assert not seen[25:].any()


def test_the_opacity_of_the_colour_is_kept() -> None:
    faint = QColor(RED)
    faint.setAlpha(60)
    x = np.array([0.0, 8.0])
    covered = alpha(band_picture(x, np.full(2, 1.0), np.full(2, 5.0), (8, 8), faint))
    assert covered.max() == pytest.approx(60 / 255, abs=1e-6)
