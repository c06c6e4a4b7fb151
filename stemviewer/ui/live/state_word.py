"""The one word that says what the microscope and the log are doing."""

from __future__ import annotations

from dataclasses import dataclass

from stemviewer.feeds.base import Origin
from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.format import grouped


@dataclass(frozen=True, slots=True)
class StateWord:
    """Word, sign and colour; the sentence explains it in a tool tip."""

    word: str
    sign: str
    colour: str
    sentence: str


REPLAY_BADGE = (mark("REPLAY"), c.CAUTION)
"""Over pictures of the past."""


def state_word(status: LiveStatus | None) -> StateWord:
    """Return the word for a status; ``None`` when nothing is connected.

    Recording outranks what the scan does, for frames are being written; a lost link outranks
    everything, for nothing else can be told then.
    """
    if status is None:
        return StateWord(tr("DISCONNECTED"), "○", c.SECONDARY, tr("No source is connected."))
    if status.link is not LinkState.CONNECTED:
        return _unlinked(status)
    if status.recording.active:
        written = grouped(status.recording.written)
        sentence = tr("{0} frames are on disk, in {1}.", written, status.recording.path)
        return StateWord(
            tr("RECORDING {0}{1}", written, _suffix(status)), "●", c.STOP_TEXT, sentence
        )
    return _scan(status)


def replay_word(status: LiveStatus | None) -> StateWord:
    """Return the word while the views show the past; what is recorded meanwhile is said too."""
    recording = status is not None and status.recording.active
    suffix = tr(" · REC {0}", grouped(status.recording.written)) if status and recording else ""
    sentence = tr("The views show the past; what the microscope does goes on.")
    return StateWord(tr("REPLAY{0}", suffix), "▷", c.CAUTION, sentence)


def _suffix(status: LiveStatus) -> str:
    if status.scan.blanked:
        return tr(" · BLANKED")
    return "" if status.scan.scanning else tr(" · STOPPED")


def _unlinked(status: LiveStatus) -> StateWord:
    if status.link is LinkState.CONNECTING:
        return StateWord(tr("CONNECTING"), "◌", c.SECONDARY, tr("Waiting for {0}.", status.address))
    if status.link is LinkState.ENDED:
        return StateWord(
            tr("ENDED"), "■", c.SECONDARY, tr("The source said that nothing more comes.")
        )
    sentence = tr("No link to {0}.", status.address)
    if status.link is LinkState.RETRYING:
        sentence += tr(" It is tried again by itself.")
    return StateWord(tr("DISCONNECTED"), "○", c.CAUTION, sentence)


def _scan(status: LiveStatus) -> StateWord:
    if status.scan.blanked:
        return StateWord(tr("BLANKED"), "◪", c.CAUTION, tr("The beam is off the specimen."))
    if not status.scan.scanning:
        return StateWord(tr("STOPPED"), "■", c.SECONDARY, tr("The scan stands still."))
    origin = status.instrument.origin if status.instrument else None
    if origin in (Origin.FILE, Origin.REPLAY):
        return StateWord(
            tr("REPLAY"), "▷", c.CAUTION, tr("These frames come from files, not from a beam.")
        )
    return StateWord(tr("SCANNING"), "▶", c.TEXT, tr("Frames are coming; nothing is recorded."))


def state_badge(status: LiveStatus | None) -> tuple[str, str]:
    """Return word and colour of a badge over pictures that are not of this moment."""
    if status is None:
        return "", c.CAUTION
    if status.held:
        return tr("HELD"), c.CAUTION
    if status.link is not LinkState.CONNECTED:
        return tr("NO LINK"), c.CAUTION
    if status.scan.blanked:
        return tr("BLANKED"), c.CAUTION
    return ("", c.CAUTION) if status.scan.scanning else (tr("STOPPED"), c.SECONDARY)
