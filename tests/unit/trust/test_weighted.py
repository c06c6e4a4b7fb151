from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from stemviewer.trust.places import Size, contrast_at, span_on_grid
from stemviewer.trust.score_map import CANDIDATE, Peak, ScoreMap, _tops, peaks_of, score_map
from stemviewer.trust.tails import equivalent_score, saddlepoint_score
from stemviewer.trust.templates import Template
from stemviewer.trust.weighted import gaussian_line, moved, smoothed, weighted_sums

SHAPES = [(96, 131), (37, 16), (5, 9)]
BORDERS = [("constant", "constant"), ("edge", "nearest"), ("symmetric", "reflect")]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("border", "mode"), BORDERS)
@pytest.mark.parametrize("sigma", [0.6, 3.0, 11.0])
def test_sums_are_those_of_scipy_to_rounding(shape, border, mode, sigma):
    image = np.random.default_rng(1).poisson(5.0, shape)
    wanted = ndimage.gaussian_filter(image.astype(float), sigma, mode=mode)
    assert np.allclose(smoothed(image, sigma, border), wanted, rtol=1e-11, atol=1e-12)
    line = gaussian_line(sigma)
    for step, start in ((3, (0, 0)), (8, (4, 2))):
        found = weighted_sums(image, line, border=border, step=step, start=start)
        grid = wanted[start[0] :: step, start[1] :: step]
        assert np.allclose(found, grid, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("shift", [(0.3, -0.4), (0.0, 0.2), (-0.5, 0.5), (1.0, -1.0)])
def test_movements_are_those_of_cubic_splines(shift):
    image = np.random.default_rng(5).poisson(3.0, (67, 90)).astype(np.float64)
    expected = ndimage.shift(image, shift, order=3, mode="nearest")
    assert np.abs(moved(image, shift) - expected).max() < 2e-4 * image.max()


def test_a_movement_keeps_a_flat_field_and_goes_the_way_it_says():
    assert np.allclose(moved(np.full((40, 33), 7.0), (0.4, 0.1)), 7.0)
    spot = np.zeros((31, 31))
    spot[15, 15] = 1.0
    rows, columns = np.indices(spot.shape)
    answer = moved(spot, (0.25, -0.5))
    assert (rows * answer).sum() == pytest.approx(15.25, abs=1e-3)
    assert (columns * answer).sum() == pytest.approx(14.5, abs=1e-3)


def test_sums_over_a_place_end_at_the_border():
    image = np.random.default_rng(2).poisson(3.0, (70, 55)).astype(np.float32)
    for power in (1, 2):
        template = Template(2.3)
        line = template.line(power)
        wanted = ndimage.correlate1d(image.astype(float), line, 0, mode="constant")
        wanted = ndimage.correlate1d(wanted, line, 1, mode="constant")
        assert np.allclose(template.sums(image, power), wanted, rtol=1e-12)
        assert np.allclose(
            template.sums_at(image, 5, (2, 2), power), wanted[2::5, 2::5], rtol=1e-12
        )


def test_peaks_are_the_tops_of_the_whole_map_with_the_exact_score():
    generator = np.random.default_rng(3)
    expected = np.full((120, 140), 1.5)
    unseen = generator.poisson(expected).astype(np.float32)
    unseen[40:44, 50:54] += 6
    unseen[80:90, 20:30] = 0
    found = score_map(expected, unseen, 2.0)
    template = Template(2.0)
    sums = template.sums(unseen), template.sums(expected), template.sums(expected, 2)
    # also where the quick score was not asked for, none would have been a peak
    whole = np.abs(equivalent_score(*sums))
    far = whole > CANDIDATE
    assert np.allclose(np.abs(found.surprise)[far], whole[far], rtol=1e-9)
    assert not (np.abs(found.surprise)[~far] > CANDIDATE).any()
    top = (whole >= ndimage.maximum_filter(whole, 5, mode="nearest")) & far
    peaks = peaks_of(found, expected, unseen)
    assert {(p.row, p.column) for p in peaks} == set(zip(*np.nonzero(top), strict=True))
    assert len(peaks) >= 2
    for peak in peaks:
        assert peak.score == pytest.approx(_slow_score(peak, expected, unseen), rel=1e-8)


def _slow_score(peak: Peak, expected: np.ndarray, unseen: np.ndarray) -> float:
    template = Template(peak.sigma)
    radius = template.radius
    square = (
        slice(peak.row, peak.row + 2 * radius + 1),
        slice(peak.column, peak.column + 2 * radius + 1),
    )
    rates = np.maximum(np.pad(expected, radius)[square].ravel(), 1e-9)
    weights = template.square().ravel()
    counts = np.pad(unseen, radius)[square].ravel()
    return float(saddlepoint_score(np.array([counts @ weights]), rates[None], weights)[0])


def test_ties_and_borders_are_tops_as_well():
    strength = np.zeros((9, 12))
    strength[0, 0] = strength[4, 5] = strength[4, 6] = 5.0
    strength[8, 11], strength[7, 10] = 4.0, 4.5
    rows, columns = _tops(strength, 2)
    assert set(zip(rows, columns, strict=True)) == {(0, 0), (4, 5), (4, 6), (7, 10)}


def test_spans_at_places_are_those_of_the_whole_picture():
    picture = np.random.default_rng(4).random((90, 77))
    rows, columns = np.arange(3, 90, 7), np.arange(2, 77, 5)
    for sigma in (0.8, 2.6, 9.0):
        whole = contrast_at(picture, sigma, Size(0.2, 0.0, 0.0))
        assert np.array_equal(
            np.maximum(span_on_grid(picture, sigma, rows, columns), 1e-12),
            whole[np.ix_(rows, columns)],
        )


def test_a_map_without_peaks_has_none():
    flat = np.ones((40, 40))
    found = score_map(flat, np.ones((40, 40), np.float32), 1.5)
    assert isinstance(found, ScoreMap)
    assert peaks_of(found, flat, np.ones((40, 40), np.float32)) == []
