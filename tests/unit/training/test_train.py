from __future__ import annotations

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from stemviewer.core.errors import ModelError, SettingsError
from stemviewer.denoise.network.architecture import LiveNet
from stemviewer.denoise.network.shape import NetworkShape
from stemviewer.simulation.generator.images import HELD_OUT, make_batch
from stemviewer.training.command import add_arguments, run
from stemviewer.training.loss import training_loss
from stemviewer.training.options import RECIPES, TrainOptions
from stemviewer.training.state import CHECKPOINT, read_checkpoint
from stemviewer.training.train import LOG, run_train
from stemviewer.training.variants import without_estimate


def _options(out: Path, steps: int, **changes: object) -> TrainOptions:
    base = TrainOptions(recipe="tiny", out=out, steps=steps, seed=4, device="cpu")
    return replace(base, **changes)  # type: ignore[arg-type]


def _losses(out: Path) -> list[float]:
    lines = (out / LOG).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["loss"] for line in lines]


def _held_out_loss(out: Path) -> float:
    # the same pictures each time: losses of different steps are of different pictures
    network = LiveNet(RECIPES["tiny"].shape)
    network.load_state_dict(read_checkpoint(out)["network"])
    batch = make_batch(1, 0, 24, 64, torch.device("cpu"), stream=HELD_OUT)
    with torch.inference_mode():
        return float(training_loss(network(batch.counts), batch.clean, 1e-3))


def test_a_short_run_reduces_the_loss(tmp_path: Path) -> None:
    assert run_train(_options(tmp_path, 20, stop_after=1)) == 0
    before = _held_out_loss(tmp_path)
    assert run_train(_options(tmp_path, 20, resume=True)) == 0
    assert _held_out_loss(tmp_path) < before - 0.1
    assert all(math.isfinite(loss) for loss in _losses(tmp_path))


def test_a_resumed_run_ends_exactly_where_an_unbroken_one_does(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run_train(_options(whole, 20))
    # stopped at an odd step, in the middle of what one set of clean images serves
    for stop in (7, 20):
        state = _stopped(broken, stop)
    expected = read_checkpoint(whole)
    assert state["step"] == expected["step"] == 20
    for part in ("network", "average"):
        for key, value in expected[part].items():
            assert torch.equal(state[part][key], value), key


def _stopped(out: Path, steps: int) -> dict[str, object]:
    # the learning rate follows the length of the run, so a part of 20 steps is told its end
    options = _options(out, 20, resume=True, stop_after=steps)
    run_train(options)
    return read_checkpoint(out)


def test_another_seed_gives_another_network(tmp_path: Path) -> None:
    run_train(_options(tmp_path / "a", 2))
    run_train(_options(tmp_path / "b", 2, seed=5))
    first, second = (read_checkpoint(tmp_path / name)["network"] for name in "ab")
    assert any(not torch.equal(first[key], second[key]) for key in first)


def test_a_run_can_start_from_the_weights_of_another(tmp_path: Path) -> None:
    run_train(_options(tmp_path / "first", 6))
    run_train(_options(tmp_path / "next", 2, seed=5, start=tmp_path / "first"))
    first, following = (read_checkpoint(tmp_path / name) for name in ("first", "next"))
    assert following["step"] == 2
    apart = torch.cat(
        [
            (following["network"][key] - value).abs().flatten()
            for key, value in first["average"].items()
            if value.is_floating_point()
        ]
    )
    assert float(apart.max()) > 0.0
    # two small steps away, but for channels that were dead and were drawn anew
    assert float((apart < 0.01).float().mean()) > 0.9
    with pytest.raises(ModelError, match="recipe"):
        run_train(_options(tmp_path / "other", 1, recipe="live", start=tmp_path / "first"))


def test_runs_are_not_mixed(tmp_path: Path) -> None:
    run_train(_options(tmp_path, 1))
    with pytest.raises(ModelError, match="seed"):
        run_train(_options(tmp_path, 2, resume=True, seed=9))


def test_a_damaged_checkpoint_is_refused_and_runs_no_code(tmp_path: Path) -> None:
    (tmp_path / CHECKPOINT).write_bytes(b"not a checkpoint")
    with pytest.raises(ModelError, match="cannot be read"):
        run_train(_options(tmp_path, 2, resume=True))


def test_an_unknown_recipe_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="live"):
        run_train(replace(_options(tmp_path, 1), recipe="pudding"))
    assert "live" in RECIPES


def test_the_command_trains_exports_and_evaluates(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out, networks = str(tmp_path / "run"), tmp_path / "networks"
    train = ["--recipe", "tiny", "--steps", "2", "--out", out, "--device", "cpu"]
    assert run(parser.parse_args(train)) == 0
    export = ["--export", "try-1", "--out", out, "--networks", str(networks)]
    assert run(parser.parse_args(export)) == 0
    report = tmp_path / "scores.json"
    score = ["--evaluate", "--network", str(networks / "try-1.safetensors"), "--images", "1"]
    score += ["--size", "64", "--doses", "5", "--json", str(report), "--device", "cpu"]
    assert run(parser.parse_args(score)) == 0
    content = json.loads(report.read_text(encoding="utf-8"))
    assert content["model"] == "try-1"
    assert {entry["dose"] for entry in content["scores"]} == {5.0}
    assert all(entry["images"] == 1 for entry in content["scores"])


def test_one_command_exports_both_variants(tmp_path: Path) -> None:
    shape = NetworkShape((8, 12), (0, 1), (1,), spectral=True, signed=True)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        network = LiveNet(shape)
        for parameter in network.parameters():
            parameter.data += 0.05 * torch.randn_like(parameter)
    network = network.eval().requires_grad_(False)
    fast = without_estimate(network)
    counts = torch.poisson(torch.full((1, 1, 128, 128), 3.0))
    assert torch.allclose(
        fast(counts), network.forward_with_estimate(counts, spectral=False)[0], rtol=1e-5
    )
    assert not torch.allclose(fast(counts), network(counts), rtol=1e-2)
    assert fast.shape.margin < network.shape.margin
    assert without_estimate(fast) is fast
