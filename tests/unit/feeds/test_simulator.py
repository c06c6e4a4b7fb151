"""The simulator in real time: pace, commands, blanking, parking; on a clock that tests turn."""

from __future__ import annotations

import itertools
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import torch

from stemviewer.core.dose import ELEMENTARY_CHARGE
from stemviewer.core.errors import SettingsError
from stemviewer.feeds.base import (
    Acknowledgement,
    Command,
    Control,
    FrameBegin,
    FrameEnd,
    Origin,
    RowBlock,
    ScanState,
    SourceItem,
)
from stemviewer.feeds.server_options import SimulateOptions
from stemviewer.feeds.simulator import SimulatorSource
from stemviewer.feeds.simulator_command import make_simulator
from stemviewer.feeds.simulator_options import SimulatorOptions
from stemviewer.feeds.simulator_orders import CONTROLS
from stemviewer.simulation.scan import STILL

QUICK = SimulatorOptions(specimen="amorphous", size=64, errors=STILL)
_ids = itertools.count()


@dataclass
class TurnedClock:
    """Time passes only in waits, and then at once; actions happen at their time."""

    time: float = 0.0
    actions: list[tuple[float, Callable[[], object]]] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def utc_ns(self) -> int:
        return round(self.time * 1e9)

    def wait(self, changed: threading.Condition, timeout: float | None) -> None:
        end = np.inf if timeout is None else self.time + timeout
        if self.actions and self.actions[0][0] <= end:
            at, act = self.actions.pop(0)
            self.time = max(self.time, at)
            act()
            return
        assert timeout is not None, "waits for ever"
        self.time = float(end)


@dataclass
class Seen:
    """One frame as it was yielded."""

    begin: FrameBegin
    at: float
    blocks: list[tuple[float, RowBlock]] = field(default_factory=list)
    end: FrameEnd | None = None

    def rows(self, channel: str = "BF") -> int:
        return sum(len(b.data) for _, b in self.blocks if b.channel == channel)

    def image(self, channel: str = "BF") -> np.ndarray:
        return np.concatenate([b.data for _, b in self.blocks if b.channel == channel])


def send(source: SimulatorSource, control: Control, value: float = 1.0) -> Acknowledgement:
    return source.apply(Command(next(_ids), control, value))


def frames(source: SimulatorSource, clock: TurnedClock) -> Iterator[Seen]:
    """Group items into frames; checks their order."""
    current: Seen | None = None
    for item in source.items():
        match item:
            case FrameBegin():
                assert current is None
                current = Seen(item, clock.time)
            case RowBlock():
                assert current is not None
                assert item.number == current.begin.number
                assert item.first_row == current.rows(item.channel)
                current.blocks.append((clock.time, item))
            case FrameEnd():
                assert current is not None
                current.end = item
                yield current
                current = None


def run(
    options: SimulatorOptions, count: int, *actions: tuple[float, Control, float]
) -> tuple[SimulatorSource, list[Seen]]:
    clock = TurnedClock()
    source = SimulatorSource(options, clock)
    clock.actions = [
        (at, lambda control=control, value=value: send(source, control, value))
        for at, control, value in actions
    ]
    return source, list(itertools.islice(frames(source, clock), count))


def test_says_what_it_is() -> None:
    instrument = SimulatorSource(QUICK).instrument
    assert instrument.origin is Origin.SIMULATOR
    assert [channel.name for channel in instrument.channels] == ["HAADF", "BF"]
    assert all(c.calibration.counting and c.dtype == "uint16" for c in instrument.channels)
    assert set(instrument.controls) == set(Control)


def test_frames_come_at_the_pace_of_the_scan_and_in_blocks() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, dwell=1e-4, errors=STILL)
    source, seen = run(options, 3)
    row_time = 64 * 1e-4 + 4e-5
    assert source.microscope.setup.row_time == pytest.approx(row_time)
    assert [frame.at for frame in seen] == pytest.approx([0.0, 64 * row_time, 128 * row_time])
    first = seen[0]
    assert first.begin.acquired_utc_ns == 0
    assert first.end == FrameEnd(0, complete=True)
    assert first.rows("HAADF") == first.rows("BF") == 64
    for at, block in first.blocks:
        # a block comes when its last row has been scanned, about 30 ms after the one before
        assert at == pytest.approx((block.first_row + len(block.data)) * row_time)
        assert len(block.data) * row_time < 0.04


