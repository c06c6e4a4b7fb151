from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from stemviewer.core.dose import electrons_per_pixel
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import RawArray, ScanSettings, read_only
from stemviewer.core.quantity import UNKNOWN, Quantity, Source, set_to
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import (
    Acknowledgement,
    Command,
    Control,
    FrameBegin,
    FrameEnd,
    Origin,
    RowBlock,
    SourceItem,
)
from stemviewer.feeds.files import FileSource

FAST = 500.0


def stack(data: RawArray, pixel: Quantity = UNKNOWN, name: str = "a.tif") -> ImageStack:
    return ImageStack(Path(name), read_only(data), pixel)


def ramp(dtype: str = "uint16", black: float = 0.0, planes: int = 3) -> ImageStack:
    values = np.arange(planes * 100 * 100).reshape(planes, 100, 100) % 977 + black
    return stack(values.astype(dtype), set_to(2e-11))


def play(source: FileSource, frames: int) -> list[tuple[FrameBegin, RawArray, FrameEnd]]:
    found = []
    rows: list[RawArray] = []
    begin: FrameBegin | None = None
    for item in source.items():
        match item:
            case FrameBegin():
                begin, rows = item, []
            case RowBlock():
                assert item.first_row == sum(len(block) for block in rows)
                rows.append(item.data)
            case FrameEnd():
                assert begin is not None
                found.append((begin, np.concatenate(rows), item))
                if len(found) == frames:
                    break
    return found


def tell(source: FileSource, control: Control, value: float = 0.0) -> Acknowledgement:
    return source.apply(Command(1, control, value))


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint32", "float32"])
def test_as_they_are_means_bit_for_bit(dtype: str) -> None:
    images = ramp(dtype)
    source = FileSource([images], fps=FAST)
    assert source.instrument.origin is Origin.FILE
    assert source.instrument.channels[0].dtype == dtype
    assert not source.instrument.channels[0].calibration.known
    for number, (begin, data, end) in enumerate(play(source, 5)):
        assert (begin.number, end.number, end.complete) == (number, number, True)
        assert data.dtype == dtype
        assert data.tobytes() == images.data[number % 3].tobytes()
        assert begin.settings == ScanSettings(100, 100, pixel_size=set_to(2e-11))


def test_nothing_is_known_that_nobody_set() -> None:
    source = FileSource([stack(np.ones((1, 4, 4), np.uint8))])
    for name in ("dwell", "beam_current", "pixel_size", "flyback", "rotation", "voltage"):
        assert not getattr(source.settings, name).known
    assert Control.DWELL not in source.instrument.controls
    assert not tell(source, Control.DWELL, 1e-6).accepted


@pytest.mark.parametrize("black", [0.0, 2.83e6])
@pytest.mark.parametrize("dose", [0.5, 5.0, 50.0])
def test_a_dose_is_met_whatever_the_black_level(black: float, dose: float) -> None:
    source = FileSource([ramp("float64", black)], fps=FAST, dose=dose)
    frames = play(source, 3)
    counts = np.stack([data for _, data, _ in frames])
    assert counts.dtype == np.uint16
    assert counts.mean() == pytest.approx(dose, rel=0.02)
    settings = frames[0][0].settings
    sent = electrons_per_pixel(settings.beam_current, settings.dwell)
    assert sent.value == pytest.approx(dose)
    assert sent.source is Source.SET
    assert source.instrument.channels[0].calibration.counting


def test_the_noise_is_poisson() -> None:
    source = FileSource([stack(np.full((1, 200, 200), 7, np.uint8))], fps=FAST, dose=9.0)
    ((_, counts, _),) = play(source, 1)
    assert counts.mean() == pytest.approx(9.0, rel=0.02)
    assert counts.var() == pytest.approx(9.0, rel=0.05)


def test_the_same_seed_gives_the_same_frames() -> None:
    def counts(seed: int, fps: float = FAST) -> list[bytes]:
        source = FileSource([ramp()], fps=fps, dose=4.0, seed=seed)
        return [data.tobytes() for _, data, _ in play(source, 4)]

    first = counts(1)
    assert first == counts(1, fps=20.0)  # in other blocks
    assert first != counts(2)
    assert len(set(first)) == 4  # plane 0 again is new noise


