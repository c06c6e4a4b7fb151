from __future__ import annotations

import numpy as np
import pytest

from stemviewer.trust.evidence import EvidenceOptions, judge
from stemviewer.trust.held_out import HeldOutSource, by_thinning
from stemviewer.trust.places import Size, contradicted_places
from stemviewer.trust.plain import left_out_likelihood, plain_estimate
from stemviewer.trust.region import Finding, ask, check_region, with_column
from stemviewer.trust.score_map import Peak
from stemviewer.trust.states import PlaceState
from stemviewer.trust.verdict import State, compare


def test_the_true_rate_is_not_contradicted_and_beats_a_blur(rate):
    flagged = 0
    for seed in range(12):
        counts = np.random.default_rng(seed).poisson(rate)
        evidence = judge(rate * 0.5, by_thinning(counts, 0.5, seed))
        flagged += bool(evidence.contradicted)
        assert evidence.verdict.state is State.BETTER
    assert flagged <= 1


def test_map_values_are_standard_where_the_picture_is_right(rate):
    values = []
    for seed in range(6):
        counts = np.random.default_rng(seed).poisson(rate * 0.2)
        evidence = judge(rate * 0.1, by_thinning(counts, 0.5, seed))
        values.append(evidence.maps[0].z)
    assert abs(np.nanmean(values)) < 0.05
    assert np.nanstd(values) == pytest.approx(1.0, abs=0.05)


def test_an_invented_column_is_contradicted_where_it_is(rate):
    picture = with_column(rate, 77.0, 84.0, 3.0, 4.0) * 0.5
    counts = np.random.default_rng(5).poisson(rate)
    evidence = judge(picture, by_thinning(counts, 0.5, 1))
    assert evidence.contradicted
    worst = evidence.contradicted[0]
    assert abs(worst.row - 77) <= 3
    assert abs(worst.column - 84) <= 3
    assert worst.z < -5
    assert worst.electrons == pytest.approx(-2.0 * 2 * np.pi * 9, rel=0.35)
    assert "invented" in worst.words
    mask = evidence.states.mask()
    assert mask.shape == rate.shape
    assert mask[77, 84] == PlaceState.CONTRADICTED


def test_a_column_left_out_is_contradicted(rate):
    counts = np.random.default_rng(5).poisson(with_column(rate, 77.0, 84.0, 3.0, 4.0))
    evidence = judge(rate * 0.5, by_thinning(counts, 0.5, 1))
    assert any(
        abs(p.row - 77) <= 3 and abs(p.column - 84) <= 3 and p.z > 5 for p in evidence.contradicted
    )


def test_a_small_misfit_at_high_dose_is_a_bias_not_a_contradiction(lattice):
    truth = lattice(192, 3000.0)
    wrong = truth * 0.5 + np.where(np.arange(192)[:, None] > 96, 0.03, 0.0) * truth
    counts = np.random.default_rng(5).poisson(truth)
    held = by_thinning(counts, 0.5, 1)
    evidence = judge(wrong, held)
    assert evidence.biased
    assert not evidence.contradicted
    strict = judge(wrong, held, EvidenceOptions(size=Size(0.01, 0.05, 0.0)))
    assert strict.contradicted


def test_structure_is_supported_at_high_dose_and_undecided_at_low(rate):
    shares = []
    for dose in (0.02, 10.0):
        counts = np.random.default_rng(8).poisson(rate * dose)
        evidence = judge(rate * dose * 0.5, by_thinning(counts, 0.5, 3))
        shares.append(evidence.states.share(PlaceState.SUPPORTED))
        assert evidence.states.share(PlaceState.CONTRADICTED) == 0.0
    assert shares[0] < 0.1
    assert shares[1] > 0.9


def test_an_invented_lattice_is_not_supported(lattice):
    flat = np.full((192, 192), 3.0)
    counts = np.random.default_rng(8).poisson(flat)
    shown = lattice(192, 1.0)
    held = by_thinning(counts, 0.5, 3)
    evidence = judge(1.5 * (0.7 + shown / shown.mean() * 0.3), held)
    assert evidence.states.share(PlaceState.SUPPORTED) < 0.02
    assert evidence.verdict.state is State.WORSE
    assert evidence.offer_plain


def test_score_of_two_equally_wrong_pictures_is_standard_normal():
    generator = np.random.default_rng(2)
    f, g = np.full((64, 64), 2.0), np.full((64, 64), 2.0)
    f[::2] = 2.6
    g[1::2] = 2.6
    truth = np.full((64, 64), 2.3)
    # equally far by symmetry
    scores = [compare(f, g, generator.poisson(truth).astype(float)).z for _ in range(400)]
    assert abs(np.mean(scores)) < 0.15
    assert np.std(scores) == pytest.approx(1.0, abs=0.11)


