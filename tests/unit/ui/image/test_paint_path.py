"""The prepared picture, pixel for pixel, against the plain sums it stands for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from stemviewer.core.provenance import Kind
from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits
from stemviewer.ui.image.levels import percentile_limits
from stemviewer.ui.image.lut import HIGH_MARK, LOW_MARK
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.picture import Crop, PanePicture
from stemviewer.ui.image.resample import bilinear

LIMITS = Limits(1.0, 9.0)


def levelled(values: np.ndarray, limits: Limits) -> np.ndarray:
    """Levels in single precision, in one go."""
    scaled = values.astype(np.float32) - np.float32(limits.low)
    scaled = scaled * np.float32(253.0 / (limits.high - limits.low)) + np.float32(1.001)
    return np.clip(scaled, 0, 255).astype(np.uint8)


def mixed(plane: np.ndarray, wanted: tuple[int, int]) -> np.ndarray:
    """Linear interpolation with weights of 1/256, first down, then across, in whole numbers."""
    for axis, size in enumerate(wanted):
        have = plane.shape[axis]
        if plane.shape == wanted:
            break
        place = np.clip((np.arange(size) + 0.5) * have / size - 0.5, 0, have - 1)
        lower = place.astype(int)
        weight = np.rint((place - lower) * 256).astype(int)
        weight = weight[:, None] if axis == 0 else weight
        first = np.take(plane, lower, axis).astype(int)
        second = np.take(plane, np.minimum(lower + 1, have - 1), axis).astype(int)
        plane = (first * (256 - weight) + second * weight + 127) >> 8
    return plane


def table(gamma: float, invert: bool, marks: bool) -> np.ndarray:
    grey = np.clip((np.arange(256) - 1) / 253.0, 0.0, 1.0) ** (1.0 / gamma)
    level = np.rint((1.0 - grey if invert else grey) * 255).astype(np.uint32)
    colours = np.uint32(0xFF000000) | level << 16 | level << 8 | level
    if marks:
        colours[0], colours[255] = LOW_MARK, HIGH_MARK
    return colours


def pixels(picture: PanePicture) -> np.ndarray:
    image = picture.painting.image
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("zoom", [0.718, 1.0, 1.31, 3.0])
@pytest.mark.parametrize(
    ("gamma", "invert", "marks"), [(1.0, False, False), (1.7, True, False), (0.6, False, True)]
)
def test_the_prepared_picture_is_the_plain_one(
    make_frame: Callable,
    make_processed: Callable,
    ratio: float,
    zoom: float,
    gamma: float,
    invert: bool,
    marks: bool,
) -> None:
    display = DisplaySettings(
        mode=LevelsMode.OFF,
        raw_limits=LIMITS,
        processed_limits=LIMITS,
        gamma=gamma,
        invert=invert,
        mark_saturation=marks,
    )
    frame = make_frame(dose=5.0)
    source = PictureSource(frame, make_processed(frame, Kind.FILTERED))
    scale = zoom * ratio
    crop = Crop(7, 11, 30, 25)  # as after panning; used only where raw pixels are seen
    pair = PairRenderer().render(RenderRequest(source, display, scale, crop))
    for picture in (pair.raw, pair.processed):
        assert picture is not None
        plane = levelled(picture.values, LIMITS)
        if scale < 2.0:
            rows, columns = plane.shape
            plane = mixed(plane, (round(rows * scale), round(columns * scale)))
        else:
            plane = plane[7:37, 11:36]
        assert (picture.indices == plane).all()
        assert (pixels(picture) == table(gamma, invert, marks)[plane]).all()


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ((1024, 256), (735, 183)),
        ((37, 1000), (61, 1999)),
        ((1, 1), (1, 3)),
        ((5, 3), (2, 2)),
        ((300, 8), (299, 9)),
    ],
)
def test_scaling_in_bands_is_scaling_in_whole_numbers(
    shape: tuple[int, int], wanted: tuple[int, int]
) -> None:
    plane = np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)
    assert (bilinear(plane, wanted) == mixed(plane, wanted)).all()


@pytest.mark.parametrize("kind", ["u1", "u2", "i2", "f4"])
@pytest.mark.parametrize("percentiles", [(0.1, 99.9), (0.0, 100.0), (50.0, 50.0)])
def test_percentiles_are_those_of_the_sorted_values(
    kind: str, percentiles: tuple[float, float]
) -> None:
    values = np.random.default_rng(6).poisson(40.0, 4001).astype(kind)
    ordered, last, spare = np.sort(values), 4000, 3
    low, high = percentiles
    lower = min(max(int(low / 100 * last), spare if low > 0 else 0), last)
    upper = max(int(np.ceil(high / 100 * last)), lower)
    upper = min(upper, last - spare if high < 100 else last)
    found = percentile_limits(values, low, high)
    assert found.low == float(ordered[lower])
    assert found.high >= float(ordered[max(upper, lower)])
    assert low == high or found.high == float(ordered[upper])
