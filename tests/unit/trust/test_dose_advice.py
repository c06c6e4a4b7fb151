"""Quality at other doses from electrons already counted: unbiased, and told in words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import ndimage

from stemviewer.denoise.classical import Gaussian
from stemviewer.trust.advice.adviser import DoseAdviser
from stemviewer.trust.advice.blur import Blur, flattery
from stemviewer.trust.advice.dose_curve import DoseCurve, combined
from stemviewer.trust.advice.path import PairwisePath
from stemviewer.trust.advice.points import Criterion, DosePoint, Quality, Wish
from stemviewer.trust.advice.pool import SIDES, Pool
from stemviewer.trust.advice.quality import Estimate, of_pictures, squared_error
from stemviewer.trust.advice.recommend import recommend
from stemviewer.trust.advice.telling import FINE, told
from stemviewer.trust.thinning import thin


def _rate(side: int, mean: float) -> np.ndarray:
    y, x = np.mgrid[:side, :side] * (2.0 * np.pi / 16.0)
    rate = 1.0 + 0.7 * np.cos(x) * np.cos(y)
    return mean * rate / rate.mean()


@pytest.mark.parametrize("wrong", [0.0, 1.5])
def test_the_error_is_that_against_the_truth_whatever_the_guess(wrong: float) -> None:
    rate, generator = _rate(96, 4.0), np.random.default_rng(3)
    found, true = [], []
    for seed in range(60):
        counts = generator.poisson(rate)
        split = thin(counts, 0.5, 1000 + seed)
        picture = Gaussian(1.2).apply(split.seen.astype(np.float32)).image / 0.5
        guess = rate * (1.0 + wrong)
        estimate = squared_error(picture.astype(float), 0.5, split.unseen, counts, guess)
        found.append(estimate.value)
        true.append(float(np.mean((picture - rate) ** 2)))
    spread = float(np.std(np.array(found) - true)) / math.sqrt(len(found))
    assert abs(np.mean(found) - np.mean(true)) < 3.5 * spread
    assert np.mean(true) > 10.0 * spread or wrong


def test_half_and_double_are_foretold_as_new_frames_then_measure() -> None:
    rate, generator = _rate(128, 5.0), np.random.default_rng(4)
    denoiser = Gaussian(1.5)
    adviser = DoseAdviser(denoiser)
    for look in range(4):
        adviser.look(generator.poisson(16.0 * rate), 16.0, 50 + look)
    told = {point.dose: point for point in adviser.points()}
    for dose in (0.5, 2.0):
        counts = generator.poisson(rate * dose).astype(np.float32)
        error = float(np.mean((denoiser.apply(counts).image / dose - rate) ** 2))
        true = 10.0 * math.log10(float(np.mean(rate**2)) / error)
        quality = told[dose].quality
        assert quality is not None
        assert not quality.extrapolated
        assert quality.value == pytest.approx(true, abs=0.5)


def test_evidence_and_columns_grow_with_the_dose() -> None:
    rate, generator = _rate(128, 2.0), np.random.default_rng(5)
    adviser = DoseAdviser(Gaussian(1.5))
    adviser.look(generator.poisson(16.0 * rate), 16.0, 9)
    columns = [point.column for point in adviser.points()]
    assert columns == sorted(columns, reverse=True)
    assert all(point.score is not None for point in adviser.points())


def test_beyond_what_was_measured_is_marked_and_less_sure() -> None:
    curve = DoseCurve((Quality(0.5, 10.0, 0.1), Quality(1.0, 11.5, 0.1)))
    inside, far = curve.at(0.7), curve.at(4.0)
    assert inside is not None
    assert far is not None
    assert 10.0 < inside.value < 11.5
    assert not inside.extrapolated
    assert far.extrapolated
    assert far.error > 1.0 > inside.error
    assert DoseCurve(()).at(1.0) is None


def _points(scores: list[float]) -> list[DosePoint]:
    doses = (0.25, 0.5, 1.0, 2.0, 4.0)
    return [
        DosePoint(d, Quality(d, 12.0 + 1.5 * math.log2(d), 0.1, d > 2.0), z, 0.2 / d**0.5)
        for d, z in zip(doses, scores, strict=True)
    ]


@pytest.mark.parametrize(
    ("scores", "wish", "dose", "words"),
    [
        ([1, 5, 9, 12, 15], Wish(), 0.5, "Half the dose would do"),
        ([0, 1, 2, 6, 9], Wish(), 2.0, "Twice the dose is needed to decide"),
        ([0, 1, 2, 2, 9], Wish(), 4.0, "(extrapolated)"),
        ([0, 0, 0, 0, 0], Wish(), None, "Even 4 times the dose would not do"),
        ([1, 5, 9, 12, 15], Wish(Criterion.LOSS, 2.0), 0.5, "it costs 1.5 ± 0.1 dB of 2.0"),
        ([1, 5, 9, 12, 15], Wish(Criterion.COLUMN, 0.15), 2.0, "columns from 14%"),
    ],
)
def test_advice_names_the_least_dose_that_does(
    scores: list[float], wish: Wish, dose: float | None, words: str
) -> None:
    found = recommend(_points(scores), wish)
    assert found.dose == dose
    assert words in found.sentence


def test_nothing_is_advised_before_anything_is_known() -> None:
    unknown = [DosePoint(d, None, None, math.inf) for d in (0.5, 1.0, 2.0)]
    assert recommend(unknown, Wish()).dose is None
    assert "more frames" in recommend(unknown, Wish(Criterion.LOSS, 1.0)).sentence


def test_a_pool_follows_a_drift_and_keeps_counts() -> None:
    generator, wide = np.random.default_rng(6), _rate(192, 3.0)
    wide[60:90, 80:120] += 6.0
    pool = Pool()
    for number in range(12):
        top, left = 20 - number, 20 + number // 2
        view = wide[top : top + 128, left : left + 128]
        pool.add(generator.poisson(view).astype(np.float32), number)
    total = pool.total()
    assert total.shape[0] % SIDES == total.shape[1] % SIDES == 0
    assert np.array_equal(total, np.rint(total))
    # a sum smeared along the drift of 11 px would have lost its lattice of 16 px
    spectrum = np.abs(np.fft.rfft2(total - total.mean()))
    assert spectrum.max() / total.sum() > 0.07
    pool.add(np.zeros((128, 128), np.float32), 40)
    assert len(pool) == 1


def test_faint_frames_are_aligned_by_all_pairs_where_single_ones_are_lost() -> None:
    generator = np.random.default_rng(11)
    wide = ndimage.gaussian_filter(generator.normal(size=(192, 192)), 2.5)
    wide = np.maximum(1.0 + 0.5 * wide / wide.std(), 0.0)
    velocity = np.array([0.4, -0.27])
    places = np.rint(np.outer(np.arange(16), velocity)).astype(int)
    frames = [
        generator.poisson(wide[20 - y : 148 - y, 20 - x : 148 - x]).astype(np.float32)
        for y, x in places
    ]
    found = PairwisePath(frames, range(7, 23)).steady()
    assert np.abs(found - np.outer(np.arange(16), velocity)).max() < 1.0


def test_estimates_that_disagree_are_not_trusted_beyond_their_scatter() -> None:
    alike = combined({1.0: [Estimate(1.0, 0.1), Estimate(1.1, 0.1)]})[1.0]
    apart = combined({1.0: [Estimate(1.0, 0.1), Estimate(2.0, 0.1)]})[1.0]
    assert alike.error == pytest.approx(0.1 / 2**0.5)
    assert apart.error == pytest.approx(0.5)


def test_the_blur_of_an_alignment_is_undone_and_what_it_flatters_is_found() -> None:
    generator = np.random.default_rng(12)
    points = np.zeros((96, 96))
    points[8::12, 8::12] = 1.0
    sharp = 5.0 + 200.0 * ndimage.gaussian_filter(points, 1.0)
    blur = Blur(generator.uniform(-0.5, 0.5, (16, 2)))
    apart = blur.offsets - blur.offsets.mean(axis=0)
    blurred = np.mean([ndimage.shift(sharp, one, mode="mirror") for one in apart], axis=0)
    left = np.abs(blur.undone(blurred) - sharp)[12:-12, 12:-12]
    assert np.abs(blurred - sharp).max() > 1.5
    assert left.max() < 0.2 * np.abs(blurred - sharp).max()
    denoiser = Gaussian(1.5)
    assert 0.2 < flattery(blurred, sharp, denoiser, 1) < 3.0
    assert flattery(sharp, sharp, denoiser, 1) == pytest.approx(0.0, abs=1e-9)
    assert Blur(np.full((8, 2), 0.3)).nothing


def test_what_cannot_be_known_is_not_told_and_says_why() -> None:
    sure = Quality(0.5, 12.0, 0.1)
    quality, reason = told(sure, 0.2)
    assert quality is not None
    assert quality.value == pytest.approx(11.8)
    assert quality.error > math.hypot(0.1, 0.1)
    assert not reason
    assert told(sure, 2.0) == (None, FINE)
    assert told(None, 0.0)[0] is None
    faint, why = told(Quality(0.5, 12.0, 0.4), 0.0)
    assert faint is None
    assert why.startswith("more electrons are needed")
    assert told(Quality(4.0, 12.0, 0.9, extrapolated=True), 0.0)[0] is not None


def test_pictures_that_differ_among_themselves_make_their_mean_unsure() -> None:
    alike = of_pictures([Estimate(1.0, 0.1), Estimate(1.0, 0.1), Estimate(1.0, 0.1)])
    apart = of_pictures([Estimate(0.5, 0.1), Estimate(1.5, 0.1), Estimate(1.0, 0.1)])
    assert (alike.value, alike.error) == pytest.approx((1.0, 0.1))
    assert apart.value == pytest.approx(1.0)
    assert apart.error == pytest.approx(math.hypot(0.1, 0.5 / 3**0.5))
