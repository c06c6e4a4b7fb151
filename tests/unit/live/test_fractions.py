"""Recording in fractions: the same dose, its frames and their sum in the log, stopped in time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import set_to
from stemviewer.feeds.base import Control, Range, ScanState
from stemviewer.feeds.launch import start_server_process
from stemviewer.feeds.open_feed.ask_account import ask_account
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.live.dose.budget import Budget, BudgetAction
from stemviewer.live.fractions.plan import plan_fractions
from stemviewer.live.fractions.run import FractionRun
from stemviewer.live.fractions.state import FractionPhase
from stemviewer.live.fractions.summing import fading, suggested, summed
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import LinkState
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.dose_maps import dose_maps
from stemviewer.session.reading.reader import SessionReader

SIDE = 128
CONTROLS = {Control.DWELL: Range(1e-7, 1e-3), Control.SCAN: Range(0, 1)}


def settings(dwell: float, flyback: float = 4e-5) -> ScanSettings:
    return ScanSettings(
        SIDE, SIDE, set_to(dwell), set_to(1e-11), set_to(4e-11), set_to(flyback), set_to(0.0)
    )


def wait(true: Callable[[], bool], seconds: float = 80.0) -> None:
    pause = threading.Event()
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        pause.wait(0.02)
    pytest.fail("it did not come true in time")


@pytest.mark.parametrize("count", [2, 5, 16])
def test_fractions_cost_what_the_slow_frame_costs(count: int) -> None:
    plan = plan_fractions(settings(1e-5), count, CONTROLS)
    assert plan.dose.value == pytest.approx(plan.slow_dose.value, rel=1e-9)
    assert plan.dwell < 1e-5 / count


def test_a_number_that_flyback_forbids_is_refused_with_the_largest() -> None:
    with pytest.raises(SettingsError) as caught:
        plan_fractions(settings(2e-6), 32, CONTROLS)
    largest = int(caught.value.action.removesuffix(".").rsplit(" ", 1)[1])
    assert plan_fractions(settings(2e-6), largest, CONTROLS).dwell >= 1e-7
    with pytest.raises(SettingsError):
        plan_fractions(settings(2e-6), largest + 1, CONTROLS)
    with pytest.raises(SettingsError, match="does not let"):
        plan_fractions(settings(2e-6), 4, {})


def _frames(count: int, life: float, seed: int = 1) -> list[Frame]:
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE]
    lattice = np.cos(2 * np.pi * x / 11.3) * np.cos(2 * np.pi * y / 12.1)
    found = []
    for number in range(count):
        rate = 2.0 * (1.0 + 0.8 * np.exp(-number / life) * lattice)
        data = read_only(generator.poisson(rate).astype(np.uint16))
        found.append(Frame(number, "HAADF", data, settings(1e-6), COUNTING))
    return found


def test_the_sum_holds_every_electron_where_all_frames_overlap() -> None:
    frames = _frames(6, 1e9)
    picture = summed(frames, 6, Flag.SIMULATED)
    electrons = sum(int(frame.data.sum()) for frame in frames)
    assert picture.image.sum() == pytest.approx(electrons, rel=0.01)
    assert picture.numbers == tuple(range(6))
    assert Flag.ACCUMULATED | Flag.SIMULATED in picture.provenance.flags
    assert picture.provenance.steps[-1].parameters["included"] == 6


def test_early_fractions_keep_the_contrast_of_a_specimen_that_fades() -> None:
    frames = _frames(16, 8.0)
    points = fading(frames, 10.0)
    assert points[-1].value < 0.35 < 0.8 < points[1].value
    assert [point.dose for point in points[:2]] == [10.0, 20.0]
    count = suggested(points, 16)
    assert 1 < count < 8

    def contrast(picture: np.ndarray) -> float:
        return float(np.abs(np.fft.rfft2(picture - picture.mean())).max() / picture.sum())

    early = contrast(summed(frames[:count], 16, Flag.NONE).image)
    whole = contrast(summed(frames, 16, Flag.NONE).image)
    assert early > 1.4 * whole
    assert suggested(fading(_frames(16, 1e9), 10.0), 16) == 16


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    arguments = ["simulate", "--specimen", "perovskite", "--seed", "3", "--size", str(SIDE)]
    arguments += ["--dwell", "160", "--critical-dose", "1e12", "--channels", "HAADF", "--fov", "5"]
    process = start_server_process([*arguments])
    try:
        yield process.address
    finally:
        process.stop()


@pytest.fixture
def pipeline(address: str, tmp_path: Path) -> Iterator[LivePipeline]:
    made = LivePipeline(lambda: OpenFeed(address), address)
    made.start()
    wait(lambda: made.status().link is LinkState.CONNECTED)
    made.start_recording(tmp_path, SessionInfo("fractions"), RecordOptions())
    wait(lambda: made.status().recording.active)
    yield made
    made.stop()


def test_fractions_of_a_real_scan_are_recorded_summed_and_cost_no_more(
    pipeline: LivePipeline, address: str
) -> None:
    pipeline.send(Control.SCAN, 0.0)
    wait(lambda: not pipeline.status().scan.scanning)
    seen = -1.0

    def still() -> bool:
        # by the electrons themselves: on a busy machine a frame may run on for long
        nonlocal seen
        before, seen = seen, ask_account(address).electrons["imaging"]
        return before == seen

    pause = threading.Event()
    while not still():
        pause.wait(1.0)
    before = ask_account(address).electrons
    pipeline.beside.start_fractions(4)
    wait(lambda: pipeline.status().fractions.phase is FractionPhase.DONE)
    state = pipeline.status().fractions
    assert state.done == state.included == 4
    assert state.plan is not None
    assert state.dose == pytest.approx(state.plan.slow_dose.value, rel=1e-6)
    wait(lambda: pipeline.status().settings.dwell.value == pytest.approx(1.6e-4))
    after = ask_account(address).electrons
    spent = sum(after[name] - before[name] for name in ("imaging", "flyback"))
    # the map of the window, which the log takes, is made twice a second
    pause.wait(1.0)
    booked = pipeline.status().dose.electrons
    pipeline.stop_recording()
    wait(lambda: not pipeline.status().recording.busy)
    with SessionReader(Path(pipeline.status().recording.path)) as reader:
        logged = dose_maps(reader.events())[-1]
        scanned = sum(count for name, count in booked.items() if name != "parked")
        assert float(logged.scanned.sum()) == pytest.approx(scanned, rel=1e-4)
        rows = [reader.row(index) for index in range(len(reader))]
        fast = [row for row in rows if row.settings.dwell.value == state.plan.dwell]
        # on a busy machine the stop may come a frame late; that frame is recorded and booked too
        assert len(fast) >= 4
        one = state.plan.slow_dose.value * (state.plan.slow.pixel_size.value * 1e10 * SIDE) ** 2 / 4
        assert spent == pytest.approx(len(fast) * one, rel=0.005)
        made = [reader.processed(at) for at, row in enumerate(rows) if row.processed is not None]
        sums = [one for one in made if one is not None and len(one.numbers) == 4]
        assert [one.provenance.steps[-1].method for one in sums] == ["fractions"]


def test_a_budget_that_runs_out_within_fractions_ends_them_and_is_kept(
    pipeline: LivePipeline,
) -> None:
    pipeline.new_area()
    pipeline.send(Control.SCAN, 1.0)
    wait(lambda: bool(pipeline.status().dose.here.value))
    limits: list[float] = []

    def begin() -> None:
        # in the feed thread: no frame ends between reading the dose and setting the limit
        status = pipeline.status()
        cost = frame_dose(status.settings).total.value
        limits.append(status.dose.here.value + 1.5 * cost)
        # a slow frame that runs is one; half of the fast ones fit into the rest
        pipeline.set_budget(Budget(limits[0], BudgetAction.STOP))
        pipeline.beside.start_fractions(16)

    pipeline.desk.ask(begin)
    wait(lambda: bool(limits) and pipeline.status().fractions.done > 0)
    wait(lambda: pipeline.status().fractions.phase in (FractionPhase.DONE, FractionPhase.FAILED))
    state, status = pipeline.status().fractions, pipeline.status()
    assert state.phase is FractionPhase.DONE, state.message
    # all of them fit if the feed was just between two frames, so that no slow one went before
    assert state.done == 16 or (4 <= state.done < 16 and "stopped" in state.message)
    assert status.dose.here.value <= limits[0] * (1.0 + 1e-9)


def test_a_stop_by_others_ends_fractions_and_what_was_taken_is_summed() -> None:
    """As the budget does it: the scan stands still although no order of its own stopped it."""
    orders: list[tuple[Control, float]] = []
    stored: list[Processed] = []
    run = FractionRun(
        lambda control, value: orders.append((control, value)) or 1,
        stored.append,
        lambda kind, text: None,
        lambda: 0.01,
        NoticeBoard(),
    )
    run.start(8, settings(1e-5), ScanState(), CONTROLS, Flag.NONE)
    plan = run.state.plan
    assert plan is not None
    for frame in _frames(3, 1e9):
        run.take(replace(frame, settings=plan.fast))
    pause = threading.Event()
    while run.state.phase is FractionPhase.RUNNING:
        run.turn(ScanState(scanning=False))
        pause.wait(0.05)
    assert run.join(20.0)
    assert run.state.phase is FractionPhase.DONE
    assert run.state.done == run.state.included == 3
    assert "stopped" in run.state.message
    assert stored[0].numbers == (0, 1, 2)
    run.turn(ScanState(scanning=False))
    assert orders[0] == (Control.DWELL, plan.dwell)
    assert orders[-1] == (Control.DWELL, 1e-5)


def test_fractions_stop_their_scan_with_the_last_frame() -> None:
    orders: list[tuple[Control, float]] = []
    run = FractionRun(
        lambda control, value: orders.append((control, value)) or 1,
        lambda picture: None,
        lambda kind, text: None,
        lambda: 0.01,
        NoticeBoard(),
    )
    run.start(4, settings(1e-5), ScanState(), CONTROLS, Flag.NONE)
    plan = run.state.plan
    assert plan is not None
    for frame in _frames(4, 1e9):
        assert ((Control.SCAN, 0.0) in orders) == (frame.number == 3)
        run.take(replace(frame, settings=plan.fast))
    assert run.join(20.0)
    assert run.state.done == 4
    assert run.state.dose == pytest.approx(plan.slow_dose.value, rel=1e-9)
    assert (Control.DWELL, 1e-5) not in orders  # a frame that still runs is not made a slow one


@pytest.mark.parametrize("answer", [1, None])
def test_a_scan_that_stands_still_is_started_with_the_fast_dwell_only(answer: int | None) -> None:
    """With the slow one in force a budget would refuse what fast frames leave room for."""
    orders: list[tuple[Control, float]] = []
    run = FractionRun(
        lambda control, value: orders.append((control, value)) or answer,
        lambda picture: None,
        lambda kind, text: None,
        lambda: 0.01,
        NoticeBoard(),
    )
    run.start(4, settings(1e-5), ScanState(scanning=False), CONTROLS, Flag.NONE)
    plan = run.state.plan
    assert plan is not None
    run.in_force(plan.slow)
    assert orders == [(Control.DWELL, plan.dwell)]
    run.in_force(plan.fast)
    run.in_force(plan.fast)
    assert orders[1:] == [(Control.SCAN, 1.0)]
    refused = answer is None
    assert (run.state.phase is FractionPhase.FAILED) == refused
    assert ("not started" in run.state.message) == refused
