"""The evidence thread: tests the newest picture while nothing waits for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, thread_time
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.denoise.base import RangeVerdict
from stemviewer.live.channels import NewestSlot
from stemviewer.live.evidence_state import FrameEvidence, range_entry
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.priority import lower_priority
from stemviewer.live.state import ChainSettings
from stemviewer.live.turns import Turns
from stemviewer.session.format.entries import EvidenceEntry

if TYPE_CHECKING:
    from stemviewer.denoise.base import Denoiser
    from stemviewer.trust.gate_memory import GateMemory

PERIOD_S = 0.4
"""Tests start no more often than this [s]: twice a second is asked for, the rest of the
machine belongs to the live view."""

REST = 0.1
"""After a test, this many times the processor time that it took is left to the live view."""

GIVE_WAY_S = 0.5
"""So long in all does a test wait, between its steps, for passes of the live network to end [s].
Where passes leave no gap it goes on after that, at its low priority."""

WAIT_S = 0.5

AVERAGED = "the picture is of several frames, which are not kept apart"
NOT_WHOLE = "the picture is of a part of a frame"

Keep = Callable[..., None]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A picture of a frame that has ended, and what is needed to test it.

    Parameters
    ----------
    frame, processed, range
        Raw, the picture made of it, and whether the frame suits the network.
    settings, generation
        Of the chain that made it.
    """

    frame: Frame
    processed: Processed
    range: RangeVerdict | None
    settings: ChainSettings
    generation: int


