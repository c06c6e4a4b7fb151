"""A source that hands the window made pairs at a stated rate, without a detector or a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic_ns, perf_counter, thread_time

import numpy as np
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import measured, set_to
from stemviewer.denoise.base import IN_RANGE
from stemviewer.feeds.base import Channel, Feed, Instrument, Origin
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings, Counts, LinkState, LiveStatus, Shown
from stemviewer.session.format.options import RecordOptions, SessionInfo

PICTURES = 5
"""Different frames; they come again and again under new numbers."""

DOSE = 2.2
"""Mean [electrons per pixel]."""


@dataclass(frozen=True, slots=True)
class Painted:
    """One picture on the screen: when, and what the Qt thread had used until then [s]."""

    at: float
    used: float


class LoadSource(LivePipeline):
    """Has the interface of the live path, but starts no thread.

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
        self._due = 0.0
        self.given = 0
        self.painted: list[Painted] = []
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
        """Begin to hand out pairs; there is no thread to start."""
        self._due = perf_counter()

    def stop(self) -> None:
        """Do nothing: no thread was started."""

    def take_shown(self) -> Shown | None:
        """Return the next pair when its time has come."""
        now = perf_counter()
        if not self._due or now < self._due:
            return None
        self._due = max(self._due + 1.0 / self._fps, now)
        self.given += 1
        pair = self._pairs[self.given % PICTURES]
        frame = replace(pair.frame, number=self.given, received_monotonic_ns=monotonic_ns())
        assert pair.processed is not None
        made = replace(pair.processed, numbers=(self.given,))
        return replace(pair, frame=frame, processed=made)

    def take_evidence(self) -> FrameEvidence | None:
        """Return nothing: evidence is not tested here."""
        return None

    def mark_painted(self, shown: Shown) -> None:
        """Keep when a pair was painted, and what it cost."""
        del shown
        self.painted.append(Painted(perf_counter(), thread_time()))

    def status(self) -> LiveStatus:
        """Return a state that changes only in its counts."""
        counts = Counts(received=self.given, shown=len(self.painted), processed=self.given)
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
