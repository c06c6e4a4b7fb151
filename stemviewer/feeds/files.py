"""Image files as a detector: as they are, or as low-dose counts with a dose that can be set."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.frame import RawArray, ScanSettings
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.base import (
    Acknowledgement,
    Channel,
    Command,
    Control,
    FrameBegin,
    FrameEnd,
    Instrument,
    Origin,
    RowBlock,
    ScanState,
    SourceItem,
)
from stemviewer.feeds.file_settings import FileDose, check, controls, first_dose
from stemviewer.feeds.growing import raw_digest
from stemviewer.feeds.sampling import RateModel, estimate_rates, generator, sample_counts

CHANNEL = "Image"
BLOCK_S = 0.03
"""Rows are sent about this often [s]."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one frame will be, fixed when it begins."""

    number: int
    plane: RawArray
    settings: ScanSettings
    rates: RateModel | None
    electrons: float


class FileSource:
    """Serves stacks, one plane after the other, at a steady rate.

    Parameters
    ----------
    stacks : sequence of ImageStack
        Served in this order. Without a dose all must have the same dtype.
    fps : float
        Frames per second; the rows of a frame are spread over its time.
    dose : float or None
        Mean dose [electrons per pixel] that each stack is scaled to and Poisson-sampled with;
        ``None`` sends the values as they are.
    seed : int
        Of the noise: the same seed gives the same frames.
    loop : bool
        Whether to begin again after the last plane.

    Raises
    ------
    SettingsError
        If there is nothing to serve, or a number is out of its range.
    """

    def __init__(
        self,
        stacks: Sequence[ImageStack],
        fps: float = 10.0,
        dose: float | None = None,
        seed: int = 0,
        loop: bool = True,
    ) -> None:
        check(stacks, fps, dose is not None, seed)
        self._planes = [(stack, i) for stack in stacks for i in range(len(stack))]
        self._period = 1.0 / fps
        self._seed = seed
        self._loop = loop
        self._digests: dict[int, str] = {}
        self._rates = {} if dose is None else {id(s): estimate_rates(s) for s in stacks}
        self._controls = controls(dose is not None)
        dtype = stacks[0].data.dtype.name if dose is None else "uint16"
        calibration = DetectorCalibration() if dose is None else COUNTING
        names = ", ".join(dict.fromkeys(stack.path.name for stack in stacks))
        self._instrument = Instrument(
            names, Origin.FILE, (Channel(CHANNEL, dtype, calibration),), self._controls
        )
        self._changed = threading.Condition()
        self._state = ScanState()
        self._abort = False
        self._closed = False
        self._next = 0
        self._dose: FileDose | None = None
        if dose is not None:
            brightest = max(model.brightest for model in self._rates.values())
            self._dose = first_dose(dose, brightest)

    @property
    def instrument(self) -> Instrument:
        """Description sent in the hello."""
        return self._instrument

    @property
    def settings(self) -> ScanSettings:
        """Settings of the next frame."""
        with self._changed:
            return self._plan().settings

    @property
    def state(self) -> ScanState:
        """Scan state in force."""
        with self._changed:
            return self._state

    def apply(self, command: Command) -> Acknowledgement:
        """Carry out a command; thread-safe; refuses what it can't do."""
        with self._changed:
            limits = self._controls.get(command.control)
            if limits is None:
                reason = "Files have no such control."
            elif command.control is not Control.STOP and command.value not in limits:
                reason = f"The value must lie between {limits.low:g} and {limits.high:g}."
            else:
                reason = self._change(command)
            self._changed.notify_all()
            applied = None if reason else command.value
            return Acknowledgement(
                command.id, not reason, applied, self._plan().settings, self._state, reason
            )

    def _change(self, command: Command) -> str:
        """Change what is asked for; return why not, or an empty string."""
        value = command.value
        match command.control:
            case Control.SCAN:
                self._state = replace(self._state, scanning=value >= 0.5)
                self._abort = self._abort and value < 0.5
            case Control.STOP:
                self._state = replace(self._state, scanning=False)
                self._abort = True
            case Control.BLANK:
                self._state = replace(self._state, blanked=value >= 0.5)
            case _:
                return self._set_dose(command)
        return ""

    def _set_dose(self, command: Command) -> str:
        if self._dose is None:
            return "The values are served as they are."
        name = "dwell" if command.control is Control.DWELL else "current"
        wanted = replace(self._dose, **{name: command.value})
        if not wanted.problem:
            self._dose = wanted
        return wanted.problem

    def items(self) -> Iterator[SourceItem]:
        """Yield the frames at their pace, until closed or at the end of the files."""
        start = time.monotonic()
        while self._may_scan():
            with self._changed:
                if not self._loop and self._next >= len(self._planes):
                    return
                plan = self._plan()
                self._next += 1
            # after a pause the pace begins anew instead of catching up
            start = max(start, time.monotonic() - self._period)
            yield from self._frame(plan, start)
            start += self._period

    def close(self) -> None:
        """Make ``items`` end soon; thread-safe, idempotent."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _may_scan(self) -> bool:
        """Wait while stopped or blanked; return False when closed."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or (self._state.scanning and not self._state.blanked)
            )
            return not self._closed

    def _plan(self) -> _Plan:
        stack, index = self._planes[self._next % len(self._planes)]
        rows, columns = stack.shape
        settings = ScanSettings(rows, columns, pixel_size=stack.pixel_size)
        if self._dose is not None:
            settings = self._dose.applied_to(settings)
        electrons = self._dose.electrons if self._dose is not None else 0.0
        rates = self._rates.get(id(stack))
        return _Plan(self._next, stack.data[index], settings, rates, electrons)

    def _frame(self, plan: _Plan, start: float) -> Iterator[SourceItem]:
        digest = self._digest(plan)
        yield FrameBegin(plan.number, plan.settings, time.time_ns(), sha256=digest)
        rows = plan.settings.rows
        blocks = min(rows, max(1, round(self._period / BLOCK_S)))
        random = generator(self._seed, plan.number)
        for block in range(blocks):
            first, last = block * rows // blocks, (block + 1) * rows // blocks
            data = _detect(plan, first, last, random)
            if not self._wait_until(start + self._period * (block + 1) / blocks):
                yield FrameEnd(plan.number, complete=False)
                return
            yield RowBlock(plan.number, CHANNEL, first, data)
        yield FrameEnd(plan.number, complete=True)

    def _digest(self, plan: _Plan) -> dict[str, str]:
        """Return the digest of a plane that is served as it is, again and again the same."""
        if plan.rates is not None:
            return {}
        at = plan.number % len(self._planes)
        if at not in self._digests:
            self._digests[at] = raw_digest(plan.plane)
        return {CHANNEL: self._digests[at]}

    def _wait_until(self, due: float) -> bool:
        """Wait for a time of the monotonic clock; return False if the scan is stopped."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._abort, max(0.0, due - time.monotonic())
            )
            return not (self._closed or self._abort)


def _detect(plan: _Plan, first: int, last: int, random: np.random.Generator) -> RawArray:
    rows = plan.plane[first:last]
    if plan.rates is None:
        return rows
    return sample_counts(plan.rates.rate(rows), plan.electrons, random)
