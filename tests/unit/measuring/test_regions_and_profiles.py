"""Regions, profiles, rulers: numbers and their errors against known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.measuring.plane import Plane
from stemviewer.measuring.profile import profile, track
from stemviewer.measuring.region import region_values
from stemviewer.measuring.rulers import READING, angle, direction, distance
from stemviewer.measuring.shapes import Shape, ShapeKind, cover
from stemviewer.measuring.spectrum import hann, rings, spectrum_of


def counted(counts: np.ndarray) -> Plane:
    return Plane(counts, COUNTING, ((0, 0),), True)


SLOPE = np.add.outer(np.linspace(0.5, 4.0, 64), np.linspace(0.0, 2.0, 80))


def test_a_region_covers_the_pixels_whose_centres_it_holds() -> None:
    box = Shape(ShapeKind.RECTANGLE, ((2.4, 3.6), (5.6, 6.4)))
    found = cover(box, (20, 20))
    assert (found.rows, found.columns, found.pixels) == (slice(4, 6), slice(2, 6), 8)
    circle = cover(Shape(ShapeKind.ELLIPSE, ((10.0, 10.0), (90.0, 90.0))), (100, 100))
    assert circle.pixels == pytest.approx(math.pi * 1600, rel=0.01)
    triangle = Shape(ShapeKind.POLYGON, ((0.0, 0.0), (40.0, 0.0), (0.0, 40.0)))
    assert cover(triangle, (100, 100)).pixels == pytest.approx(800, abs=21)
    assert cover(box.moved(100, 0), (20, 20)).pixels == 0


def test_error_of_a_regions_mean_is_that_of_repeated_counting() -> None:
    drawn = np.random.default_rng(1)
    shape = Shape(ShapeKind.ELLIPSE, ((10.0, 10.0), (30.0, 25.0)))
    found = cover(shape, SLOPE.shape)
    truth = SLOPE[found.rows, found.columns][found.mask].mean()
    values = [region_values(counted(drawn.poisson(SLOPE)), shape) for _ in range(400)]
    scores = [(v.mean - truth) / (v.error or math.nan) for v in values]
    assert abs(np.mean(scores)) < 0.2
    assert np.std(scores) == pytest.approx(1.0, abs=0.12)
    flat = region_values(counted(drawn.poisson(np.full((64, 80), 9.0))), shape)
    assert flat.snr == pytest.approx(3.0, rel=0.1)
    assert flat.excess == pytest.approx(1.0, abs=0.1)


def test_nothing_counted_is_no_rate_of_exactly_zero() -> None:
    dark = region_values(
        counted(np.zeros((8, 8), np.uint16)), Shape(ShapeKind.RECTANGLE, ((0, 0), (4, 4)))
    )
    assert (dark.mean, dark.error) == (0.0, 1 / 16)
    assert math.isnan(dark.snr)
    beyond = region_values(
        counted(np.zeros((8, 8), np.uint16)), Shape(ShapeKind.RECTANGLE, ((20, 0), (24, 4)))
    )
    assert beyond.pixels == 0
    assert math.isnan(beyond.mean)


def test_units_without_calibration_have_no_error_and_are_no_electrons() -> None:
    plane = Plane(np.full((8, 8), 700, np.uint16), DetectorCalibration(), ((0, 0),), False)
    values = region_values(plane, Shape(ShapeKind.RECTANGLE, ((0, 0), (4, 4))))
    assert (values.mean, values.error, values.electrons) == (700.0, None, False)


def test_averaged_frames_have_a_smaller_error_where_they_overlap() -> None:
    shape = Shape(ShapeKind.RECTANGLE, ((20, 20), (40, 40)))
    image = np.full((64, 64), 4.0, np.float32)
    one = region_values(Plane(image, None, ((0, 0),), True), shape)
    four = region_values(Plane(image, None, ((0, 0), (1, 0), (0, 1), (40, 0)), True), shape)
    assert one.error == pytest.approx(2.0 / 20)
    assert four.error == pytest.approx(2.0 / 20 / math.sqrt(3), rel=1e-6)


@pytest.mark.parametrize("width", [1.0, 5.0])
def test_errors_along_a_profile_are_those_of_repeated_counting(width: float) -> None:
    drawn = np.random.default_rng(2)
    line = Shape(ShapeKind.PROFILE, ((8.0, 10.0), (60.0, 50.0)), width)
    where = track(line)
    truth = profile(Plane(SLOPE, None, (), True), where)
    assert truth.error is None
    scores = []
    for _ in range(200):
        found = profile(counted(drawn.poisson(SLOPE)), where)
        assert found.error is not None
        scores.append((found.values - truth.values) / found.error)
    spread = np.std(scores)
    # a count is but an estimate of its own variance
    assert 0.85 < spread < 1.12


def test_a_profile_follows_its_line_and_ends_where_nothing_was_scanned() -> None:
    y, x = np.mgrid[:40, :60] + 0.5
    plane = Plane(x + 10 * y, None, (), True)
    found = profile(plane, track(Shape(ShapeKind.PROFILE, ((5.0, 5.0), (55.0, 5.0)), 3.0)))
    np.testing.assert_allclose(found.values, found.along + 5.0 + 50.0)
    half = Plane((x + 10 * y)[:10], None, (), True)
    down = profile(half, track(Shape(ShapeKind.PROFILE, ((5.0, 0.5), (5.0, 30.5)), 1.0)))
    assert np.isnan(down.values[down.along > 10.0]).all()
    assert np.isfinite(down.values[down.along < 9.5]).all()
    outside = Shape(ShapeKind.PROFILE, ((-9.0, -9.0), (-2.0, -2.0)), 1.0)
    assert np.isnan(profile(plane, track(outside)).values).all()
    with pytest.raises(ValueError, match="length"):
        track(Shape(ShapeKind.PROFILE, ((3.0, 3.0), (3.0, 3.0))))


def test_errors_of_rulers_are_those_of_points_set_anew() -> None:
    drawn = np.random.default_rng(3)
    points = np.array([[40.0, 5.0], [10.0, 12.0], [25.0, 60.0]])

    def shape(kind: ShapeKind, at: np.ndarray) -> Shape:
        return Shape(kind, tuple((float(x), float(y)) for x, y in at))

    again = [points + drawn.normal(0.0, READING, points.shape) for _ in range(4000)]
    for kind, read, count in (
        (ShapeKind.DISTANCE, distance, 2),
        (ShapeKind.DISTANCE, direction, 2),
        (ShapeKind.ANGLE, angle, 3),
    ):
        found = [read(shape(kind, at[:count])).value for at in again]
        stated = read(shape(kind, points[:count]))
        assert np.mean(found) == pytest.approx(stated.value, abs=0.1 * stated.error + 0.01)
        assert np.std(found) == pytest.approx(stated.error, rel=0.06)
    assert angle(shape(ShapeKind.ANGLE, np.array([[1, 0], [0, 0], [0, 5]]))).value == 90.0


def test_a_spectrum_of_counts_is_one_where_there_is_only_noise() -> None:
    drawn = np.random.default_rng(4)
    plane = counted(drawn.poisson(np.full((300, 500), 2.2)).astype(np.uint16))
    found = spectrum_of(plane)
    assert found is not None
    assert (found.side, found.top, found.left) == (300, 0, 100)
    away = found.power.copy()
    away[147:154, 147:154] = 1.0
    assert away.mean() == pytest.approx(1.0, abs=0.03)
    assert found.frequency(*found.place(0.11, -0.2)) == pytest.approx((0.11, -0.2))
    assert spectrum_of(plane, (3.0, 3.0, 15.0, 90.0)) is None


def test_rings_are_round_spacings_within_nyquist() -> None:
    found = rings(1.3e-11)
    assert [round(spacing * 1e10, 3) for spacing, _ in found] == [0.5, 1.0, 2.0, 5.0]
    assert all(frequency == pytest.approx(1.3e-11 / spacing) for spacing, frequency in found)
    assert rings(None)[0] == (2.0, 0.5)


def test_a_spectrum_is_that_of_the_whole_transform() -> None:
    counts = np.random.default_rng(9).poisson(SLOPE[:60, :60])
    found = spectrum_of(counted(counts))
    assert found is not None
    window = hann(60)
    mean = (counts * window).sum() / window.sum()
    power = np.abs(np.fft.fftshift(np.fft.fft2((counts - mean) * window))) ** 2
    expected = power / (counts * window**2).sum()
    np.testing.assert_allclose(found.power, expected, rtol=1e-3, atol=1e-4)
