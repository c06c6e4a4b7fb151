from __future__ import annotations

import threading

import numpy as np
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING
from stemviewer.denoise.base import Denoised
from stemviewer.live.turns import Turns
from stemviewer.trust.evidence import EvidenceOptions
from stemviewer.trust.frame_test import run_frame_test


def test_nothing_waits_while_no_pass_is_under_way() -> None:
    turns = Turns()
    turns.give_way(60.0)
    with turns.live():
        pass
    turns.give_way(60.0)


def test_work_goes_on_when_the_pass_has_ended_or_patience_has() -> None:
    turns, steps = Turns(), []
    within, ended = threading.Event(), threading.Event()

    def one_pass() -> None:
        with turns.live():
            within.set()
            ended.wait(20.0)
            steps.append("pass ended")

    thread = threading.Thread(target=one_pass)
    thread.start()
    within.wait(20.0)
    assert turns.give_way(0.01) >= 0.005
    assert steps == []
    threading.Timer(0.05, ended.set).start()
    turns.give_way(20.0)
    assert steps == ["pass ended"]
    thread.join()


def test_a_pass_that_fails_has_ended_as_well() -> None:
    turns = Turns()
    try:
        with turns.live():
            raise ValueError("a filter failed")
    except ValueError:
        turns.give_way(60.0)


class _Blur:
    name = "blur"

    def apply(self, electrons: np.ndarray) -> Denoised:
        return Denoised(gaussian_filter(electrons, 2.0), None)  # type: ignore[arg-type]


def test_a_test_can_be_held_up_between_its_steps() -> None:
    y, x = np.mgrid[:192, :192] * (2 * np.pi / 16)
    counts = np.random.default_rng(1).poisson(3 + np.cos(x) + np.cos(y)).astype(np.uint16)
    calls = []
    options = EvidenceOptions(pause=lambda: calls.append(threading.get_ident()))
    held_up = run_frame_test(counts, COUNTING, _Blur(), options=options)
    plain = run_frame_test(counts, COUNTING, _Blur())
    assert len(calls) >= 10
    assert held_up.evidence is not None
    assert plain.evidence is not None
    assert held_up.evidence.verdict == plain.evidence.verdict