@pytest.mark.parametrize("control", [Control.DWELL, Control.BEAM_CURRENT])
@pytest.mark.parametrize("factor", [0.25, 3.0])
def test_counts_follow_dwell_and_current(control: Control, factor: float) -> None:
    source = FileSource([ramp(planes=1)], fps=FAST, dose=8.0)
    before = getattr(source.settings, control.value).value
    answer = tell(source, control, before * factor)
    assert answer.accepted
    assert answer.applied == before * factor
    assert getattr(answer.settings, control.value) == set_to(before * factor)
    ((begin, counts, _),) = play(source, 1)
    assert begin.settings == answer.settings
    assert counts.mean() == pytest.approx(8.0 * factor, rel=0.03)


def test_a_running_frame_keeps_its_dose() -> None:
    source = FileSource([ramp(planes=1)], fps=5.0, dose=8.0)
    items = source.items()
    begin = next(items)
    assert isinstance(begin, FrameBegin)
    tell(source, Control.DWELL, 2e-5)
    rows = []
    for item in items:
        if isinstance(item, FrameEnd):
            break
        assert isinstance(item, RowBlock)
        rows.append(item.data)
    assert np.concatenate(rows).mean() == pytest.approx(8.0, rel=0.05)
    after = next(items)
    assert isinstance(after, FrameBegin)
    assert after.settings.dwell == set_to(2e-5)


@pytest.mark.parametrize("value", [1.0, -1.0, 0.0])
def test_a_dose_that_does_not_fit_is_refused(value: float) -> None:
    source = FileSource([ramp()], dose=8.0)
    before = source.settings
    answer = tell(source, Control.DWELL, value)
    assert not answer.accepted
    assert answer.reason
    assert source.settings == before


def test_once_ends_after_the_last_plane() -> None:
    source = FileSource([ramp(), ramp()], fps=FAST, loop=False)
    assert len(play(source, 100)) == 6


def test_the_pace_is_kept_and_rows_come_during_the_frame() -> None:
    source = FileSource([ramp()], fps=5.0)
    began = time.monotonic()
    times = []
    items: list[SourceItem] = []
    for item in source.items():
        items.append(item)
        times.append(time.monotonic() - began)
        if isinstance(item, FrameEnd) and item.number == 1:
            break
    assert times[-1] >= 0.39
    first = [t for t, item in zip(times, items, strict=True) if isinstance(item, RowBlock)]
    assert len(first) >= 10
    assert first[0] < times[-1] / 2


def test_stop_ends_the_frame_and_scan_goes_on() -> None:
    source = FileSource([ramp()], fps=2.0)
    ends: list[FrameEnd] = []
    stopped, again = threading.Event(), threading.Event()

    def run() -> None:
        for item in source.items():
            if isinstance(item, FrameEnd):
                ends.append(item)
                (stopped if not item.complete else again).set()

    thread = threading.Thread(target=run)
    thread.start()
    answer = tell(source, Control.STOP)
    assert answer.accepted
    assert not answer.state.scanning
    assert stopped.wait(10)
    assert tell(source, Control.SCAN, 1.0).state.scanning
    assert again.wait(10)
    source.close()
    thread.join(10)
    assert not thread.is_alive()
    assert [end.complete for end in ends[:2]] == [False, True]


def test_blanking_waits_and_closing_ends_it() -> None:
    source = FileSource([ramp()], fps=FAST, dose=3.0)
    assert tell(source, Control.BLANK, 1.0).state.blanked
    items: list[SourceItem] = []
    thread = threading.Thread(target=lambda: items.extend(source.items()))
    thread.start()
    thread.join(0.3)
    assert thread.is_alive()
    source.close()
    thread.join(10)
    assert items == []


def test_files_of_several_sizes_follow_one_another() -> None:
    small = stack(np.ones((1, 5, 6), np.uint8), name="small.png")
    large = stack(np.ones((1, 9, 8), np.uint8), name="large.png")
    source = FileSource([small, large], fps=FAST)
    assert source.instrument.name == "small.png, large.png"
    assert [begin.settings.shape for begin, _, _ in play(source, 3)] == [(5, 6), (9, 8), (5, 6)]


@pytest.mark.parametrize(
    "change",
    [
        {"stacks": []},
        {"fps": 0.0},
        {"fps": float("nan")},
        {"dose": 0.0},
        {"dose": -1.0},
        {"dose": 1e6},
        {"dose": float("nan")},
        {"seed": -1},
        {"stacks": [ramp("uint8"), ramp("uint16")]},
        {"stacks": [stack(np.full((1, 4, 4), np.nan, np.float32))], "dose": 1.0},
    ],
)
def test_what_cannot_be_served_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(SettingsError) as caught:
        FileSource(**{"stacks": [ramp()]} | change)  # type: ignore[arg-type]
    assert caught.value.what
