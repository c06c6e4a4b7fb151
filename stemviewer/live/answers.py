"""What the instrument answers to commands: booked, logged, and told where it was refused."""

from __future__ import annotations

from time import monotonic

from stemviewer.feeds.base import Acknowledgement, Control
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.recording import RecordingControl
from stemviewer.live.state import Severity


class Answers:
    """Tells acknowledgements apart by the commands they answer.

    Parameters
    ----------
    desk : DoseDesk
        Learns how long answers take, and of new areas.
    recording : RecordingControl
        Logs what was acknowledged.
    notices : NoticeBoard
        Is told of what was refused.
    """

    def __init__(self, desk: DoseDesk, recording: RecordingControl, notices: NoticeBoard) -> None:
        self._desk = desk
        self._recording = recording
        self._notices = notices
        self._asked: dict[int, tuple[Control, float]] = {}

    def expect(self, command_id: int, control: Control) -> None:
        """Remember what a command is about, from any thread, before it is sent."""
        self._asked[command_id] = (control, monotonic())

    def take(self, answer: Acknowledgement) -> None:
        """Take an answer; called in the feed thread, when its settings are in force."""
        control, asked = self._asked.pop(answer.id, (None, monotonic()))
        applied = answer.applied if answer.accepted else None
        self._desk.guard.answered(control, monotonic() - asked, applied)
        name = control.value.replace("_", " ") if control is not None else "command"
        if not answer.accepted:
            self._notices.post(
                Severity.WARNING,
                f"The instrument refused {name}: {answer.reason}",
                "The settings shown are those in force.",
            )
            return
        if control is Control.NEW_AREA and self._desk.ledger.states_areas:
            self._desk.guard.fresh = True
        elif control is Control.NEW_AREA:
            self._desk.new_area()  # else the frames say themselves which area they are of
        if control is Control.LAST_FRAME:
            return  # sent often; what comes of it is told with the budget
        shown = "" if applied is None else f" {applied:.6g}"
        self._recording.put_event("control", f"{name}{shown} acknowledged")
