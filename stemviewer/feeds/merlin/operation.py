"""What the operator may change at a Merlin, and how it is said on the control link."""

from __future__ import annotations

from dataclasses import dataclass

from stemviewer.core.quantity import UNKNOWN, Quantity, estimated, measured, set_to
from stemviewer.feeds.base import Acknowledged, Command, Control, FeedEvent, ScanState
from stemviewer.feeds.fourd.orders import STOPPED, UNANSWERED, answered, problem_of
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.control import ControlTalk, Reply


@dataclass(slots=True)
class _Pending:
    command: Command
    replies: int
    refusal: str = ""


class Operation:
    """Carries commands to the control link, one after the other, and answers for each.

    Parameters
    ----------
    talk : ControlTalk
        The control link.
    path : FourDPath
        Whose settings and frames the answers are about.
    soft_trigger : bool
        Whether a scan is triggered from here rather than by the scan generator.
    """

    def __init__(self, talk: ControlTalk, path: FourDPath, soft_trigger: bool) -> None:
        self._talk, self._path, self._soft = talk, path, soft_trigger
        self._pending: dict[int, _Pending] = {}
        self._asked: dict[str, Quantity] = {}
        self.state = ScanState()
        self.knows_period = False
        self._repeat = False
        self._stop_at_end = False

    def introduce(self) -> None:
        """Ask what the camera is set to."""
        for name in ("ACQUISITIONPERIOD", "ACQUISITIONTIME", "TRIGGERSTART"):
            self._talk.ask("GET", name)

    def command(self, command: Command) -> list[FeedEvent]:
        """Carry out a command, or refuse it."""
        problem = problem_of(command, "A Merlin")
        if problem:
            return [self._answer(command, problem)]
        if command.control is Control.SCAN and command.value < 0.5:
            self._repeat, self._stop_at_end = False, True
            self.state = ScanState(scanning=False)
            self.between_frames()
            return [self._answer(command, "")]
        self._pending[command.id] = _Pending(command, self._say(command))
        return []

    def _say(self, command: Command) -> int:
        """Queue the requests of a command; return how many."""
        if command.control is Control.DWELL:
            self._talk.ask("SET", "ACQUISITIONTIME", f"{command.value * 1e3:.6f}", command.id)
            return 1
        if command.control is Control.STOP:
            self._repeat = self._stop_at_end = False
            self._talk.ask("CMD", "STOPACQUISITION", owner=command.id)
            return 1
        self._repeat, self._stop_at_end = True, False
        return self._start(command.id)

    def _start(self, owner: int | None = None) -> int:
        self._talk.ask("CMD", "STARTACQUISITION", owner=owner)
        if self._soft:
            self._talk.ask("CMD", "SOFTTRIGGER", owner=owner)
        return 1 + self._soft

    def between_frames(self) -> None:
        """Stop when no frame is growing, if that was asked for; go on when all patterns came."""
        if self._stop_at_end and not self._path.running:
            self._stop_at_end = False
            self._talk.ask("CMD", "STOPACQUISITION")
        if self._repeat and self._path.finished:
            self._path.break_off(STOPPED)
            self._start()

    def reply(self, reply: Reply) -> list[FeedEvent]:
        """Take an answer of the camera."""
        if reply.kind == "GET":
            self._learn(reply)
            return []
        pending = self._pending.get(reply.owner if reply.owner is not None else -1)
        if pending is None:
            return []
        pending.refusal = pending.refusal or reply.refusal
        pending.replies -= 1
        if pending.replies > 0:
            return []
        del self._pending[pending.command.id]
        return self._finish(pending)

    def _finish(self, pending: _Pending) -> list[FeedEvent]:
        command, events = pending.command, list[FeedEvent]()
        if pending.refusal:
            self._repeat = self._repeat and command.control is not Control.SCAN
            return [self._answer(command, pending.refusal)]
        if command.control is Control.DWELL:
            self._path.dwell = set_to(command.value)
            self.knows_period = True
        elif command.control is Control.STOP:
            self.state = ScanState(scanning=False)
            events += self._path.break_off(STOPPED)
        else:
            self.state = ScanState(scanning=True)
        return [*events, self._answer(command, "")]

    def _learn(self, reply: Reply) -> None:
        """Take the time per pixel: the period where the camera keeps it, else the shutter's."""
        value = reply.number
        if value is None:
            return
        self._asked[reply.name] = Quantity(value, measured(value).source)
        period = self._asked.get("ACQUISITIONPERIOD", UNKNOWN).value
        shutter = self._asked.get("ACQUISITIONTIME", UNKNOWN).value
        triggered = self._asked.get("TRIGGERSTART", UNKNOWN).value
        if triggered == 0.0 and period is not None and period > 0.0:
            self._path.dwell, self.knows_period = measured(period * 1e-3), True
        elif shutter is not None and shutter > 0.0:
            # a trigger from outside sets the pace: the beam rests at least this long
            self._path.dwell, self.knows_period = estimated(shutter * 1e-3), True

    def refuse(self, command: Command, reason: str) -> list[FeedEvent]:
        """Answer for a command that cannot be carried out."""
        return [self._answer(command, reason)]

    def lost(self, reason: str) -> list[FeedEvent]:
        """Answer for what was asked when the control link broke."""
        why = reason or f"The control {UNANSWERED}"
        gone, self._pending = list(self._pending.values()), {}
        self._repeat = self._stop_at_end = False
        return [self._answer(item.command, why) for item in gone]

    def _answer(self, command: Command, refusal: str) -> Acknowledged:
        return answered(command, refusal, self._path.settings(), self.state)
