from __future__ import annotations

import argparse
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from stemviewer.bench.denoise.card import BEGIN, END, update_card
from stemviewer.bench.denoise.methods import competitors
from stemviewer.bench.denoise.run import DenoiseBench, measure, quick
from stemviewer.bench.denoise.scores import Plan, score_source
from stemviewer.bench.options import add_arguments, run
from stemviewer.core.errors import SettingsError
from stemviewer.simulation.evaluation.pictures import held_out_images


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def silent(line: str) -> None:
    assert line


def test_an_oracle_is_at_least_as_good_as_the_automatic_choice() -> None:
    pictures = {"one": held_out_images("crystal", 1, 128, 5)[0]}
    field = [c for c in competitors(("gaussian",), None) if c.kind != "network"]
    scores = score_source("crystal", pictures, field, Plan((3.0,), 3, 0, 1), silent)
    by_name = {score.method: score for score in scores}
    assert by_name["gaussian*"].psnr[0] > by_name["gaussian"].psnr[0] - 0.15
    assert by_name["gaussian*"].gain == (0.0, 0.0, 0.0)
    assert by_name["raw"].gain[2] < -5.0
    assert by_name["raw"].flux == pytest.approx(1.0)
    assert by_name["gaussian*"].ssim[0] > by_name["raw"].ssim[0]


def test_the_command_writes_figures_and_charts_that_can_be_read(tmp_path: Path) -> None:
    figures, plot = tmp_path / "figures.json", tmp_path / "charts.svg"
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = ["denoise", "--methods", "gaussian", "live-0.1", "--sources", "flat"]
    arguments += ["--doses", "1", "5", "--samples", "2", "--per-family", "1", "--pictures", "1"]
    arguments += ["--peers", str(tmp_path / "none"), "--json", str(figures), "--plot", str(plot)]
    assert run(parser.parse_args(arguments)) == 0
    content = json.loads(figures.read_text(encoding="utf-8"))
    assert {s["method"] for s in content["scores"]} == {"raw", "gaussian", "gaussian*", "live-0.1"}
    assert {row["dose"] for row in content["honesty"]} == {1.0, 5.0}
    assert {s["method"] for s in content["speeds"]} == {"gaussian", "live-0.1"}
    assert any("others" in remark for remark in content["remarks"])
    assert len(content["versions"]["live-0.1"]) == 16
    drawn = ET.fromstring(plot.read_text(encoding="utf-8"))
    assert "flat: PSNR over the best Gaussian [dB]" in "".join(drawn.itertext())
    card = tmp_path / "card.md"
    card.write_text("# Card\n\nby hand\n", encoding="utf-8")
    for _ in range(2):
        assert update_card("live-0.1", figures, card) == 0
    text = card.read_text(encoding="utf-8")
    assert text.startswith("# Card\n\nby hand\n")
    assert text.count(BEGIN) == text.count(END) == 1
    lost = [s for s in content["scores"] if s["method"] == "live-0.1" and s["gain"][2] < 0.0]
    assert ("**Below the best Gaussian" if lost else "Nowhere in this table") in text
    with pytest.raises(SettingsError, match="no scores"):
        update_card("best-9", figures, card)
    with pytest.raises(SettingsError, match="cannot be read"):
        update_card("live-0.1", tmp_path / "nothing.json", card)


def test_quick_measures_little_and_keeps_what_was_asked_for() -> None:
    small = quick(DenoiseBench(methods=("tv",), seed=5))
    assert (small.methods, small.seed, small.doses, small.samples) == (("tv",), 5, (2.0,), 2)


def test_the_same_seed_gives_the_same_figures() -> None:
    bench = DenoiseBench(
        methods=("gaussian",), sources=("amorphous",), doses=(2.0,), samples=2, per_family=1,
        pictures=1, timed=1,
    )  # fmt: skip
    first, again = measure(bench, silent), measure(bench, silent)
    assert first.scores == again.scores
    assert first.honesty == again.honesty
    assert np.isfinite([score.psnr for score in first.scores]).all()
