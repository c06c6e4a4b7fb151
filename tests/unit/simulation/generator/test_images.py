from __future__ import annotations

import numpy as np
import pytest
import torch

from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.simulation.generator.images import (
    DOSE_RANGE,
    EXTRA_FAMILIES,
    FAMILIES,
    HELD_OUT,
    PERIODIC,
    TRAINING,
    clean_image,
    make_batch,
)

CPU = torch.device("cpu")


@pytest.mark.parametrize("family", sorted({*FAMILIES, *EXTRA_FAMILIES}))
def test_every_family_renders_a_usable_rate(family: str) -> None:
    for seed in range(4):
        image = clean_image(family, seed, 64, CPU)
        assert image.shape == (64, 64)
        assert bool(torch.isfinite(image).all())
        assert float(image.min()) >= 0.0
        assert float(image.mean()) == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("family", sorted(set(FAMILIES) - {"flat"}))
def test_every_family_but_the_flat_one_has_contrast(family: str) -> None:
    spread = [float(clean_image(family, seed, 64, CPU).std()) for seed in range(4)]
    assert max(spread) > 0.05


def test_same_seed_and_index_give_the_same_batch() -> None:
    first = make_batch(3, 5, 4, 48, CPU)
    make_batch(9, 1, 2, 48, CPU)
    again = make_batch(3, 5, 4, 48, CPU)
    assert torch.equal(first.clean, again.clean)
    assert torch.equal(first.counts, again.counts)
    assert first.families == again.families


def test_seed_index_and_stream_each_change_the_batch() -> None:
    base = make_batch(3, 5, 2, 48, CPU)
    for other in (
        make_batch(4, 5, 2, 48, CPU),
        make_batch(3, 6, 2, 48, CPU),
        make_batch(3, 5, 2, 48, CPU, stream=HELD_OUT),
    ):
        assert not torch.equal(base.clean, other.clean)
    assert TRAINING != HELD_OUT


def test_most_images_are_true_counts_and_the_rest_keep_their_mean() -> None:
    batch = make_batch(1, 0, 24, 96, CPU)
    counts, clean = batch.counts.double(), batch.clean.double()
    true_counts = [bool(torch.equal(image, image.round())) for image in counts]
    assert 24 * 0.5 < sum(true_counts) < 24
    for image in range(24):
        expected = float(clean[image].sum())
        # a Poisson total scatters by its root; pulse heights, readout and lines add to that
        slack = 1.0 if true_counts[image] else 8.0
        assert abs(float(counts[image].sum()) - expected) < 5.0 * slack * expected**0.5
    pure = torch.tensor(true_counts)
    bright = clean[pure] > 0.5
    pearson = ((counts[pure] - clean[pure]) ** 2 / clean[pure])[bright]
    assert float(pearson.mean()) == pytest.approx(1.0, abs=0.05)


def test_families_without_a_share_are_never_trained_on() -> None:
    unseen = {name for name, (_, share) in FAMILIES.items() if share == 0.0}
    assert unseen == {"kept_out_crystal", "moire"}
    drawn = {name for index in range(8) for name in make_batch(9, index, 4, 16, CPU).families}
    assert not drawn & unseen
    assert len(drawn) >= 5


def test_extra_families_come_only_when_asked_for() -> None:
    plain = make_batch(3, 0, 40, 32, CPU)
    assert not set(plain.families) & set(EXTRA_FAMILIES)
    mixed = make_batch(3, 0, 40, 32, CPU, extra={"disordered": 1.0})
    share = mixed.families.count("disordered") / 40  # half of the mixture
    assert 0.3 < share < 0.7
    assert "plain_shapes" not in mixed.families


def test_mean_doses_span_the_range_evenly_in_their_logarithm() -> None:
    clean = torch.cat([make_batch(2, index, 20, 32, CPU).clean for index in range(8)])
    doses = clean.flatten(1).mean(dim=1).log10().numpy()
    low, high = np.log10(DOSE_RANGE)
    assert low - 0.01 <= doses.min() < low + 0.3
    assert high - 0.3 < doses.max() <= high + 0.01
    assert abs(float(np.mean(doses)) - (low + high) / 2) < 0.25


def test_a_third_of_the_mixture_has_no_lattice_and_no_family_dominates() -> None:
    shares = {name: share for name, (_, share) in FAMILIES.items()}
    assert sum(shares.values()) == pytest.approx(1.0)
    assert 0.3 < sum(share for name, share in shares.items() if name not in PERIODIC) < 0.5
    assert max(shares.values()) <= 0.2


def test_mixed_seeds_of_neighbours_are_unrelated() -> None:
    seeds = [mixed_seed(a, b) for a in range(50) for b in range(50)]
    assert len(set(seeds)) == len(seeds)
    bits = np.array([[seed >> bit & 1 for bit in range(63)] for seed in seeds])
    assert np.all(np.abs(bits.mean(axis=0) - 0.5) < 0.06)


def test_unknown_family_is_refused() -> None:
    with pytest.raises(KeyError):
        clean_image("unicorns", 0, 32, CPU)
