"""Serving as a program, and launching it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.errors import FeedError, SettingsError
from stemviewer.feeds.base import Connected, Disconnected, FeedEvent, FrameEnded
from stemviewer.feeds.images import read_stack
from stemviewer.feeds.launch import LaunchedFeed, start_server_process
from stemviewer.feeds.open_feed.access import TOKEN_VARIABLE
from stemviewer.feeds.serve_main import (
    ServeOptions,
    add_serve_arguments,
    add_simulate_arguments,
    run_serve,
    serve_options,
    simulate_options,
)

DATA = np.random.default_rng(0).integers(0, 2**16, (2, 40, 50), np.uint16)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    np.save(tmp_path / "image.npy", DATA)
    return tmp_path / "image.npy"


def receive(feed: LaunchedFeed, frames: int) -> list[FeedEvent]:
    events: list[FeedEvent] = []
    deadline = time.monotonic() + 30
    while sum(isinstance(e, FrameEnded) for e in events) < frames:
        assert time.monotonic() < deadline, events
        event = feed.receive(0.2)
        if event is not None:
            events.append(event)
    return events


def test_arguments_become_options_in_si_units(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "secret")
    parser = argparse.ArgumentParser()
    add_serve_arguments(parser)
    given = parser.parse_args(
        ["a.tif", "--fps", "5", "--dose", "2", "--once", "--pixel-size", "0.1"]
    )
    options = serve_options(given)
    assert given.files == [Path("a.tif")]
    assert (options.fps, options.dose, options.seed, options.loop) == (5.0, 2.0, 0, False)
    assert options.pixel_size == pytest.approx(1e-10)
    assert (options.listen.host, options.listen.port) == ("127.0.0.1", 0)
    assert options.listen.token == "secret"
    parser = argparse.ArgumentParser()
    add_simulate_arguments(parser)
    wanted = simulate_options(parser.parse_args(["--dwell", "2", "--current", "10", "--fov", "8"]))
    assert wanted.dwell == pytest.approx(2e-6)
    assert wanted.beam_current == pytest.approx(1e-11)
    assert wanted.field_of_view == pytest.approx(8e-9)
    assert wanted.channels == ("HAADF", "BF")


def test_once_serves_all_and_ends(image: Path) -> None:
    feed = LaunchedFeed(["serve", str(image), "--fps", "50", "--once"], "image.npy")
    assert feed.address == "image.npy"
    events = receive(feed, 2)
    while not isinstance(events[-1], Disconnected):
        event = feed.receive(1.0)
        assert event is not None
        events.append(event)
    assert events[-1].ended
    for _ in range(3):
        assert feed.receive(0.3) is None  # its process ends too, which is no failure
    feed.close()
    assert isinstance(events[0], Connected)
    frames = [e.frame for e in events if isinstance(e, FrameEnded)]
    assert [frame.data.tobytes() for frame in frames] == [plane.tobytes() for plane in DATA]


def test_a_stated_pixel_size_is_sent(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN_VARIABLE, "for another server")  # must not lock us out of our own
    feed = LaunchedFeed(["serve", str(image), "--fps", "50", "--pixel-size", "0.02"], "x")
    first = receive(feed, 1)[0]
    feed.close()
    assert isinstance(first, Connected)
    assert first.settings.pixel_size.value == pytest.approx(2e-11)


def test_a_server_ends_with_its_parent(image: Path) -> None:
    process = start_server_process(["serve", str(image)])
    assert process.address.startswith("ws://127.0.0.1:")
    assert process.running
    process.stop()
    assert not process.running
    process.stop()


def test_a_server_that_dies_is_told(image: Path) -> None:
    feed = LaunchedFeed(["serve", str(image), "--fps", "50"], "x")
    receive(feed, 1)
    assert feed._process is not None
    os.kill(feed._process.pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    deadline = time.monotonic() + 20
    with pytest.raises(FeedError, match="ended by itself"):  # noqa: PT012 - events come first
        while time.monotonic() < deadline:
            feed.receive(0.1)
    feed.close()


def test_closing_while_it_starts_leaves_nothing(image: Path) -> None:
    feed = LaunchedFeed(["serve", str(image)], "x")
    assert feed.receive(0.0) is None
    feed.close()
    assert feed.receive(1.0) is None
    feed.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(image: Path, kind: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "stemviewer", "serve", str(image), "--announce"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline())["address"]
        process.send_signal(kind)
        assert process.wait(20) == 0
        assert process.stdout.read() == ""
        assert process.stderr.read() == ""


def test_impossible_options_are_told(image: Path) -> None:
    stack = read_stack(image)
    with pytest.raises(SettingsError, match="pixel size"):
        run_serve([stack], ServeOptions(pixel_size=1.0))
    with pytest.raises(FeedError, match=r"image\.npy --fps 0"):
        start_server_process(["serve", str(image), "--fps", "0"])
