"""The rules of commands. They move the instrument, so they are checked only when asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from stemviewer.feeds.base import Control
from stemviewer.feeds.checking.dialogue import Dialogue
from stemviewer.feeds.checking.findings import Findings
from stemviewer.feeds.checking.frames import Judge
from stemviewer.feeds.open_feed.messages import AckMessage

ANSWER_S = 5.0
FRAMES_ON_THE_WAY = 2
"""Frames that may have begun before a command was obeyed: an answer may overtake them."""

_DOSE_FREE = (Control.DWELL, Control.SIZE, Control.FIELD_OF_VIEW)
"""Controls whose next frame shows what was applied; tried within their range."""


@dataclass(slots=True)
class Orders:
    """Commands a server under test and looks at what it answers and does.

    Parameters
    ----------
    link : Dialogue
        Greeted.
    judge : Judge
        Takes what comes.
    findings : Findings
        What is found goes there.
    seconds : float
        How long a frame may take [s].
    """

    link: Dialogue
    judge: Judge
    findings: Findings
    seconds: float
    _sent: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Try every rule of commands; raise ``EOFError`` if the server hangs up."""
        controls = self.judge.hello.instrument.controls
        lacking = next((c for c in Control if c not in controls), None)
        if lacking is not None:
            self._refused(lacking, 0.0, "a control it lacks")
        for control, allowed in controls.items():
            beyond = allowed.high + max(1.0, abs(allowed.high))
            # of both no value is out of range: one has no end, the other is ignored
            if control not in (Control.LAST_FRAME, Control.STOP, Control.NEW_AREA):
                self._refused(control, beyond, f"above {allowed.high:g}")
        for control in _DOSE_FREE:
            if control in controls:
                self._applied(control)
        if Control.SCAN in controls:
            self._start_and_stop()
        wrong = "not every answer came, or not in order"
        answered = [answer.id for answer in self.judge.acknowledged]
        if self._sent:
            self.findings.judge("acknowledge", answered == self._sent, wrong)

    def order(self, control: Control, value: float) -> AckMessage | None:
        """Send a command and return its answer; ``None`` if there is none in time."""
        number = 1000 + len(self._sent)
        self._sent.append(number)
        had = len(self.judge.acknowledged)
        self.link.say({"type": "command", "id": number, "control": control, "value": value})
        self._listen(lambda: len(self.judge.acknowledged) > had, ANSWER_S + self.seconds)
        found = self.judge.acknowledged[had:]
        if not found:
            self.findings.broken("acknowledge", f"{control.value} was not answered")
            return None
        return found[0]

    def _listen(self, until: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                return False
            message = self.link.hear(0.1)
            if message is None:
                self.judge.quiet()
            else:
                self.judge.take(message)
        return True

    def _refused(self, control: Control, value: float, what: str) -> None:
        answer = self.order(control, value)
        if answer is None:
            return
        good = not answer.accepted and answer.applied is None and bool(answer.reason)
        said = "accepted" if answer.accepted else "refused without a reason, or with a value"
        self.findings.judge("refuse", good, f"{control.value} {what} was {said}")

    def _applied(self, control: Control) -> None:
        """Ask for twice or half of what is in force, look at the next frame, and put it back."""
        before = self._in_force(control)
        if before is None:
            return
        allowed = self.judge.hello.instrument.controls[control]
        wanted = before / 2 if before / 2 >= allowed.low else before * 2
        if wanted > allowed.high:
            return
        answer = self.order(control, float(wanted))
        if answer is None or not answer.accepted or answer.applied is None:
            said = answer.reason if answer is not None else "no answer"
            self.findings.broken("applied", f"{control.value} {wanted:g} was refused: {said}")
            return
        good, scanned = False, None
        for _ in range(FRAMES_ON_THE_WAY + 1):
            scanned = self._next_frame(control)
            good = scanned is not None and abs(scanned - answer.applied) <= 1e-3 * answer.applied
            if good:
                break
        if scanned is not None:
            wrong = f"{control.value}: {answer.applied:g} was applied, {scanned:g} was scanned"
            self.findings.judge("applied", good, wrong)
        self.order(control, float(before))

    def _in_force(self, control: Control) -> float | None:
        if self.judge.last is None:
            return None
        settings = self.judge.last.settings
        if control is Control.SIZE:
            return float(settings.rows) if settings.rows == settings.columns else None
        if control is Control.DWELL:
            return settings.dwell.value
        pixel = settings.pixel_size.value
        return None if pixel is None else pixel * settings.columns

    def _next_frame(self, control: Control) -> float | None:
        """Return the value of a frame that began after the running one."""
        number = self.judge.last.number if self.judge.last else -1
        running = self.judge.running
        self._listen(lambda: self._began(number + 1 if running else number), self.seconds)
        return self._in_force(control)

    def _began(self, after: int) -> bool:
        return self.judge.last is not None and self.judge.last.number > after

    def _start_and_stop(self) -> None:
        answer = self.order(Control.SCAN, 0.0)
        if answer is None or not answer.accepted:
            self.findings.broken("start-stop", "it refused to stop")
            return
        if not self._listen(lambda: not self.judge.running, self.seconds):
            self.findings.broken("start-stop", "the running frame did not end")
        last = self.judge.last
        self._listen(lambda: False, 1.0)
        if self.judge.last is not last and self.judge.last is not None:
            # one frame may have been on its way already when the order came
            last = self.judge.last
            self._listen(lambda: self.judge.last is not last, min(self.seconds, 3.0))
        still = self.judge.last is last
        self.findings.judge("start-stop", still, "frames went on after it had stopped")
        self.order(Control.SCAN, 1.0)
        number = last.number if last is not None else -1
        again = self._listen(lambda: self._began(number), self.seconds)
        self.findings.judge("start-stop", again, "no frame came after it was started again")
