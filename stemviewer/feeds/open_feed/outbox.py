"""Commands on their way: each is answered exactly once, also when the link is gone."""

from __future__ import annotations

import threading
from collections import deque

from stemviewer.core.errors import CommandRefusedError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Acknowledged,
    Acknowledgement,
    Command,
    FeedEvent,
    FeedFault,
    ScanState,
)

_MOST_WAITING = 256


class Outbox:
    """Holds commands until they are sent, and sent ones until they are answered.

    A command is never kept for a later link: a dwell time that was wanted minutes ago must not
    be applied when a cable is plugged in again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Command] = deque()
        self._refused: deque[Command] = deque()
        self._sent: dict[int, Command] = {}
        self._settings: ScanSettings | None = None
        self._state = ScanState()

    def put(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks."""
        with self._lock:
            full = len(self._waiting) + len(self._sent) >= _MOST_WAITING
            (self._refused if full else self._waiting).append(command)

    def in_force(self, settings: ScanSettings, state: ScanState | None = None) -> None:
        """Note what the instrument last said of itself; refusals repeat it."""
        with self._lock:
            self._settings = settings
            self._state = state or self._state

    def take(self) -> list[Command]:
        """Return the commands to send now; they wait for their answers from now on."""
        with self._lock:
            commands = list(self._waiting)
            self._waiting.clear()
            self._sent.update((command.id, command) for command in commands)
        return commands

    def answered(self, answer: Acknowledgement) -> bool:
        """Note an answer; return whether it was awaited."""
        self.in_force(answer.settings, answer.state)
        with self._lock:
            return self._sent.pop(answer.id, None) is not None

    def refusals(self, connected: bool) -> list[FeedEvent]:
        """Return the answers of commands that can't be carried out; all, when not connected."""
        with self._lock:
            refused = [(c, "Too many commands are waiting for an answer.") for c in self._refused]
            self._refused.clear()
            if not connected:
                refused += [
                    (c, "The link broke before the answer: it may have been carried out or not.")
                    for c in self._sent.values()
                ]
                refused += [(c, "The feed is not connected.") for c in self._waiting]
                self._sent.clear()
                self._waiting.clear()
            return [self._refusal(command, reason) for command, reason in refused]

    def _refusal(self, command: Command, reason: str) -> FeedEvent:
        if self._settings is None:
            return FeedFault(
                CommandRefusedError(
                    f"{command.control.value} was not changed. {reason}",
                    "The instrument did not get the command.",
                    "Wait for the connection and try again.",
                )
            )
        answer = Acknowledgement(
            command.id, False, None, self._settings, self._state, reason=reason
        )
        return Acknowledged(answer)
