from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from stemviewer.bench.evidence.gate import COUNTED, KINDS, _sound
from stemviewer.bench.evidence.own_errors import true_share, wrong_places
from stemviewer.bench.evidence.power import _cell, lattice
from stemviewer.bench.evidence.tables import Plan
from stemviewer.cli import main
from stemviewer.core.plot import line_plot
from stemviewer.trust.gate import check
from stemviewer.trust.held_out import HeldOutSource
from stemviewer.trust.places import Size
from stemviewer.trust.region import with_column


def test_a_folder_of_pictures_is_judged_and_the_figures_are_written(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    rows, columns = np.mgrid[:96, :96]
    Image.fromarray((rows + columns).astype(np.uint8)).save(folder / "ramp.png")
    (folder / "note.txt").write_text("no picture")
    file = tmp_path / "figures.json"
    command = ["bench", "evidence", "--parts", "real", "--real", str(folder), "--json", str(file)]
    assert main(command) == 0
    part = json.loads(file.read_text())["parts"]["real"]
    assert part["summary"]["right"] == 1
    assert part["summary"]["not_pictures"] == "note.txt"
    assert "not available" in part["rows"][0]["answer"]


def test_an_unknown_part_is_refused(capsys):
    assert main(["bench", "evidence", "--parts", "magic"]) == 1
    assert "calibration" in capsys.readouterr().err


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_gate_is_right_on_a_lattice_of_every_kind(kind):
    image, _ = lattice(192)
    units, calibration = KINDS[kind](image * 8.0, np.random.default_rng(3))
    answer = check(units, calibration)
    assert _sound(kind, answer)
    assert answer.counted == (kind in COUNTED)


def test_a_wrong_column_is_a_wrong_place_and_a_right_picture_has_none():
    truth = lattice(160)[0] * 10.0
    wrong = with_column(truth, 90.0, 90.0, 4.4, 8.0)
    assert wrong_places(truth, truth, Size()) == []
    found = wrong_places(wrong, truth, Size())
    assert any(abs(r - 90) <= 3 and abs(c - 90) <= 3 for r, c, _ in found)
    assert true_share(wrong, truth, 90, 90, 4.4, Size()) < -0.2


def test_plots_are_well_formed_also_without_points():
    for curves in ({}, {"a<b": [(1.0, float("nan"))]}, {"x": [(0.1, 1.0), (100.0, 2.0)]}):
        ET.fromstring(line_plot("T & T", curves, x_label="x", y_label="y", log_x=True))


@pytest.mark.parametrize("kind", ["added", "removed"])
def test_columns_planted_far_apart_are_found_and_nothing_else_is(kind):
    row = _cell(Plan(True, 1), kind, 10.0, 0.4, 25, HeldOutSource.THINNING)
    assert (row["tries"], row["frames"], row["elsewhere"]) == (25, 1, 0)
    assert row["found"] >= 0.9
    blind = _cell(Plan(True, 1), kind, 0.3, 0.1, 25, HeldOutSource.THINNING)
    assert blind["found"] <= 0.1
