"""The skeleton of ``stemviewer bench log``: its parts, its table, its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from stemviewer.bench.log.lines import must, must_be_zero, shown, told
from stemviewer.bench.log.parts import PARTS, named
from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.cli import main


def test_names_are_chosen_and_unknown_ones_refused() -> None:
    assert named("") == PARTS
    assert [part.name for part in named("kills")] == ["kills"]
    with pytest.raises(ValueError, match="no part nonsense"):
        named("kills,nonsense")


def test_every_part_can_be_imported() -> None:
    assert all(callable(part.load()) for part in PARTS)
    assert len({part.name for part in PARTS}) == len(PARTS)


def test_an_unknown_part_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "log", "--parts", "nonsense"]) == 1
    assert "nonsense" in capsys.readouterr().err


def test_lines_say_whether_they_hold() -> None:
    assert must_be_zero("lost", 0)["holds"]
    assert not must_be_zero("lost", 1)["holds"]
    assert not must("rate", 3.0, ">= 4", holds=False)["holds"]
    assert told("rate", 3.0)["must"] == ""
    assert shown(3.14159265) == "3.142"


def test_traffic_can_be_made_again_and_tells_frames_apart() -> None:
    traffic, again = Traffic(Load((16, 8)), 3), Traffic(Load((16, 8)), 3)
    assert all(again.same(traffic.frame(number), number) for number in range(64))
    assert {traffic.frame(number).data.shape[0] for number in range(64)} == {16, 8}
    assert not again.same(traffic.frame(5), 6)
    distinct = {traffic.frame(number).data.tobytes() for number in range(64)}
    assert len(distinct) == 64
    assert np.mean(traffic.frame(1).data) == pytest.approx(2.0, abs=0.5)


def test_a_run_prints_its_table_and_writes_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "figures.json"
    command = ["bench", "log", "--parts", "kills", "--quick", "--kills", "1"]
    assert main([*command, "--json", str(figures), "--folder", str(tmp_path)]) == 0
    assert "acknowledged frames lost" in capsys.readouterr().out
    content = json.loads(figures.read_text())
    assert content["parts"]["kills"]["counts"] == {"kills": 1.0}
    assert all(line["holds"] for line in content["parts"]["kills"]["lines"])
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]
