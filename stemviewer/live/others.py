"""Each detector its own processing: the channels that are not on the screen, in a thread apart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.live.building import build_chain
from stemviewer.live.evidence_state import range_entry
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import ChainSettings
from stemviewer.live.turns import Turns

if TYPE_CHECKING:
    from stemviewer.denoise.chain import Chain

WAIT_S = 0.5
GIVE_WAY_S = 0.5
"""So long does a pass wait for the one of the channel on the screen [s]."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    frame: Frame
    origin: Flag
    settings: ChainSettings


class OtherChannels:
    """Keeps a chain for every detector, and applies it to those that are not looked at.

    Of each channel the newest frame wins, as on the screen. Every picture goes to the log with
    its provenance; none is tested against held-out electrons, which its row says.

    Parameters
    ----------
    keep : callable
        Given every picture and its entry of the log.
    notices : NoticeBoard
        Told of what fails; the channel is then left raw.
    turns : Turns
        The channel on the screen goes first.

    Attributes
    ----------
    apart : bool
        Whether each detector has a chain of its own; else only what is shown is processed.
    replaced : int
        Frames that a newer one of their channel replaced before their turn came.
    """

    def __init__(self, keep: Callable[..., None], notices: NoticeBoard, turns: Turns) -> None:
        self._keep = keep
        self._notices = notices
        self._turns = turns
        self._condition = threading.Condition()
        self._waiting: dict[str, _Waiting] = {}
        self._own: dict[str, ChainSettings] = {}
        self._built: dict[str, tuple[ChainSettings, Chain]] = {}
        self._newest: dict[str, Processed] = {}
        self._closed = False
        self.apart = False
        self.replaced = 0

    def set_chain(self, channel: str, settings: ChainSettings) -> None:
        """Choose what is done to a channel, whether it is looked at or not."""
        with self._condition:
            self._own[channel] = settings
            self._waiting.pop(channel, None)

    def chain(self, channel: str) -> ChainSettings:
        """Return what is done to a channel."""
        return self._own.get(channel, ChainSettings())

    def chains(self) -> dict[str, ChainSettings]:
        """Return what is done to each channel; empty while they are not apart."""
        with self._condition:
            return dict(self._own) if self.apart else {}

    def newest(self) -> dict[str, Processed]:
        """Return the newest picture of each channel that is not looked at."""
        with self._condition:
            return dict(self._newest)

    def accept(self, frame: Frame, origin: Flag) -> None:
        """Take a whole frame of a channel that is not looked at; never waits."""
        settings = self._own.get(frame.channel)
        if not self.apart or settings is None or settings.raw_only:
            return
        with self._condition:
            self.replaced += frame.channel in self._waiting
            self._waiting[frame.channel] = _Waiting(frame, origin, settings)
            self._condition.notify()

    def close(self) -> None:
        """Make ``run`` return after the pass under way."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()

    def run(self) -> None:
        """Work until closed; the body of the thread."""
        while not self._closed:
            with self._condition:
                if not self._waiting:
                    self._condition.wait(WAIT_S)
                # the one that has waited longest: channels take turns
                key = next(iter(self._waiting), None)
                waiting = None if key is None else self._waiting.pop(key)
            if waiting is not None and not self._closed:
                self._turns.give_way(GIVE_WAY_S)
                self._process(waiting)

    def _process(self, waiting: _Waiting) -> None:
        frame = waiting.frame
        try:
            result = self._chain(frame.channel, waiting.settings).process(frame, waiting.origin)
        except Exception as error:  # noqa: BLE001 - a failing filter must not end the live view
            self._notices.error(error)
            self._leave_raw(frame.channel, waiting.settings)
            return
        verdict = result.range if result.processed.provenance.model else None
        with self._condition:
            self._newest[frame.channel] = result.processed
        self._keep(result.processed, range_entry(verdict))

    def _chain(self, channel: str, settings: ChainSettings) -> Chain:
        built = self._built.get(channel)
        if built is None or built[0] is not settings:
            built = self._built[channel] = (settings, build_chain(settings))
        return built[1]

    def _leave_raw(self, channel: str, settings: ChainSettings) -> None:
        with self._condition:
            if self._own.get(channel) is settings:
                self._own[channel] = ChainSettings()
