"""The parts of the live window that need nothing of one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemviewer.ui.live.detector_commands import DetectorCommands
from stemviewer.ui.live.export_commands import ExportCommands
from stemviewer.ui.live.hand import HandCommands
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.progress import ProgressPart
from stemviewer.ui.live.reading import ReadingCommands
from stemviewer.ui.live.snapshot_commands import SnapshotCommands
from stemviewer.ui.live.themes import ThemeCommands
from stemviewer.ui.live.view_kinds import KindCommands

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow


def looks_of(window: LiveWindow) -> tuple[WindowPart, ...]:
    """Return what chooses theme, type, language and kind of view."""
    store, actions = window.store, window.actions_
    return (
        ThemeCommands(store, actions),
        ReadingCommands(store, actions, window.link),
        KindCommands(store, actions, window.view.panes, window.switch),
    )


def tools_of(window: LiveWindow) -> tuple[WindowPart, ...]:
    """Return what saves pictures, sets detectors, puts tools away and shows progress."""
    return (
        HandCommands(window.actions_, window.view.panes, window.measuring.panel.pen),
        SnapshotCommands(window),
        ExportCommands(window),
        DetectorCommands(window),
        ProgressPart(window),
    )
