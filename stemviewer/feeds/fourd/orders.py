"""What a pixelated camera can be told in the middle of a scan, whoever built it."""

from __future__ import annotations

from collections.abc import Mapping

from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Acknowledged,
    Acknowledgement,
    Command,
    Control,
    Range,
    ScanState,
)

CONTROLS: Mapping[Control, Range] = {
    Control.DWELL: Range(1e-6, 10.0),
    Control.SCAN: Range(0.0, 1.0),
    Control.STOP: Range(0.0, 1.0),
}
"""Time per pixel, start and stop; the beam is the microscope's."""

STOPPED = "The scan was stopped."
UNANSWERED = "link broke before the answer: it may have been carried out or not."
"""What is said of orders under way when a link is lost, after which link it was."""


def problem_of(command: Command, camera: str, *, linked: str = "") -> str:
    """Return why a camera cannot carry a command out; empty when it can.

    Parameters
    ----------
    command : Command
        As the operator gave it.
    camera : str
        With its article, e.g. ``"A Merlin"``.
    linked : str
        What is wrong with the link for commands; empty when nothing is.
    """
    limits = CONTROLS.get(command.control)
    if limits is None:
        return f"{camera} has no such control."
    if linked:
        return linked
    if command.control is not Control.STOP and command.value not in limits:
        return f"The value must lie between {limits.low:g} and {limits.high:g}."
    return ""


def answered(
    command: Command, refusal: str, settings: ScanSettings, state: ScanState
) -> Acknowledged:
    """Return the answer to a command: carried out, or why not."""
    applied = None if refusal else command.value
    return Acknowledged(Acknowledgement(command.id, not refusal, applied, settings, state, refusal))
