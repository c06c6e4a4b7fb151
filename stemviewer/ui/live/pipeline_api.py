"""What the live window needs of the live path; anything that has it can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from stemviewer.core.place import Purpose
from stemviewer.feeds.base import Control
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.live.dose.budget import Budget
from stemviewer.live.dose.calibration_state import CalibrationStep
from stemviewer.live.dose.dose_map import Patch
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.live.history.past import Past
from stemviewer.live.measure.traces import RegionTraces
from stemviewer.live.state import ChainSettings, LiveStatus, Notice, Shown
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.trust.advice.points import Wish


class BesideLike(Protocol):
    """Advice, damage watch, fractions, traces, drift; none of its calls blocks."""

    @property
    def traces(self) -> RegionTraces:
        """Means of regions over time."""

    def correct_drift(self, on: bool) -> None:
        """Shift the scan after the drift, or no longer."""

    def ask_advice(self, wish: Wish | None) -> None:
        """Have doses judged by a criterion; ``None`` ends it."""

    def start_fractions(self, count: int) -> None:
        """Record the present frame as several fast ones of the same total dose."""

    def choose_fractions(self, count: int) -> None:
        """Sum and store the first frames of the last fractionated recording anew."""


class LivePipelineLike(Protocol):
    """A running acquisition, polled by the window. No call may block the Qt thread but ``stop``."""

    @property
    def beside(self) -> BesideLike:
        """Advice, damage watch and fractions, which run beside the view."""

    @property
    def past(self) -> Past:
        """The history, and what is done with it."""

    @property
    def patterns(self) -> FourDPath | None:
        """Virtual detectors of a 4D-STEM camera; ``None`` of other feeds."""

    def start(self) -> None:
        """Start its threads."""

    def stop(self) -> None:
        """End recording, link and threads; may take seconds. Idempotent."""

    def take_shown(self) -> Shown | None:
        """Return the newest picture not yet taken, or ``None``."""

    def take_evidence(self) -> FrameEvidence | None:
        """Return the newest test of a picture of the chain at work, if not yet taken."""

    def mark_painted(self, shown: Shown) -> None:
        """Tell that a picture is on the screen now, for the latency."""

    def status(self) -> LiveStatus:
        """Return everything but the pictures."""

    def take_notices(self) -> list[Notice]:
        """Return what the operator has not been told yet."""

    def set_chain(self, settings: ChainSettings) -> None:
        """Choose what is done to the newest frame."""

    def set_channel(self, channel: str) -> None:
        """Choose the detector channel, sum or difference that is shown and processed."""

    def set_apart(self, apart: bool) -> None:
        """Let each detector have a chain of its own, or process only the one that is shown."""

    def send(self, control: Control, value: float = 0.0) -> object:
        """Ask the instrument for a change; the answer shows in the status."""

    def start_recording(self, folder: Path, info: SessionInfo, options: RecordOptions) -> None:
        """Begin a session log in ``folder``."""

    def stop_recording(self) -> None:
        """End the session log; what is under way is still written."""

    def new_area(self) -> None:
        """Move to a fresh place where possible, and start its dose at zero."""

    def set_budget(self, budget: Budget) -> None:
        """Put a dose budget in force for the present area."""

    def override_budget(self, reason: str) -> None:
        """Go on beyond the budget until the next area; the reason is logged."""

    def set_purpose(self, purpose: Purpose) -> None:
        """Say what the next frames are for."""

    def calibrate(self, step: CalibrationStep) -> None:
        """Take a step of the guided calibration of the channel that is shown."""

    def type_calibration(self, gain: float, offset: float) -> None:
        """Put typed values in force for the channel that is shown [units/electron], [units]."""

    def dose_map(self) -> Sequence[Patch]:
        """Return copies of the present area's dose map."""

    def hold(self, held: bool) -> None:
        """Freeze the picture while the scan and the recording go on."""
