"""Round lengths, and honest words where the pixel size is not known."""

from __future__ import annotations

import pytest

from stemviewer.core.quantity import UNKNOWN, assumed, set_to
from stemviewer.ui.image.scalebar import round_125, scale_bar


@pytest.mark.parametrize(
    ("limit", "length"),
    [(1.0, 1.0), (1.99, 1.0), (2.0, 2.0), (4.9, 2.0), (5.1, 5.0), (0.03, 0.02), (7e-9, 5e-9)],
)
def test_steps_are_1_2_5(limit: float, length: float) -> None:
    assert round_125(limit) == pytest.approx(length)


@pytest.mark.parametrize(
    ("pixel", "label"),
    [(1e-12, "1 Å"), (1e-11, "1 nm"), (1e-9, "100 nm"), (1e-8, "1 µm"), (1e-6, "100 µm")],
)
def test_the_unit_suits_the_length(pixel: float, label: str) -> None:
    assert scale_bar(set_to(pixel), 1.0, 400).label == label


def test_the_bar_is_as_long_as_it_says() -> None:
    bar = scale_bar(set_to(2e-11), 3.0, 600)
    assert bar.label == "1 nm"
    assert bar.pixels == pytest.approx(1e-9 / 2e-11 * 3.0)
    assert bar.pixels <= 0.3 * 600


def test_an_unknown_pixel_size_is_not_guessed() -> None:
    assert scale_bar(UNKNOWN, 2.0, 800).label == "100 px"


def test_an_assumed_pixel_size_is_named() -> None:
    assert scale_bar(assumed(1e-11), 1.0, 400).label.endswith("(assumed)")