class Trials:
    """Tests pictures one at a time and hands every picture, tested or not, to the log.

    The picture under test is handed over when its test ends, so that row, flags and numbers are
    written once and together; all others at once. A picture is taken for a test only when the
    thread is idle, so none waits and none is dropped. The test has a denoiser of its own, on one
    core, gives way to passes of the live network, and has on Linux a lower priority.

    Parameters
    ----------
    keep : callable
        Given every picture with its evidence; see ``RecordingControl.put_processed``.
    notices : NoticeBoard
        Told when a test fails.
    turns : Turns
        Says when the live network is at work.

    Attributes
    ----------
    tested, enabled : int, bool
        Tests that have ended; whether pictures are tested at all.
    """

    def __init__(self, keep: Keep, notices: NoticeBoard, turns: Turns) -> None:
        self.results: NewestSlot[FrameEvidence] = NewestSlot()
        self._keep = keep
        self._notices = notices
        self._turns = turns
        self._patience = 0.0
        self._condition = threading.Condition()
        self._held: Candidate | None = None
        self._busy = self._closed = False
        self._next_at = 0.0
        self._before: Frame | None = None
        self._neighbour: Frame | None = None
        self._denoiser: tuple[tuple[int, str], Denoiser | None] = ((-1, ""), None)
        self._memory: GateMemory | None = None
        self._failed = -1
        self.tested = 0
        self.enabled = True

    def offer(self, candidate: Candidate) -> None:
        """Take a picture: for a test when idle, else straight to the log; never waits."""
        neighbour, self._before = self._before, candidate.frame
        with self._condition:
            idle = not (self._busy or self._closed or perf_counter() < self._next_at)
            idle = idle and self.enabled and candidate.generation != self._failed
            if idle:
                self._held, self._busy, self._neighbour = candidate, True, neighbour
                self._condition.notify()
        if not idle:
            self._keep(candidate.processed, range_entry(candidate.range))

    def release(self) -> tuple[Processed, EvidenceEntry] | None:
        """Give up the picture under test to a caller that cannot wait: the log is closing."""
        candidate = self._give()
        if candidate is None:
            return None
        return candidate.processed, range_entry(candidate.range)

    def close(self) -> None:
        """Make ``run`` return after the test under way."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        self.results.close()

    def run(self) -> None:
        """Work until closed; the body of the evidence thread."""
        lower_priority()
        while True:
            with self._condition:
                while not (self._busy or self._closed):
                    self._condition.wait(WAIT_S)
                candidate, neighbour = self._held, self._neighbour
                if self._closed:
                    break
            if candidate is not None:
                self._test(candidate, neighbour)
            with self._condition:
                self._busy = False
        left = self.release()
        if left is not None:
            self._keep(*left)

    def _give(self) -> Candidate | None:
        with self._condition:
            candidate, self._held = self._held, None
            return candidate

    def _test(self, candidate: Candidate, neighbour: Frame | None) -> None:
        started, busy = perf_counter(), thread_time()
        self._patience = GIVE_WAY_S
        try:
            tested = self._judge(candidate, neighbour, started)
        except Exception as error:  # noqa: BLE001 - a failing test must not end the live view
            self._notices.error(error)
            self._failed = candidate.generation
            reason = "the test itself failed"
            tested = FrameEvidence(candidate.frame, candidate.generation, None, reason)
        rest = REST * (thread_time() - busy)
        self._next_at = max(started + PERIOD_S, perf_counter() + rest)
        self.tested += 1
        self.results.put(tested)
        picture = tested.flagged(candidate.processed)
        # taken back as it is written: a log that closes just now takes it itself, once
        self._keep(picture, tested.entry(candidate.range), lambda: self._give() is not None)
        self._give()

    def _judge(
        self, candidate: Candidate, neighbour: Frame | None, started: float
    ) -> FrameEvidence:
        from stemviewer.trust.evidence import EvidenceOptions
        from stemviewer.trust.frame_test import run_frame_test
        from stemviewer.trust.gate_memory import GateMemory

        frame, generation = candidate.frame, candidate.generation
        reason = _untestable(candidate)
        if reason:
            return FrameEvidence(frame, generation, None, reason)
        if self._memory is None:
            self._memory = GateMemory()
        near = neighbour is not None and _alike(frame, neighbour)
        result = run_frame_test(
            frame.data,
            frame.calibration,
            self._own_denoiser(candidate),
            # with an estimated gain the test and the chain may count in different electrons
            picture=candidate.processed.image if frame.calibration.known else None,
            neighbours=[neighbour.data] if neighbour is not None and near else [],
            options=EvidenceOptions(pause=self._give_way),
            seed=frame.number,
            memory=self._memory.of((frame.channel, frame.settings, frame.calibration)),
        )
        return FrameEvidence(frame, generation, result, seconds=perf_counter() - started)

    def _give_way(self) -> None:
        self._patience -= self._turns.give_way(self._patience)

    def _own_denoiser(self, candidate: Candidate) -> Denoiser:
        from stemviewer.denoise.registry import method

        settings = candidate.settings
        # an automatic choice may change the network within a generation
        wanted = (candidate.generation, settings.method)
        made, denoiser = self._denoiser
        if denoiser is None or made != wanted:
            _compute_alone()
            denoiser = method(settings.method).make(settings.parameters)
            self._denoiser = (wanted, denoiser)
        return denoiser


def _untestable(candidate: Candidate) -> str:
    if candidate.settings.method == "none" or candidate.settings.average > 1:
        return AVERAGED
    if candidate.processed.valid_rows < candidate.frame.settings.rows:
        return NOT_WHOLE
    return ""


def _alike(frame: Frame, other: Frame) -> bool:
    """Whether another frame was scanned in the same way, to its end."""
    # of another area it shows another thing
    one, two = ((f.channel, f.settings, f.calibration, f.place.area) for f in (frame, other))
    same = one == two
    return same and other.complete and other.number != frame.number


def _compute_alone() -> None:
    """Keep a network of this thread on one core: its threads would contend with the live ones."""
    torch = sys.modules.get("torch")
    before = 1 if torch is None else torch.get_num_threads()
    if torch is None or before == 1:
        return
    torch.set_num_threads(1)
    # the number is of the calling thread; but the last one set by any is that of threads to come
    other = threading.Thread(target=torch.set_num_threads, args=(before,), name="torch-threads")
    other.start()
    other.join()