def test_the_plain_estimate_chooses_a_width_for_the_dose(rate):
    widths = [
        plain_estimate(np.random.default_rng(1).poisson(rate * dose)).sigma
        for dose in (0.05, 1.0, 50.0)
    ]
    assert widths[0] > widths[1] > widths[2]


def test_left_out_likelihood_predicts_each_pixel_without_itself():
    counts = np.random.default_rng(4).poisson(np.full((96, 96), 2.0)).astype(float)
    # a narrow blur that saw the pixel would predict it best of all; one that has not, cannot
    assert left_out_likelihood(counts, 0.5) < left_out_likelihood(counts, 8.0)


@pytest.mark.parametrize(
    ("height", "finding"),
    [(4.0, Finding.PRESENT), (0.0, Finding.ABSENT), (2.0, Finding.PARTIAL)],
)
def test_a_marked_feature_is_found_present_absent_or_partial(rate, height, finding):
    truth = with_column(rate, 77.0, 84.0, 3.0, height) * 4.0
    picture = with_column(rate, 77.0, 84.0, 3.0, 4.0) * 2.0
    counts = np.random.default_rng(11).poisson(truth)
    region = np.zeros(rate.shape, bool)
    region[72:83, 79:90] = True
    result = check_region(picture, by_thinning(counts, 0.5, 3), region, rate * 2.0)
    assert result.finding is finding
    assert abs(result.share - height / 4.0) < 4 * result.error


def test_an_undecidable_feature_says_how_many_frames_more(lattice):
    truth = lattice(192, 0.3)
    picture = with_column(truth, 77.0, 84.0, 3.0, 0.1) * 0.5
    counts = np.random.default_rng(11).poisson(truth)
    region = np.zeros(truth.shape, bool)
    region[72:83, 79:90] = True
    result = check_region(picture, by_thinning(counts, 0.5, 3), region)
    assert result.finding is Finding.UNDECIDABLE
    assert 1 < result.frames < 1000
    assert "more frame" in result.sentence()


def test_result_says_where_its_electrons_come_from(rate):
    counts = np.random.default_rng(1).poisson(rate)
    evidence = judge(rate * 0.5, by_thinning(counts, 0.5, 17))
    assert (evidence.source, evidence.q, evidence.seed) == (HeldOutSource.THINNING, 0.5, 17)
    assert "thinning" in evidence.sentence()


def test_a_misfit_is_measured_at_the_scale_at_which_it_is_largest(lattice):
    picture = lattice(192, 20.0)
    wide = Peak(96, 96, 6.0, -9.0, -0.9)
    narrow = Peak(97, 95, 3.0, -7.0, -5.0)
    faint = Peak(97, 95, 1.5, -3.2, -60.0)  # larger still, but not to be believed alone
    (place,) = contradicted_places(
        [wide, narrow, faint], (192, 192), (1.5, 3.0, 6.0), picture, 1.0, Size(), 0.01
    )
    assert (place.sigma, place.large) == (3.0, True)
    (alone,) = contradicted_places([wide], (192, 192), (1.5, 3.0, 6.0), picture, 1.0, Size(), 0.01)
    assert not alone.large


@pytest.mark.parametrize("there", [True, False])
def test_a_vacancy_is_asked_about_against_the_column_that_the_lattice_wants_there(lattice, there):
    whole = lattice(160, 4.0, spacing=16.0)
    row, column = np.unravel_index(np.argmax(whole[60:90, 60:90]), (30, 30))
    row, column = int(row) + 60, int(column) + 60
    away = np.hypot(*np.ogrid[-row : 160 - row, -column : 160 - column])
    vacant = np.where(away < 8.0, whole.min(), whole)
    region = np.zeros(whole.shape, bool)
    region[row - 5 : row + 6, column - 5 : column + 6] = True
    counts = np.random.default_rng(5).poisson((vacant if there else whole) * 4.0)
    result = ask(vacant * 2.0, by_thinning(counts, 0.5, 3), region)
    assert result.feature == "vacancy"
    assert result.finding is (Finding.PRESENT if there else Finding.ABSENT)
    assert result.sentence().startswith("vacancy ")
    # where nothing is missing the structure itself is asked about
    assert ask(whole * 2.0, by_thinning(counts, 0.5, 3), region).feature == ""
    faint = np.random.default_rng(5).poisson(vacant * 0.02)
    told = ask(vacant * 0.01, by_thinning(faint, 0.5, 3), region).sentence(0.5)
    assert "vacancy undecidable" in told
    assert "more frame" in told
