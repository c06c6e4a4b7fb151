from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from skimage.metrics import structural_similarity

from stemviewer.simulation.evaluation.columns import column_measures, column_specimen
from stemviewer.simulation.evaluation.emptiness import emptiness
from stemviewer.simulation.evaluation.metrics import Image, false_peaks, ssim
from stemviewer.simulation.evaluation.multislice import multislice_pictures, resampled
from stemviewer.simulation.evaluation.pictures import held_out_images, sampled
from stemviewer.simulation.evaluation.single_atoms import atom_recall, atom_scene


def test_structural_similarity_is_that_of_the_paper() -> None:
    truth, counts = sampled(held_out_images("crystal", 1, 96, 1)[0], 5.0, 0)
    known = structural_similarity(
        counts.astype(float), truth.astype(float), gaussian_weights=True, sigma=1.5,
        use_sample_covariance=False, data_range=float(truth.max()),
    )  # fmt: skip
    assert ssim(counts, truth) == pytest.approx(known, abs=1e-6)
    assert ssim(truth, truth) == pytest.approx(1.0)


def test_the_noise_free_columns_are_measured_as_they_are() -> None:
    specimen = column_specimen(4, 256, 10.0)
    clean = column_measures(specimen.rate, specimen)
    # a centroid under a fixed weight sees part of a shift: why slopes are taken over this one
    assert 0.4 < clean.slope < 0.9
    assert clean.vacancy < 0.1
    assert clean.half == pytest.approx(0.5, abs=0.06)
    assert clean.precision < 4.0
    assert clean.found > 0.98
    assert clean.invented < 0.02


def test_a_denoiser_that_fills_all_sites_is_seen() -> None:
    specimen = column_specimen(4, 256, 10.0)
    perfect = np.zeros_like(specimen.rate)
    rows, columns = np.mgrid[:256, :256]
    for row, column in specimen.sites:
        perfect += np.exp(-((rows - row) ** 2 + (columns - column) ** 2) / 12.0).astype(np.float32)
    found = column_measures(perfect * specimen.rate.max() + specimen.rate.min(), specimen)
    assert abs(found.slope) < 0.1
    assert found.vacancy > 0.9
    assert found.half > 0.9
    # 15 % are 30 pm away from where it puts them, in one of two directions
    assert found.precision == pytest.approx(30.0 * (0.15 / 2) ** 0.5, rel=0.3)
    assert found.invented > 0.03


def test_bumps_that_the_truth_has_do_not_count() -> None:
    truth = np.ones((40, 40), np.float32)
    truth[20, 20] = 5.0
    made = truth.copy()
    made[8, 8] = 3.0
    assert false_peaks(made, truth, 1.0) == 1


def test_structure_in_empty_places_is_counted_and_measured() -> None:
    def grainy(counts: Image) -> Image:
        image = np.full_like(counts, counts.mean())
        image[::16, ::16] *= 2.0
        return image

    flat = emptiness(4.0, 1, 128, lambda counts: np.full_like(counts, counts.mean()), 0)
    assert (flat.amorphous_peaks, flat.flat_peaks) == (0, 0)
    assert flat.flat_residue == pytest.approx(0.0, abs=1e-3)
    seen = emptiness(4.0, 1, 128, grainy, 0)
    assert seen.flat_peaks == 64
    # one pixel in 256 doubled
    assert seen.flat_residue == pytest.approx(100.0 * (255.0**0.5) / 256.0, rel=0.02)


def test_all_atoms_are_found_without_noise_and_none_by_a_blank() -> None:
    _, places = atom_scene(3, 192)
    assert len(places) > 15
    many = atom_recall(400.0, 1, 192, lambda counts: counts, 3)
    assert many.atoms > 15
    assert many.recall > 0.95
    none = atom_recall(400.0, 1, 192, np.zeros_like, 3)
    assert none.recall == 0.0


def test_resampling_keeps_a_band_limited_picture() -> None:
    def wave(rows: int, columns: int) -> np.ndarray:
        y, x = np.mgrid[:rows, :columns]
        return 1 + np.cos(2 * np.pi * 3 * y / rows) * np.sin(2 * np.pi * 2 * x / columns)

    fine = resampled(wave(20, 17), (0.5, 0.5), 0.125)
    assert fine.shape == (80, 68)
    np.testing.assert_allclose(fine, wave(80, 68), atol=1e-9)


def test_multislice_pictures_are_repeated_to_their_size(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    np.save(tmp_path / "thing-haadf.npy", rng.random((20, 30)).astype(np.float32))
    facts = json.dumps({"step_angstrom": [0.2, 0.2]})
    (tmp_path / "thing-haadf.json").write_text(facts, encoding="utf-8")
    pictures = multislice_pictures(64, tmp_path)
    assert list(pictures) == ["thing-haadf"]
    image = pictures["thing-haadf"]
    assert image.shape == (64, 64)
    assert float(image.mean()) == pytest.approx(1.0, rel=1e-5)
    np.testing.assert_allclose(image[:24], image[40:64], rtol=1e-4)


def test_the_shipped_multislice_pictures_can_be_used() -> None:
    pictures = multislice_pictures(128)
    for image in pictures.values():
        assert image.shape == (128, 128)
        assert np.isfinite(image).all()
        assert float(image.min()) >= 0.0
        assert float(image.std()) > 0.01
    folder = Path("resources/evaluation")
    assert {path.stem for path in folder.glob("*.npy")} == set(pictures)
