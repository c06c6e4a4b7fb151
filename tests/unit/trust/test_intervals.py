from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import ndimage

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.trust import interval_files
from stemviewer.trust.interval_files import load_intervals
from stemviewer.trust.intervals import calibrate, conformal_quantile
from stemviewer.trust.limits import exposure_needed, limits_at, smallest_invented, smallest_missing
from stemviewer.trust.spread import FEATURES, fit_spread


def blurred_samples(lattice, seeds):
    samples = []
    for seed in seeds:
        for dose in (0.5, 2.0, 8.0):
            truth = lattice(96, 1.0, spacing=11.0 + seed % 5)
            truth *= dose / truth.mean()
            counts = np.random.default_rng((seed, int(dose * 10))).poisson(truth)
            rate = ndimage.gaussian_filter(counts.astype(float), 1.5)
            samples.append((dose, rate, counts, truth))
    return samples


def test_intervals_cover_nine_in_ten_of_other_images(lattice):
    spread = fit_spread([s[1:] for s in blurred_samples(lattice, range(5))])
    assert set(spread.coefficients) == set(FEATURES)
    calibration = calibrate(spread, blurred_samples(lattice, range(5, 11)))
    for dose in (0.5, 2.0, 8.0):
        inside = []
        for at, rate, counts, truth in blurred_samples(lattice, range(20, 26)):
            if at == dose:
                low, high = calibration.interval(rate, counts)
                assert (low >= 0).all()
                inside.append(np.mean((truth >= low) & (truth <= high)))
        assert np.mean(inside) == pytest.approx(0.9, abs=0.02)


def test_no_interval_is_given_outside_the_calibrated_doses(lattice):
    samples = blurred_samples(lattice, range(2))
    calibration = calibrate(fit_spread([s[1:] for s in samples]), samples)
    _, rate, counts, _ = samples[0]
    with pytest.raises(ValueError, match="intervals hold from"):
        calibration.interval(rate * 100, counts * 100)


def test_quantile_is_the_conformal_one():
    assert conformal_quantile(np.arange(1, 100)) == 90
    assert conformal_quantile(np.arange(1, 6)) == 5


def test_pinned_intervals_load_and_others_do_not(tmp_path, monkeypatch):
    entry = next((e for e in read_catalogue().networks if e.intervals_sha256), None)
    if entry is None:
        pytest.skip("no network of this build has intervals")
    found = load_intervals(entry)
    assert found is not None
    assert found.covers(1.0)
    other = tmp_path / "intervals.json"
    content = json.loads(interval_files.interval_path(entry).read_text())
    content["quantiles"][0] *= 0.5
    other.write_text(json.dumps(content))
    monkeypatch.setattr(interval_files, "interval_path", lambda _: other)
    with pytest.raises(ModelError, match="not the ones"):
        load_intervals(entry)
    other.write_text("{}")
    with pytest.raises(ModelError, match="cannot be read"):
        load_intervals(entry)


def test_columns_at_the_limit_are_found_as_often_as_stated():
    generator = np.random.default_rng(3)
    # an area of exactly 4 pi s^2 pixels with equal weights: the theory without approximation
    for rate in (0.02, 0.3, 5.0):
        mean = rate * 4 * np.pi * 9.0
        missing = float(smallest_missing(np.array([rate]), 3.0, 5.0)[0])
        from scipy.stats import norm, poisson

        found = generator.poisson(mean + missing, 20_000)
        assert np.mean(poisson.sf(found - 1, mean) < norm.sf(5.0)) == pytest.approx(0.95, abs=0.03)
        invented = float(smallest_invented(np.array([rate]), 3.0, 5.0)[0])
        empty = generator.poisson(mean, 20_000)
        told = poisson.cdf(empty, mean + invented) < norm.sf(5.0) * 1.0001
        assert np.mean(told) >= 0.94


def test_limits_fall_with_dose_and_are_told_in_words(lattice):
    shares = [limits_at(lattice(128, peak), 1.0, 3.0, 0.01, 3).share for peak in (1.0, 10.0, 100.0)]
    assert shares[0] > shares[1] > shares[2]
    assert "electrons" in limits_at(np.ones((64, 64)), 1.0, 3.0, 0.01, 3).sentence()


def test_four_times_the_effect_needs_a_sixteenth_of_the_exposure():
    assert exposure_needed(1.0, 3.0) == pytest.approx(16 * exposure_needed(4.0, 3.0))
    assert exposure_needed(0.0, 3.0) == float("inf")


def test_the_interval_of_one_pixel_is_that_of_the_whole_picture(lattice):
    samples = blurred_samples(lattice, range(2))
    calibration = calibrate(fit_spread([s[1:] for s in samples]), samples)
    _, rate, counts, _ = samples[1]
    low, high = calibration.interval(rate, counts)
    for row, column in ((0, 0), (40, 51), (95, 7), (30, 95)):
        found = calibration.at(rate, counts, row, column, float(rate.mean()))
        assert found == pytest.approx((low[row, column], high[row, column]), rel=1e-9)
    with pytest.raises(ValueError, match="intervals hold from"):
        calibration.at(rate, counts, 3, 3, 1e4)
