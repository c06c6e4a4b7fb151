"""Random events, and the load that the window is measured with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from stemviewer.ui.load.answers import Answers
from stemviewer.ui.load.monkey import Monkey
from stemviewer.ui.load.painted import PaintedPairs
from stemviewer.ui.load.run import load_window
from stemviewer.ui.load.source import LoadSource
from stemviewer.ui.skin import Theme, present
from stemviewer.ui.theme import apply_theme

EVENTS = 150


@pytest.fixture
def loaded(themed, qtbot: QtBot, tmp_path: Path):
    window = load_window(LoadSource(128, 30.0, 1), tmp_path)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    yield window
    window.session.finish()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=15_000)
    window.deleteLater()
    if present() is not Theme.DARK:
        apply_theme(themed, Theme.DARK)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_events_raise_nothing(loaded, qtbot: QtBot, seed: int) -> None:
    monkey = Monkey(loaded, seed, lambda: LoadSource(128, 30.0, seed))
    with qtbot.captureExceptions() as raised:
        monkey.run(EVENTS)
    assert raised == []
    assert sum(monkey.done.values()) == EVENTS
    assert len(monkey.done) >= 6
    assert loaded.isVisible()


def test_a_pair_is_counted_when_both_panes_have_painted_it(loaded, qtbot: QtBot) -> None:
    view, told = loaded.view, []
    seen = PaintedPairs(view.raw, view.processed)
    before = view.raw.on_painted
    view.raw.on_painted = lambda picture: (told.append(picture.number), before(picture))
    qtbot.waitUntil(lambda: len(seen.pairs) > 3, timeout=15_000)
    used = [pair.used for pair in seen.pairs]
    assert used == sorted(used)
    assert len(seen.pairs) <= len(set(told))
    assert loaded.link.pipeline.given >= len(seen.pairs)
    loaded.view.panes.set_raw_only(True)  # one side alone is no pair
    qtbot.waitUntil(lambda: not view.processed.isVisible())
    counted, painted = len(seen.pairs), len(told)
    qtbot.waitUntil(lambda: len(told) > painted + 2, timeout=15_000)
    assert len(seen.pairs) == counted


def test_every_kind_of_change_is_answered(loaded) -> None:
    times = Answers(loaded).measure(1)
    assert set(times) == {"gamma", "map", "invert", "contrast", "auto", "zoom", "pan", "view"}
    assert all(0 < found < 5.0 for kind in times.values() for found in kind), "none was given up"


def test_the_load_runs_as_a_program_and_writes_its_figures(tmp_path: Path) -> None:
    import subprocess
    import sys

    report = tmp_path / "r.json"
    command = [sys.executable, "-m", "stemviewer.ui.load.run", "--json", str(report)]
    command += ["--side", "64", "--fps", "20", "--seconds", "1"]
    subprocess.run(command, check=True, timeout=100, capture_output=True)
    told = json.loads(report.read_text("utf-8"))
    assert told["painted"] > 0
    assert told["qt_thread_s"]["p95"] > 0
    assert "histogram" in told["with"]
