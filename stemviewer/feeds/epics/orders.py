"""Commands as writes to process variables, each answered once."""

from __future__ import annotations

import time
from collections.abc import Mapping

from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Acknowledged,
    Acknowledgement,
    Command,
    Control,
    FeedEvent,
    ScanState,
)
from stemviewer.feeds.epics.link import PvaLink
from stemviewer.feeds.epics.site import Order
from stemviewer.feeds.open_feed.outbox import Outbox

ANSWER_S = 5.0
"""Longest time for a write [s]."""


class Orders:
    """Carries out commands, as the site file maps them.

    Parameters
    ----------
    orders : mapping of Control to Order
        What may be written.
    """

    def __init__(self, orders: Mapping[Control, Order]) -> None:
        self._orders = orders
        self._outbox = Outbox()
        self._running: dict[int, tuple[Command, float]] = {}
        self._state = ScanState()

    def put(self, command: Command) -> None:
        """Queue a command; thread-safe."""
        self._outbox.put(command)

    def turn(self, link: PvaLink, settings: ScanSettings, *, connected: bool) -> list[FeedEvent]:
        """Begin what was asked for, and answer for what ended."""
        self._outbox.in_force(settings, self._state)
        if not connected:
            return self._outbox.refusals(False)
        events = self._outbox.refusals(True)
        for command in self._outbox.take():
            why = self._begin(link, command)
            if why:
                events.append(self._answer(command, settings, why))
        for command_id, why in link.written():
            events += self._ended(command_id, settings, why)
        now = time.monotonic()
        for command_id, (_, deadline) in list(self._running.items()):
            if now > deadline:
                link.give_up(command_id)
                why = "The server did not answer: it may have been carried out or not."
                events += self._ended(command_id, settings, why)
        return events

    def _begin(self, link: PvaLink, command: Command) -> str:
        """Begin a write; return why it cannot be."""
        order = self._orders.get(command.control)
        if order is None:
            return "The site file maps no process variable to this control."
        if not order.low <= command.value <= order.high and command.control is not Control.STOP:
            return f"The value must lie between {order.low:g} and {order.high:g}."
        link.write(command.id, order.pv, command.value / order.scale)
        self._running[command.id] = (command, time.monotonic() + ANSWER_S)
        return ""

    def _ended(self, command_id: int, settings: ScanSettings, why: str) -> list[FeedEvent]:
        command, _ = self._running.pop(command_id, (None, 0.0))
        if command is None:
            return []
        if not why:
            self._note(command)
        return [self._answer(command, settings, why)]

    def _note(self, command: Command) -> None:
        """Keep what the instrument took over of the scan's state."""
        on = command.value >= 0.5
        if command.control in (Control.SCAN, Control.STOP):
            scanning = on and command.control is Control.SCAN
            self._state = ScanState(scanning, self._state.blanked)
        elif command.control is Control.BLANK:
            self._state = ScanState(self._state.scanning, on)

    def _answer(self, command: Command, settings: ScanSettings, why: str) -> FeedEvent:
        applied = None if why else command.value
        answer = Acknowledgement(command.id, not why, applied, settings, self._state, why)
        self._outbox.answered(answer)
        return Acknowledged(answer)