def test_fast_scans_wait_between_frames_without_dose() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, dwell=1e-7, max_fps=20.0)
    source, seen = run(options, 4)
    assert [frame.at for frame in seen] == pytest.approx([0.0, 0.05, 0.10, 0.15])
    assert source.microscope.account().electrons["parked"] == 0.0
    # the fourth frame's own time is not yet over for the specimen
    assert source.microscope.time == pytest.approx(0.15 + source.microscope.setup.frame_time)


def test_stop_ends_the_frame_with_what_was_scanned_and_parks_the_probe() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, dwell=1e-4, errors=STILL)
    source, seen = run(
        options, 3, (0.1, Control.STOP, 1.0), (2.35, Control.BLANK, 1.0),
        (5.0, Control.BLANK, 0.0), (6.0, Control.SCAN, 1.0),
    )  # fmt: skip
    setup = source.microscope.setup
    stopped = seen[0]
    assert stopped.end == FrameEnd(0, complete=False)
    assert stopped.rows() == int(0.1 / setup.row_time)
    assert seen[1].at == pytest.approx(6.0)
    assert seen[1].end == FrameEnd(1, complete=True)
    electrons = source.microscope.account().electrons
    per_second = setup.beam_current / ELEMENTARY_CHARGE
    # parked from the stop until blanked, and from unblanked until scanning
    assert electrons["parked"] == pytest.approx(per_second * (2.25 + 1.0), rel=1e-6)
    rows = stopped.rows() + 2 * 64
    assert electrons["imaging"] == pytest.approx(per_second * rows * 64 * 1e-4, rel=1e-6)


def test_scan_off_ends_with_the_frame() -> None:
    _, seen = run(QUICK, 2, (0.001, Control.SCAN, 0.0), (3.0, Control.SCAN, 1.0))
    assert seen[0].end == FrameEnd(0, complete=True)
    assert seen[1].at == pytest.approx(3.0)


def test_blanked_frames_are_dark_and_free() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, dwell=1e-5, errors=STILL)
    source, seen = run(options, 4, (0.02, Control.BLANK, 1.0), (0.12, Control.BLANK, 0.0))
    lit, dark, cut, relit = seen
    assert [frame.end and frame.end.complete for frame in seen] == [False, True, False, True]
    for frame, current in ((lit, 1.0), (dark, 0.0), (cut, 0.0), (relit, 1.0)):
        stated = frame.begin.settings.beam_current.value
        assert stated == pytest.approx(current * source.microscope.setup.beam_current)
        assert bool(frame.image().any()) == (current > 0.0)
    # the set value stays what it was
    assert source.settings.beam_current.value == source.microscope.setup.beam_current
    per_pixel = source.microscope.setup.beam_current * 1e-5 / ELEMENTARY_CHARGE
    pixels = 64 * (lit.rows() + relit.rows())
    imaging = source.microscope.account().electrons["imaging"]
    assert imaging == pytest.approx(per_pixel * pixels, rel=1e-6)


def test_dose_controls_change_the_next_frame_by_their_factor() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, errors=STILL, critical_dose=1e12)
    _, seen = run(
        options, 3, (0.001, Control.DWELL, 6e-7), (0.06, Control.BEAM_CURRENT, 8e-11)
    )  # fmt: skip
    sums = [float(frame.image().sum()) for frame in seen]
    assert sums[1] / sums[0] == pytest.approx(2.0, rel=0.02)
    assert sums[2] / sums[1] == pytest.approx(4.0, rel=0.02)
    assert [f.begin.settings.dwell.value for f in seen] == pytest.approx([3e-7, 6e-7, 6e-7])
    assert all(frame.end and frame.end.complete for frame in seen)


def test_size_and_field_of_view() -> None:
    _, seen = run(QUICK, 3, (0.001, Control.SIZE, 96.4), (0.06, Control.FIELD_OF_VIEW, 4.8e-9))
    shapes = [frame.image().shape for frame in seen]
    assert shapes == [(64, 64), (96, 96), (96, 96)]
    pixels = [frame.begin.settings.pixel_size.value for frame in seen]
    assert pixels == pytest.approx([1.6e-10, 1.024e-8 / 96, 0.5e-10])


def test_new_area_ends_the_frame_and_shows_another_place() -> None:
    options = SimulatorOptions(specimen="particle", size=64, dwell=1e-5, errors=STILL)
    source, seen = run(options, 2, (0.02, Control.NEW_AREA, 1.0))
    assert [frame.end and frame.end.complete for frame in seen] == [False, True]
    assert [area.number for area in source.microscope.account().areas] == [0, 1]
    assert source.microscope.account().areas[1].dose.sum() > 0.0


