from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as PngImage

from stemviewer.core.errors import ImageFileError
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.feeds.images import read_stack
from stemviewer.simulation.evaluation.emptiness import emptiness
from stemviewer.simulation.evaluation.metrics import best_gaussian, count_peaks, psnr
from stemviewer.simulation.evaluation.pictures import half_vacuum, held_out_images
from stemviewer.simulation.evaluation.real import truths_of
from stemviewer.training.atoms import atom_score
from stemviewer.training.command import add_arguments, run
from stemviewer.training.evaluate import score_images
from stemviewer.training.export import run_export
from stemviewer.training.loss import poisson_divergence, training_loss
from stemviewer.training.options import TrainOptions
from stemviewer.training.train import run_train


def test_divergence_is_zero_at_the_truth_and_least_there() -> None:
    clean = torch.rand(2, 1, 16, 16) * 5.0
    assert poisson_divergence(clean, clean).abs().max() < 1e-5
    for factor in (0.9, 1.1):
        assert bool((poisson_divergence(clean * factor, clean) > 0).all())


def test_divergence_near_the_truth_is_the_error_in_units_of_shot_noise() -> None:
    clean = torch.full((1, 1, 8, 8), 50.0)
    off = poisson_divergence(clean + 1.0, clean)
    assert float(off) == pytest.approx(1.0 / (2.0 * 50.0), rel=0.02)


def test_the_best_constant_is_the_mean_rate() -> None:
    clean = torch.tensor([1.0, 9.0]).reshape(1, 1, 1, 2)
    levels = torch.linspace(2.0, 8.0, 61)
    losses = [float(training_loss(torch.full_like(clean, float(v)), clean, 1e-3)) for v in levels]
    assert float(levels[int(np.argmin(losses))]) == pytest.approx(5.0, abs=0.11)


def test_psnr_by_hand() -> None:
    truth = np.full((4, 4), 10.0, np.float32)
    assert psnr(truth + 1.0, truth) == pytest.approx(20.0, abs=1e-4)
    assert psnr(truth, truth) == 60.0


def test_the_best_gaussian_is_wide_on_flat_and_narrow_on_sharp_images() -> None:
    rng = np.random.default_rng(0)
    flat = np.full((64, 64), 5.0, np.float32)
    assert best_gaussian(rng.poisson(flat).astype(np.float32), flat)[1] >= 8.0
    sharp = np.where(np.indices((64, 64)).sum(axis=0) % 6 < 3, 100.0, 1.0).astype(np.float32)
    assert best_gaussian(rng.poisson(sharp).astype(np.float32), sharp)[1] <= 0.7


def test_peaks_are_counted_above_their_surroundings() -> None:
    image = np.ones((40, 40), np.float32)
    image[10, 10] = image[30, 12] = 3.0
    image[20, 20] = 1.2
    assert count_peaks(image, 0.5) == 2


def test_a_denoiser_that_prints_atoms_into_vacuum_is_caught() -> None:
    clean, mask = half_vacuum(3, 192)
    assert float((clean * mask).max()) < 0.1 * float(clean.max())

    def honest(counts: np.ndarray) -> np.ndarray:
        return np.full_like(counts, counts.mean())

    def inventing(counts: np.ndarray) -> np.ndarray:
        image = honest(counts)
        image[8::16, 8::16] += 4.0 * counts.max()
        return image

    assert emptiness(2.0, 2, 192, honest, 0).vacuum_peaks == 0
    assert emptiness(2.0, 2, 192, honest, 0).flat_peaks == 0
    caught = emptiness(2.0, 2, 192, inventing, 0)
    assert caught.vacuum_peaks > 10
    assert caught.flat_peaks > 10


def test_scores_put_raw_below_gaussian_and_truth_on_top() -> None:
    images = held_out_images("amorphous", 2, 64, seed=1)
    score = score_images("amorphous", images, 2.0, lambda counts: counts, seed=0)
    assert score.network == pytest.approx(score.raw)
    assert score.gaussian > score.raw + 3.0
    assert score.flux_ratio == pytest.approx(1.0)
    assert not np.array_equal(images[0], held_out_images("amorphous", 1, 64, seed=2)[0])


def _pictures(folder: Path) -> None:
    rows, columns = np.mgrid[:96, :96]
    picture = 100 + 60 * np.cos(rows / 3.0) * np.cos(columns / 3.0)
    PngImage.fromarray(picture.astype(np.uint8)).save(folder / "lattice.png")
    np.save(folder / "black.npy", np.zeros((64, 64), np.float32))
    (folder / "notes.txt").write_text("nothing", encoding="utf-8")


def test_truths_from_a_folder_have_their_black_level_off_and_leave_out_the_rest(
    tmp_path: Path,
) -> None:
    _pictures(tmp_path)
    truths, remarks = truths_of(tmp_path, read_stack)
    assert list(truths) == ["lattice.png"]
    assert float(truths["lattice.png"].mean()) == pytest.approx(1.0, rel=1e-4)
    assert float(truths["lattice.png"].min()) < 0.1
    assert len(remarks) == 2


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match="No picture"):
        truths_of(tmp_path, read_stack)


def test_real_pictures_are_scored_by_the_command(tmp_path: Path) -> None:
    _pictures(tmp_path)
    run_folder = tmp_path / "run"
    run_train(TrainOptions(recipe="tiny", out=run_folder, steps=1, device="cpu"))
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    report = tmp_path / "real.json"
    arguments = ["--evaluate", "--real", str(tmp_path), "--network", str(run_folder)]
    assert run(parser.parse_args([*arguments, "--json", str(report), "--device", "cpu"])) == 0
    content = json.loads(report.read_text(encoding="utf-8"))
    assert [entry["dose"] for entry in content["scores"]] == [2.0, 5.0, 20.0]
    assert {entry["source"] for entry in content["scores"]} == {"lattice.png"}


def test_export_pins_what_it_wrote_and_replaces_its_own_entry(tmp_path: Path) -> None:
    run_folder, networks = tmp_path / "run", tmp_path / "networks"
    hashes = []
    for steps in (1, 2):
        run_train(TrainOptions(recipe="tiny", out=run_folder, steps=steps, device="cpu"))
        assert run_export(run_folder, "try-1", networks) == 0
        assert run_export(run_folder, "try-2", networks) == 0
        entries = read_catalogue(networks / "catalogue.json").networks
        assert sorted(entry.name for entry in entries) == ["try-1", "try-2"]
        hashes.append(next(e.sha256 for e in entries if e.name == "try-1"))
    assert hashes[0] != hashes[1]


def test_atoms_put_back_on_to_the_lattice_or_into_vacancies_are_caught() -> None:
    rows, columns = np.mgrid[:120, :120].astype(np.float32)
    lattice = np.cos(2 * np.pi * rows / 12.0) * np.cos(2 * np.pi * columns / 12.0)

    def inventing(counts: np.ndarray) -> np.ndarray:
        # the same perfect lattice whatever was counted: it knows nothing of displacements
        return (1.0 + lattice).astype(np.float32) * counts.mean()

    honest = atom_score(200.0, 1, 120, lambda counts: counts, seed=0)
    assert honest.slope_network == pytest.approx(1.0, abs=0.1)
    assert honest.vacancy_network == pytest.approx(honest.vacancy_truth, abs=0.05)
    assert honest.slope_gaussian > 0.8
    caught = atom_score(200.0, 1, 120, inventing, seed=0)
    assert abs(caught.slope_network) < 0.3
    assert caught.vacancy_network > honest.vacancy_truth + 0.3
