"""The one word that says what the microscope and the log are doing."""

from __future__ import annotations

from dataclasses import dataclass

from stemviewer.feeds.base import Origin
from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.live.format import grouped


@dataclass(frozen=True, slots=True)
class StateWord:
    """Word, sign and colour; the sentence explains it in a tool tip."""

    word: str
    sign: str
    colour: str
    sentence: str


REPLAY_BADGE = ("REPLAY", c.CAUTION)
"""Over pictures of the past."""


def state_word(status: LiveStatus | None) -> StateWord:
    """Return the word for a status; ``None`` when nothing is connected.

    Recording outranks what the scan does, for frames are being written; a lost link outranks
    everything, for nothing else can be told then.
    """
    if status is None:
        return StateWord("DISCONNECTED", "○", c.SECONDARY, "No source is connected.")
    if status.link is not LinkState.CONNECTED:
        return _unlinked(status)
    if status.recording.active:
        written = grouped(status.recording.written)
        sentence = f"{written} frames are on disk, in {status.recording.path}."
        return StateWord(f"RECORDING {written}{_suffix(status)}", "●", c.STOP_TEXT, sentence)
    return _scan(status)


def replay_word(status: LiveStatus | None) -> StateWord:
    """Return the word while the views show the past; what is recorded meanwhile is said too."""
    recording = status is not None and status.recording.active
    suffix = f" · REC {grouped(status.recording.written)}" if status and recording else ""
    sentence = "The views show the past; what the microscope does goes on."
    return StateWord(f"REPLAY{suffix}", "▷", c.CAUTION, sentence)


def _suffix(status: LiveStatus) -> str:
    if status.scan.blanked:
        return " · BLANKED"
    return "" if status.scan.scanning else " · STOPPED"


def _unlinked(status: LiveStatus) -> StateWord:
    if status.link is LinkState.CONNECTING:
        return StateWord("CONNECTING", "◌", c.SECONDARY, f"Waiting for {status.address}.")
    if status.link is LinkState.ENDED:
        return StateWord("ENDED", "■", c.SECONDARY, "The source said that nothing more comes.")
    sentence = f"No link to {status.address}."
    if status.link is LinkState.RETRYING:
        sentence += " It is tried again by itself."
    return StateWord("DISCONNECTED", "○", c.CAUTION, sentence)


def _scan(status: LiveStatus) -> StateWord:
    if status.scan.blanked:
        return StateWord("BLANKED", "◪", c.CAUTION, "The beam is off the specimen.")
    if not status.scan.scanning:
        return StateWord("STOPPED", "■", c.SECONDARY, "The scan stands still.")
    origin = status.instrument.origin if status.instrument else None
    if origin in (Origin.FILE, Origin.REPLAY):
        return StateWord("REPLAY", "▷", c.CAUTION, "These frames come from files, not from a beam.")
    return StateWord("SCANNING", "▶", c.TEXT, "Frames are coming; nothing is recorded.")


def state_badge(status: LiveStatus | None) -> tuple[str, str]:
    """Return word and colour of a badge over pictures that are not of this moment."""
    if status is None:
        return "", c.CAUTION
    if status.held:
        return "HELD", c.CAUTION
    if status.link is not LinkState.CONNECTED:
        return "NO LINK", c.CAUTION
    if status.scan.blanked:
        return "BLANKED", c.CAUTION
    return ("", c.CAUTION) if status.scan.scanning else ("STOPPED", c.SECONDARY)
