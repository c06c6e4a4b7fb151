"""A source of made pairs at a stated rate, without a detector or a network.

A thread of its own puts them into a slot, as the live path does: the Qt thread only takes them.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from time import monotonic_ns, perf_counter

import numpy as np
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import measured, set_to
from stemviewer.core.worker import Worker
from stemviewer.denoise.base import IN_RANGE
from stemviewer.feeds.base import Channel, Feed, Instrument, Origin
from stemviewer.live.channels import NewestSlot
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings, Counts, LinkState, LiveStatus, Shown
from stemviewer.session.format.options import RecordOptions, SessionInfo

PICTURES = 5
"""Different frames; they come again and again under new numbers."""

JOIN_S = 10.0

DOSE = 2.2
"""Mean [electrons per pixel]."""


class LoadSource(LivePipeline):
    """Has the interface of the live path; its only thread hands out pairs made in advance.

    Parameters
    ----------
    side : int
        Rows and columns of the frames.
    fps : float
        Pairs handed out a second, at most.
    seed : int
        Of the noise.
    """

    def __init__(self, side: int, fps: float, seed: int) -> None:
        super().__init__(_never, "load")
        self._fps = fps
        self._pairs = _pairs(side, seed)
        self._slot: NewestSlot[Shown] = NewestSlot()
        self._ended = threading.Event()
        self._feed: Worker | None = None
        self._painted = 0
        self.given = 0
        """Pairs put into the slot so far."""
        settings = self._pairs[0].frame.settings
        channels = (Channel("HAADF", "uint16", COUNTING),)
        self._status = LiveStatus(
            link=LinkState.CONNECTED,
            address="load",
            instrument=Instrument("Load", Origin.SIMULATOR, channels, {}, "lattice"),
            settings=settings,
            channel="HAADF",
            chain=ChainSettings("automatic"),
        )

    def start(self) -> None:
        """Begin to hand out pairs."""
        self._ended.clear()
        self._feed = Worker("load-feed", self._hand_out)
        self._feed.start()

    def stop(self) -> None:
        """End the thread; idempotent."""
        self._ended.set()
        if self._feed is not None:
            self._feed.join(JOIN_S)

    @property
    def replaced(self) -> int:
        """Pairs that were replaced by newer ones before the window took them."""
        return self._slot.replaced

    def take_shown(self) -> Shown | None:
        """Return the newest pair not yet taken."""
        return self._slot.take()

    def _hand_out(self) -> None:
        due = perf_counter()
        while not self._ended.wait(max(due - perf_counter(), 0.0)):
            self._slot.put(self._next())
            # what came late stays late: pairs are never handed out in bursts
            due = max(due + 1.0 / self._fps, perf_counter())

    def _next(self) -> Shown:
        self.given += 1
        pair = self._pairs[self.given % PICTURES]
        frame = replace(pair.frame, number=self.given, received_monotonic_ns=monotonic_ns())
        assert pair.processed is not None
        return replace(pair, frame=frame, processed=replace(pair.processed, numbers=(self.given,)))

    def take_evidence(self) -> FrameEvidence | None:
        """Return nothing: evidence is not tested here."""
        return None

    def mark_painted(self, shown: Shown) -> None:
        """Count what was painted."""
        del shown
        self._painted += 1

    def status(self) -> LiveStatus:
        """Return a state that changes only in its counts."""
        counts = Counts(received=self.given, shown=self._painted, processed=self.given)
        return replace(self._status, counts=counts)

    def start_recording(self, folder: Path, info: SessionInfo, options: RecordOptions) -> None:
        """Do nothing: made pairs are not recorded."""

    def stop_recording(self) -> None:
        """Do nothing."""

    def set_chain(self, settings: ChainSettings) -> None:
        """Keep the choice; nothing is computed."""
        self._status = replace(self._status, chain=settings)


def _never() -> Feed:
    raise AssertionError("the load opens no feed")


def _pairs(side: int, seed: int) -> tuple[Shown, ...]:
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side].astype(np.float32) * np.float32(2 * np.pi / 16.0)
    rate = (np.cos(x) + np.cos(y) + 2.2) * (DOSE / 2.2)
    settings = ScanSettings(
        rows=side,
        columns=side,
        dwell=set_to(1e-6),
        beam_current=set_to(0.35e-12),
        pixel_size=set_to(0.1e-10),
    )
    return tuple(_pair(number, rate, settings, generator) for number in range(1, PICTURES + 1))


def _pair(
    number: int,
    rate: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
    settings: ScanSettings,
    generator: np.random.Generator,
) -> Shown:
    data = generator.poisson(rate).astype(np.uint16)
    frame = Frame(number, "HAADF", read_only(data), settings, COUNTING)
    image = gaussian_filter(data.astype(np.float32), 2.0)
    # it is shown as a network's picture is, but it is a blur, and its name says so
    steps = (Step("blurred-load", "1", {}, Flag.NETWORK, "00" * 32, "cpu"),)
    made = Processed((number,), "HAADF", read_only(image), Provenance(steps))
    electrons = measured(float(data.mean()))
    return Shown(frame, made, IN_RANGE, frame_dose(settings), electrons, 1)
