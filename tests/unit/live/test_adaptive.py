from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.errors import ModelError, StemviewerError
from stemviewer.core.frame import read_only
from stemviewer.core.provenance import Parameter
from stemviewer.core.quantity import UNKNOWN
from stemviewer.core.stack import ImageStack
from stemviewer.denoise.base import Denoiser, Method
from stemviewer.denoise.network.catalogue import AUTOMATIC, sizes
from stemviewer.denoise.registry import method
from stemviewer.feeds.files import FileSource
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.feeds.open_feed.server import FeedServer
from stemviewer.live.adaptive import DOWN_SHARE, FRAMES, UP_SHARE, AdaptiveNetwork, SizeChoice
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings, Shown

PIXELS = 512 * 512
COSTS = (0.03, 0.09)
"""Seconds of a pass of the small and of the large network."""


def _wait(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(4000):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come true in time")


def _picture(pipeline: LivePipeline, network: str) -> Shown:
    found: list[Shown] = []

    def look() -> bool:
        shown = pipeline.take_shown()
        if shown is not None and shown.processed is not None:
            found.extend([shown] if shown.processed.provenance.model == network else [])
        return bool(found)

    _wait(look)
    return found[0]


def _frames(choice: SizeChoice, period: float, count: int) -> list[int]:
    """Return the network after each frame, of a machine whose times never change."""
    return [choice.judge(COSTS[choice.at], period, PIXELS) for _ in range(count)]


def test_there_is_room_for_the_larger_one_only_after_frames_in_a_row() -> None:
    choice = SizeChoice(2)
    assert _frames(choice, 1.0, FRAMES) == [0] * (FRAMES - 1) + [1]
    choice = SizeChoice(2)
    _frames(choice, 1.0, FRAMES - 1)
    _frames(choice, 0.05, 1)  # one frame came early
    assert _frames(choice, 1.0, FRAMES)[-2:] == [0, 1]


def test_a_faster_scan_brings_the_smaller_one_back_and_it_stays() -> None:
    choice = SizeChoice(2)
    _frames(choice, 1.0, FRAMES)
    assert _frames(choice, 0.095, FRAMES)[-1] == 0
    # the larger one was measured: what it would take is known, so it is not tried over and over
    assert set(_frames(choice, 0.095, 200)) == {0}


@pytest.mark.parametrize("period", np.geomspace(0.02, 2.0, 25))
def test_at_no_constant_rate_does_it_go_to_and_fro(period: float) -> None:
    choice = SizeChoice(2)
    seen = _frames(choice, float(period), 400)
    changes = int(np.count_nonzero(np.diff(seen)))
    assert changes <= 2
    if seen[-1] == 1:
        assert COSTS[1] <= DOWN_SHARE * period
    elif changes == 0 and 4.0 * COSTS[0] > COSTS[1]:
        assert 4.0 * COSTS[0] >= UP_SHARE * period


def test_nothing_is_concluded_without_a_period() -> None:
    choice = SizeChoice(2)
    assert _frames(choice, 0.0, 100) == [0] * 100


def _broken(_given: Mapping[str, Parameter]) -> Denoiser:
    raise ModelError("There are no weights.", "", "")


def test_a_larger_one_that_cannot_be_loaded_is_told_once() -> None:
    small = method("gaussian")
    large = Method("large", "Large", "", (), _broken, network=True)
    chosen = AdaptiveNetwork((small, large), {})
    for _ in range(FRAMES - 1):
        assert chosen.judge(0.001, 1.0, PIXELS) == ""
    with pytest.raises(ModelError):
        chosen.judge(0.001, 1.0, PIXELS)
    assert chosen.name == "gaussian"
    assert all(chosen.judge(0.001, 1.0, PIXELS) == "" for _ in range(3 * FRAMES))
    assert chosen.apply(np.ones((16, 16), np.float32)).step.method == "gaussian"


def test_without_any_network_it_says_so() -> None:
    with pytest.raises(StemviewerError):
        AdaptiveNetwork((), {})


def test_the_shipped_networks_come_in_two_sizes() -> None:
    names = [entry.name for entry in sizes()]
    assert len(names) == 2
    assert names[0].startswith("live")
    assert names[1].startswith("best")


def test_on_a_slow_scan_the_larger_network_takes_over_and_the_operator_is_told() -> None:
    counts = np.random.default_rng(3).poisson(3.0, (4, 64, 64)).astype(np.uint16)
    stack = ImageStack(Path("made.npy"), read_only(counts), UNKNOWN, "made")
    # made once before, so that the time of loading torch is not the feed's
    small, large = (entry.make({}).name for entry in sizes())
    with FeedServer(FileSource([stack], fps=1.5, dose=2.0, seed=1)) as server:
        address = server.address
        pipeline = LivePipeline(lambda: OpenFeed(address), address, ChainSettings(AUTOMATIC))
        pipeline.start()
        try:
            assert _picture(pipeline, small).processed is not None
            _wait(lambda: pipeline.status().network == large)
            told = [notice.what for notice in pipeline.take_notices()]
            assert any(large in what and "instead of" in what for what in told)
            assert _picture(pipeline, large).frame.complete
            assert pipeline.status().chain.method == AUTOMATIC
        finally:
            pipeline.stop()
