"""A pipeline without threads whose state the tests set, and a live window on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scipy.ndimage import gaussian_filter
from shiboken6 import isValid

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.dose import frame_dose
from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.place import Purpose
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import measured, set_to
from stemviewer.denoise.base import IN_RANGE, Method, ParameterSpec, RangeVerdict
from stemviewer.feeds.base import Channel, Control, Instrument, Origin, Range
from stemviewer.live.dose.budget import Budget, budget_state
from stemviewer.live.dose.calibration_state import CalibrationStep
from stemviewer.live.dose.dose_map import Patch
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.history.past import Past
from stemviewer.live.measure.traces import RegionTraces
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import (
    ChainSettings,
    Counts,
    DoseState,
    LinkState,
    LiveStatus,
    Notice,
    Rates,
    RecordingState,
    Shown,
)
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.trust.advice.points import Wish
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.theme import STYLE_SHEET, apply_theme, arrow_rule

CONTROLS = {
    Control.DWELL: Range(1e-7, 1e-3),
    Control.BEAM_CURRENT: Range(1e-14, 1e-9),
    Control.SIZE: Range(64, 4096),
    Control.FIELD_OF_VIEW: Range(1e-9, 1e-6),
    Control.SCAN: Range(0, 1),
    Control.STOP: Range(0, 1),
    Control.BLANK: Range(0, 1),
    Control.NEW_AREA: Range(0, 1),
}

SETTINGS = ScanSettings(
    rows=512,
    columns=512,
    dwell=set_to(1e-6),
    beam_current=set_to(0.35e-12),
    pixel_size=set_to(0.1e-10),
    flyback=set_to(50e-6),
    voltage=set_to(300e3),
)


def instrument(controls: dict[Control, Range] | None = None) -> Instrument:
    return Instrument(
        "Simulator",
        Origin.SIMULATOR,
        (Channel("HAADF", "uint16", COUNTING), Channel("BF", "uint16", COUNTING)),
        CONTROLS if controls is None else controls,
        "perovskite",
    )


@lru_cache(maxsize=8)
def lattice(rows: int, columns: int, dose: float, seed: int) -> np.ndarray:
    y, x = np.mgrid[:rows, :columns] * (2 * np.pi / 39.0)
    a, b = x * 0.9 + y * 0.43, y * 0.9 - x * 0.43
    rate = np.exp(3 * (np.cos(a) + np.cos(b)) - 4.5) + 0.06
    rate += 0.3 * np.exp(3 * (np.cos(a + np.pi) + np.cos(b + np.pi)) - 4.5)
    rate *= dose / rate.mean()
    rate[(x > 60 + 20 * np.sin(y / 15)) & (x + y > 75)] *= 0.05
    return np.random.default_rng(seed).poisson(rate).astype(np.uint16)


def make_frame(
    number: int = 1,
    settings: ScanSettings = SETTINGS,
    calibration: DetectorCalibration = COUNTING,
    valid_rows: int = -1,
) -> Frame:
    data = lattice(*settings.shape, 2.2, number)
    now = time.monotonic_ns()
    return Frame(
        number,
        "HAADF",
        read_only(data),
        settings,
        calibration,
        valid_rows=valid_rows,
        complete=valid_rows < 0,
        received_monotonic_ns=now,
    )


def network_picture(frame: Frame, name: str = "live-0.1") -> Processed:
    image = gaussian_filter(frame.data.astype(np.float32), 2.5)
    step = Step(name, "1", {}, Flag.NETWORK, "ab" * 32, "cpu", "float32")
    return Processed(
        (frame.number,), frame.channel, read_only(image), Provenance((step,)), frame.valid_rows
    )


def filtered_picture(frame: Frame, name: str = "gaussian") -> Processed:
    image = gaussian_filter(frame.data.astype(np.float32), 2.0)
    step = Step(name, "1", {"sigma": 2.0}, Flag.FILTERED)
    return Processed((frame.number,), frame.channel, read_only(image), Provenance((step,)))


def make_shown(
    frame: Frame | None = None,
    *,
    network: bool = True,
    verdict: RangeVerdict | None = IN_RANGE,
    generation: int = 1,
) -> Shown:
    frame = frame or make_frame()
    electrons = measured(float(frame.valid.mean()))
    return Shown(
        frame,
        network_picture(frame) if network else None,
        verdict if network else None,
        frame_dose(frame.settings),
        electrons,
        generation,
    )


class FakePipeline:
    """Has the interface of the live path; remembers what was asked and obeys at once."""

    def __init__(self) -> None:
        self.patches: tuple[Patch, ...] = ()
        self.now = LiveStatus(
            link=LinkState.CONNECTED,
            address="ws://127.0.0.1:8700",
            instrument=instrument(),
            settings=SETTINGS,
            channel="HAADF",
            dose=DoseState(set_to(18340.0), set_to(45210.0), 83),
            recording=RecordingState(disk_free=500 * 10**9),
            counts=Counts(received=1482, shown=1482, processed=1482),
            rates=Rates(2.4, 2.4, 0.041, 0.041),
        )
        self.next: Shown | None = None
        self.next_evidence: FrameEvidence | None = None
        self.notices: list[Notice] = []
        self.sent: list[tuple[Control, float]] = []
        self.chains: list[ChainSettings] = []
        self.painted: list[Shown] = []
        self.calls: list[str] = []
        self.recordings: list[tuple[Path, SessionInfo, RecordOptions]] = []
        self.stop_error: Exception | None = None
        board = NoticeBoard()
        self.past = Past(RecordingControl(board), board)
        self.traces = RegionTraces()

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")
        self.change(recording=replace(self.now.recording, active=False))
        if self.stop_error is not None:
            raise self.stop_error

    def change(self, **changes: object) -> None:
        self.now = replace(self.now, **changes)

    def take_shown(self) -> Shown | None:
        shown, self.next = self.next, None
        return shown

    def take_evidence(self) -> FrameEvidence | None:
        tested, self.next_evidence = self.next_evidence, None
        return tested

    def mark_painted(self, shown: Shown) -> None:
        self.painted.append(shown)

    def status(self) -> LiveStatus:
        return self.now

    def take_notices(self) -> list[Notice]:
        taken, self.notices = self.notices, []
        return taken

    def set_chain(self, settings: ChainSettings) -> None:
        self.chains.append(settings)
        self.change(chain=settings)

    def set_channel(self, channel: str) -> None:
        self.change(channel=channel)
        own = self.now.own_chains
        if own:
            self.change(chain=own.get(channel, ChainSettings()))

    def set_apart(self, apart: bool) -> None:
        self.change(own_chains={self.now.channel: self.now.chain} if apart else {})

    def send(self, control: Control, value: float = 0.0) -> None:
        self.sent.append((control, value))
        scan = self.now.scan
        if control is Control.SCAN:
            self.change(scan=replace(scan, scanning=bool(value)))
        elif control is Control.STOP:
            self.change(scan=replace(scan, scanning=False))
        elif control is Control.BLANK:
            self.change(scan=replace(scan, blanked=bool(value)))
        elif control is Control.DWELL:
            self.change(settings=replace(self.now.settings, dwell=set_to(value)))

    def start_recording(self, folder: Path, info: SessionInfo, options: RecordOptions) -> None:
        self.recordings.append((folder, info, options))
        path = str(folder / f"{info.name}.nxs")
        self.change(recording=replace(self.now.recording, active=True, path=path))

    def stop_recording(self) -> None:
        self.calls.append("stop_recording")
        self.change(recording=replace(self.now.recording, active=False))

    def new_area(self) -> None:
        self.calls.append("new_area")

    def set_budget(self, budget: Budget) -> None:
        self.calls.append("set_budget")
        used = self.now.dose.here
        self.change(budget=budget_state(budget, used, self.now.settings))

    def override_budget(self, reason: str) -> None:
        self.calls.append(f"override {reason}")
        self.change(budget=replace(self.now.budget, override=reason))

    def set_purpose(self, purpose: Purpose) -> None:
        self.calls.append(f"purpose {purpose.word}")

    def calibrate(self, step: CalibrationStep) -> None:
        self.calls.append(f"calibrate {step.value}")

    def type_calibration(self, gain: float, offset: float) -> None:
        self.calls.append(f"type calibration {gain} {offset}")

    @property
    def beside(self) -> FakePipeline:
        return self

    def correct_drift(self, on: bool) -> None:
        self.calls.append(f"correct {on}")
        self.change(correction=replace(self.now.correction, on=on))

    def ask_advice(self, wish: Wish | None) -> None:
        self.calls.append(f"advice {wish}")

    def start_fractions(self, count: int) -> None:
        self.calls.append(f"fractions {count}")

    def choose_fractions(self, count: int) -> None:
        self.calls.append(f"choose {count}")

    def dose_map(self) -> tuple[Patch, ...]:
        return self.patches

    def hold(self, held: bool) -> None:
        self.calls.append(f"hold {held}")
        self.change(held=held)


def fake_methods() -> tuple[Method, ...]:
    def never(_: object) -> object:
        raise AssertionError("the window never builds a denoiser")

    sigma = ParameterSpec("sigma", "Sigma", 1.5, 0.1, 20.0, 0.1, "px")
    radius = ParameterSpec("radius", "Radius", 1, 1, 7, 1, "px")
    return (
        Method("gaussian", "Gaussian", "Blurs; nothing is invented.", (sigma,), never),
        Method("median", "Median", "Takes the middle value.", (radius,), never),
        Method("nlm", "Non-local means", "Averages patches that look alike.", (), never),
        Method("tv", "Total variation", "Flattens areas between edges.", (), never),
        Method("live-0.1", "live-0.1", "A small U-Net.", (), never, network=True),
    )


Open = Callable[..., LiveWindow]


@pytest.fixture
def themed(qapp: QApplication) -> QApplication:
    """The application with the theme, which takes long to set: it stays for the next test."""
    if qapp.styleSheet() != STYLE_SHEET + arrow_rule():
        apply_theme(qapp)
    return qapp


@pytest.fixture
def pipeline() -> FakePipeline:
    return FakePipeline()


@pytest.fixture
def open_window(themed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """Open live windows; every one is closed and gone at the end of the test."""
    opened: list[LiveWindow] = []

    def connect(where: str) -> FakePipeline:
        if where.endswith(":1"):
            raise StemviewerError("Nobody listens there.", "Nothing was connected.", "Check it.")
        return FakePipeline()

    def make(
        pipeline: FakePipeline | None, size: tuple[int, int] = (1600, 900), store: str = "s.ini"
    ) -> LiveWindow:
        window = LiveWindow(
            pipeline, connect, Store(tmp_path / store), tmp_path / "sessions", fake_methods()
        )
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        opened.append(window)
        return window

    yield make
    for window in filter(isValid, opened):
        window.session.finish()
        qtbot.waitUntil(lambda w=window: not w.isVisible(), timeout=10_000)
        window.deleteLater()


@pytest.fixture
def window(open_window: Open, pipeline: FakePipeline) -> LiveWindow:
    return open_window(pipeline)


@pytest.fixture
def shown() -> Callable[..., Shown]:
    return make_shown


@pytest.fixture
def frame() -> Callable[..., Frame]:
    return make_frame


@pytest.fixture
def feed() -> Callable[..., Instrument]:
    return instrument


@pytest.fixture
def filtered() -> Callable[..., Processed]:
    return filtered_picture
