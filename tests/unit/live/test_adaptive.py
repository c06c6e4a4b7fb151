from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import ModelError, StemviewerError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.provenance import Flag, Parameter
from stemviewer.core.quantity import UNKNOWN, Quantity, Source
from stemviewer.core.worker import Worker
from stemviewer.denoise.base import Denoiser, Method
from stemviewer.denoise.network import catalogue
from stemviewer.denoise.network.catalogue import AUTOMATIC, sizes
from stemviewer.denoise.registry import method
from stemviewer.live import adaptive
from stemviewer.live.adaptive import DOWN_SHARE, FRAMES, UP_SHARE, AdaptiveNetwork, SizeChoice
from stemviewer.live.channels import NewestSlot
from stemviewer.live.health import Health
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.processing import Pending, Processing
from stemviewer.live.state import ChainSettings, Shown
from stemviewer.live.trials import Candidate
from stemviewer.live.turns import Turns

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


def test_when_the_larger_one_takes_over_the_operator_and_the_log_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # two real filters stand for two sizes: loading networks is another test's business
    pair = (method("gaussian"), method("median"))
    monkeypatch.setattr(catalogue, "sizes", lambda: pair)
    monkeypatch.setattr(adaptive, "FRAMES", 2)
    board, shown = NoticeBoard(), NewestSlot[Shown]()
    kept: list[Candidate] = []
    logged: list[str] = []
    processing = Processing(shown, Health(), board, kept.append, Turns())
    processing.network_changed = logged.append
    processing.set_chain(ChainSettings(AUTOMATIC))
    worker = Worker("denoise", processing.run, board.error)
    worker.start()
    try:
        number = 0
        while processing.network != "median" and number < 60:
            processing.accept(_pending(number))
            number += 1
            threading.Event().wait(0.3)  # the scan's period
        processing.accept(_pending(number))
        _wait(lambda: bool(kept) and kept[-1].frame.number == number)
    finally:
        processing.slot.close()
        assert worker.join(30.0)
    assert logged == ["gaussian", "median"]
    assert any("Median instead of Gaussian" in notice.what for notice in board.take())
    # each picture says what made it, and its test uses that very method
    methods_used = [candidate.settings.method for candidate in kept]
    assert methods_used == [c.processed.provenance.steps[-1].method for c in kept]
    assert set(methods_used) == {"gaussian", "median"}


def _pending(number: int) -> Pending:
    settings = ScanSettings(64, 64)
    counts = np.random.default_rng(number).poisson(3.0, (64, 64)).astype(np.float32)
    one, zero = Quantity(1.0, Source.SET), Quantity(0.0, Source.SET)
    counted = DetectorCalibration(one, zero, counting=True)
    frame = Frame(number, "HAADF", read_only(counts), settings, counted, 64, complete=True)
    return Pending(frame, frame_dose(settings), UNKNOWN, Flag.SIMULATED, ended=True)
