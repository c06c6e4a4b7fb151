"""Advice and damage watch through a real simulator process and the live path."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from stemviewer.feeds.launch import start_server_process
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings, LinkState, LiveStatus, Notice
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.trust.advice.points import Criterion, Wish


def wait(true: Callable[[], bool], seconds: float = 60.0) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        pause.wait(0.05)
    pytest.fail("it did not come true in time")


def test_damage_is_told_with_its_dose_and_doses_are_judged(tmp_path: Path) -> None:
    arguments = ["simulate", "--specimen", "perovskite", "--seed", "5", "--size", "128"]
    arguments += ["--dwell", "10", "--fov", "5", "--channels", "HAADF", "--critical-dose", "1e6"]
    process = start_server_process([*arguments])
    live = LivePipeline(lambda: OpenFeed(process.address), process.address)
    notices: list[Notice] = []

    def status() -> LiveStatus:
        notices.extend(live.take_notices())
        return live.status()

    try:
        live.set_chain(ChainSettings("gaussian", {"sigma": 1.5}))
        live.beside.ask_advice(Wish(Criterion.LOSS, 3.0))
        live.start()
        wait(lambda: status().link is LinkState.CONNECTED)
        live.start_recording(tmp_path, SessionInfo("damage"), RecordOptions())
        wait(lambda: bool(status().damage.alarm))
        seen = status().damage
        assert 0.5 < seen.lattice[-1].value < 0.95
        wait(lambda: any("specimen has changed" in one.what for one in notices) or not status())
        wait(lambda: bool(status().advice.sentence))
        assert status().advice.looks >= 1
        live.stop_recording()
        wait(lambda: not status().recording.busy)
        with SessionReader(Path(status().recording.path)) as reader:
            events = [event for event in reader.events() if event.kind == "damage"]
        assert len(events) == 1
        assert "e/Å²" in events[0].text
    finally:
        live.stop()
        process.stop()