def test_the_scan_waits_beyond_its_last_frame_with_the_beam_off() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, dwell=1e-4, errors=STILL)
    long = 64 * (64 * 1e-4 + 4e-5)
    _, seen = run(
        options, 5, (0.5 * long, Control.LAST_FRAME, 1.0), (10.0 * long, Control.LAST_FRAME, -1.0)
    )
    assert [frame.begin.number for frame in seen] == [0, 1, 2, 3, 4]
    assert [frame.at / long for frame in seen] == pytest.approx([0.0, 1.0, 10.0, 11.0, 12.0])


def test_a_last_frame_that_has_passed_is_answered_with_the_running_one() -> None:
    options = SimulatorOptions(specimen="amorphous", size=64, dwell=1e-5, errors=STILL)
    source, _ = run(options, 4)
    assert send(source, Control.LAST_FRAME, 1.0).applied >= 3.0
    assert send(source, Control.LAST_FRAME, 90.0).applied == 90.0
    assert send(source, Control.LAST_FRAME, -1.0).applied == -1.0


def test_same_seed_same_frames() -> None:
    def images() -> list[np.ndarray]:
        options = SimulatorOptions(specimen="particle", size=64, seed=8)
        return [frame.image("HAADF") for frame in run(options, 3)[1]]

    first, second = images(), images()
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    assert not np.array_equal(first[0], first[1])


@pytest.mark.parametrize("control", list(Control))
@pytest.mark.parametrize("value", [-1.0, 1e12, float("nan"), float("-inf")])
def test_values_out_of_range_are_refused_with_a_reason(control: Control, value: float) -> None:
    source = SimulatorSource(QUICK)
    settings, state = source.settings, source.state
    answer = source.apply(Command(7, control, value))
    if control is Control.LAST_FRAME and value in (-1.0, 1e12):
        assert answer.applied == value  # no end, and one far away
        return
    if control in (Control.STOP, Control.NEW_AREA):
        assert answer.accepted  # the value is ignored
        return
    assert (answer.id, answer.accepted, answer.applied) == (7, False, None)
    assert "Choose" in answer.reason
    assert (answer.settings, answer.state) == (settings, state)
    assert (source.settings, source.state) == (settings, state)


def test_acknowledgement_says_what_is_in_force() -> None:
    source = SimulatorSource(QUICK)
    for control, limits in CONTROLS.items():
        answer = send(source, control, limits.high)
        assert answer.accepted
        assert answer.applied == pytest.approx(limits.high)
    answer = send(source, Control.SIZE, 127.6)
    assert answer.applied == 128.0
    assert answer.settings.shape == (128, 128)
    assert answer.settings == source.settings
    assert send(source, Control.STOP).state == ScanState(scanning=False, blanked=True)


@pytest.mark.parametrize("state", ["scanning", "stopped", "stopped and blanked"])
def test_close_ends_items_on_the_computers_clock(state: str) -> None:
    source = SimulatorSource(SimulatorOptions(specimen="amorphous", size=64, dwell=1e-3))
    items: queue.Queue[SourceItem | None] = queue.Queue()

    def work() -> None:
        for item in source.items():
            items.put(item)
        items.put(None)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert isinstance(items.get(timeout=20), FrameBegin)
        if state != "scanning":
            if "blanked" in state:
                send(source, Control.BLANK)
            send(source, Control.STOP)
            while not isinstance(items.get(timeout=20), FrameEnd):
                pass
    finally:
        source.close()
        source.close()
        thread.join(20)
    assert not thread.is_alive()
    rest = list(items.queue)
    assert rest[-1] is None
    if state == "scanning":
        assert rest[-2] == FrameEnd(0, complete=False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"specimen": "cheese"},
        {"detector": "eye"},
        {"seed": -1},
        {"max_fps": 0.0},
        {"size": 10},
        {"dwell": -1.0},
        {"channels": ("TEM",)},
    ],
)
def test_impossible_options_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        SimulatorSource(SimulatorOptions(**wrong))  # type: ignore[arg-type]


def test_options_of_the_command() -> None:
    threads = torch.get_num_threads()
    try:
        source = make_simulator(
            SimulateOptions(specimen="mos2", size=128, beam_current=5e-11, detector="analogue")
        )
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(threads)
    assert source.settings.shape == (128, 128)
    assert source.settings.beam_current.value == 5e-11
    assert not source.instrument.channels[0].calibration.counting
    assert "MoS2" in source.instrument.specimen
