"""The timeline's dock: the track, and buttons for what is kept after the fact."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMainWindow

from stemviewer.live.history.view import HistoryView
from stemviewer.ui.language.words import mark, plural, tr
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.buttons import ActionButton
from stemviewer.ui.live.dock import EDGE, PanelDock
from stemviewer.ui.text import thousands
from stemviewer.ui.timeline.scale import spell
from stemviewer.ui.timeline.track import TimelineTrack

MIB = 1 << 20

BUTTONS = (
    ("keep_from", mark("From here")),
    ("keep_to", mark("To here")),
    ("keep_span", mark("Keep span")),
    ("keep_last", mark("Keep 10 s")),
)


class TimelineDock(PanelDock):
    """At the bottom, under the images."""

    def __init__(self, actions: Actions, parent: QMainWindow | None = None) -> None:
        super().__init__("timeline", tr("Timeline"), parent)
        self.track = TimelineTrack()
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, (name, text) in enumerate(BUTTONS):
            button = ActionButton(actions[name], tr(text))
            grid.addWidget(button, place // 2, place % 2)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.track, 1)
        row.addLayout(grid)
        self.body.setContentsMargins(12, 2, 12, 8)
        self.body.addLayout(row)
        for part in (self.titleBarWidget(), self.widget()):
            layout = part.layout() if part is not None else None
            if layout is not None:
                layout.setContentsMargins(EDGE, 0, 0, 0)  # in line with the images above
        self.setMinimumHeight(self.natural_height())

    def show_view(self, view: HistoryView, now: float) -> None:
        """Draw the history, and say how far it reaches and what it takes."""
        self.track.show_view(view, now)
        self.set_note(note_of(view))


def note_of(view: HistoryView) -> str:
    """Return how far a history reaches and what memory it takes, in words."""
    if not view.at.size:
        return ""
    used, budget = (thousands(size // MIB) for size in (view.used, view.budget))
    words = [
        tr("reaches {0} back", spell(view.reach)),
        plural(
            int(view.at.size),
            "{0} frame, lossless",
            "{0} frames, lossless",
            thousands(int(view.at.size)),
        ),
        tr("{0} of {1} MiB", used, budget),
    ]
    if view.missed:
        words.append(tr("▲ {0} came too fast to be kept", thousands(view.missed)))
    return " · ".join(words)
