"""What the operator may change at a DECTRIS, and what is asked of it for that."""

from __future__ import annotations

from collections.abc import Callable

from stemviewer.core.errors import FeedError
from stemviewer.core.quantity import measured, set_to
from stemviewer.feeds.base import Acknowledged, Command, Control, FeedEvent, FeedFault, ScanState
from stemviewer.feeds.dectris.messages import seconds
from stemviewer.feeds.dectris.simplon import Answer, Request, Simplon
from stemviewer.feeds.fourd.orders import STOPPED, UNANSWERED, answered, problem_of
from stemviewer.feeds.fourd.path import FourDPath

_TRIGGERED_HERE = ("ints", "inte")
_ASKED = ("config/frame_time", "config/trigger_mode")


class Operation:
    """Carries commands out over SIMPLON, and answers for each; without it they are refused.

    Parameters
    ----------
    host : str
        Of the detector's control unit.
    port : int
        Of its HTTP server; 0 to do without.
    path : FourDPath
        Whose settings and frames the answers are about.
    wake : callable
        Called when there is something to take, by another thread.
    """

    def __init__(self, host: str, port: int, path: FourDPath, wake: Callable[[], None]) -> None:
        self._host, self._port, self._path, self._wake = host, port, path, wake
        self._simplon: Simplon | None = None
        self._pending: dict[int, Command] = {}
        self._mode = ""
        self._waiting = 0
        self._repeat = self._stop_at_end = False
        self._finished = 0
        self.usable = False
        self.state = ScanState()

    @property
    def settled(self) -> bool:
        """Whether the detector told of itself, or is known not to."""
        return self._simplon is None or not self._waiting

    def open(self) -> None:
        """Ask what the detector is set to."""
        self.close()
        if self._port:
            self._simplon = Simplon(self._host, self._port, self._wake)
            self._waiting = len(_ASKED)
            for name in _ASKED:
                self._simplon.ask([Request("GET", name)])

    def close(self) -> None:
        """End the requests. Idempotent."""
        simplon, self._simplon = self._simplon, None
        self.usable = False
        if simplon is not None:
            simplon.close()

    def command(self, command: Command) -> list[FeedEvent]:
        """Carry out a command, or refuse it."""
        linked = "" if self.usable else "The DECTRIS's control port is not connected."
        problem = problem_of(command, "A DECTRIS", linked=linked)
        if problem or self._simplon is None:
            return [self._answer(command, problem or linked)]
        if command.control is Control.SCAN and command.value < 0.5:
            self._repeat, self._stop_at_end = False, True
            self.state = ScanState(scanning=False)
            self.between_frames(self._finished)
            return [self._answer(command, "")]
        self._pending[command.id] = command
        self._simplon.ask(self._requests(command), command.id)
        return []

    def _requests(self, command: Command) -> list[Request]:
        if command.control is Control.DWELL:
            # the exposure first: a time per image below it is refused
            names = ("config/count_time", "config/frame_time")
            return [Request("PUT", name, command.value) for name in names]
        self._stop_at_end = False
        self._repeat = command.control is Control.SCAN
        return self._start() if self._repeat else [Request("PUT", "command/abort")]

    def _start(self) -> list[Request]:
        requests = [Request("PUT", "command/arm")]
        if self._mode in _TRIGGERED_HERE:
            requests.append(Request("PUT", "command/trigger"))
        return requests

    def between_frames(self, finished: int) -> None:
        """Stop when no frame is growing, if that was asked for; arm again after a series.

        Parameters
        ----------
        finished : int
            Series that ended so far.
        """
        if self._simplon is None:
            return
        if self._stop_at_end and not self._path.running:
            self._stop_at_end = False
            self._simplon.ask([Request("PUT", "command/disarm")])
        if self._repeat and finished > self._finished:
            self._simplon.ask(self._start())
        self._finished = finished

    def turn(self) -> list[FeedEvent]:
        """Take the answers that came."""
        if self._simplon is None:
            return []
        events: list[FeedEvent] = []
        for answer in self._simplon.answers():
            events += self._took(answer)
        return events

    def _took(self, answer: Answer) -> list[FeedEvent]:
        command = self._pending.pop(-1 if answer.owner is None else answer.owner, None)
        if command is not None:
            return self._finish(command, answer.refusal)
        if answer.name not in _ASKED or not self._waiting:
            return []
        self._waiting -= 1
        if answer.refusal:
            return [] if self._waiting else [self._missing(answer.refusal)]
        self.usable = True
        if answer.name == "config/trigger_mode":
            self._mode = str(answer.value)
        elif (time := seconds(answer.value)) is not None and not self._path.dwell.known:
            self._path.dwell = measured(time)
        return []

    def _finish(self, command: Command, refusal: str) -> list[FeedEvent]:
        events: list[FeedEvent] = []
        if refusal:
            self._repeat = self._repeat and command.control is not Control.SCAN
        elif command.control is Control.DWELL:
            self._path.dwell = set_to(command.value)
        elif command.control is Control.STOP:
            self.state = ScanState(scanning=False)
            events = self._path.break_off(STOPPED)
        else:
            self.state = ScanState(scanning=True)
        return [*events, self._answer(command, refusal)]

    def lost(self) -> list[FeedEvent]:
        """Answer for what was asked when the link broke."""
        why = f"The {UNANSWERED}"
        gone, self._pending = list(self._pending.values()), {}
        self._repeat = self._stop_at_end = False
        return [self._answer(command, why) for command in gone]

    def _answer(self, command: Command, refusal: str) -> Acknowledged:
        return answered(command, refusal, self._path.settings(), self.state)

    def _missing(self, why: str) -> FeedFault:
        return FeedFault(
            FeedError(
                f"The DECTRIS's control port {self._host}:{self._port} is not usable: {why}",
                "Pictures come all the same; nothing can be changed from here.",
                "Check the port (api=80 in the address), or say api=0 to do without.",
            )
        )
