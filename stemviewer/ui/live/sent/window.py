"""A view in a window of its own: the same frame, the same levels, the same place and cursor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCloseEvent, QScreen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.presenter import PairPresenter
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.action_list import ACTIONS, Scope
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.image_area import ImageArea
from stemviewer.ui.live.sent.camera_link import CameraLink
from stemviewer.ui.live.sent.kept import KeptView
from stemviewer.ui.live.sent.what import Sent, arrange
from stemviewer.ui.live.view import LiveView

SHARE = 0.6
"""Of the screen's width and height, where there is no other screen to fill."""

NOTHING_RAW = (mark("No frame yet"), mark("Raw frames appear here as they come."))
NOTHING_MADE = (
    mark("Nothing is processed"),
    mark("Choose a filter or a network in the processing dock."),
)


class SentWindow(QWidget):
    """Shows what the main window shows, rendered for its own size and screen.

    Parameters
    ----------
    what : Sent
        What it shows.
    main : LiveView
        Of the main window; leads.
    actions : Actions
        Their keys act here too.
    owner : QWidget
        The main window, with which this one ends.
    """

    def __init__(self, what: Sent, main: LiveView, actions: Actions, owner: QWidget) -> None:
        super().__init__(owner, Qt.WindowType.Window)
        self.what = what
        self.gone: Callable[[], None] = lambda: None
        """Called when it was closed."""
        self.setObjectName(f"sent_{what.value}")
        self.setWindowTitle(tr("{0} · stemviewer", tr(what.label)))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._main, self._actions = main, actions
        self.views = Views()
        self.area = ImageArea()
        self.area.held.connect(self._held)
        room = self.area.layout()
        assert room is not None
        room.addWidget(self.views)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.area)
        self._take_keys()
        self._dress()
        self._presenter = PairPresenter(
            self.views.camera, self.views.raw, self.views.processed, self
        )
        self._presenter.on_change = self.views.mirror
        self._presenter.start()
        CameraLink(main.camera, self.views.camera, self)
        if main.presenter.pair is not None:
            self.present(main.presenter.pair)

    def _take_keys(self) -> None:
        self.area.set_held_keys(self._actions.held_keys())
        for spec in ACTIONS:
            of_images = spec.scope is Scope.IMAGE
            (self.area if of_images else self).addAction(self._actions[spec.name])

    def _dress(self) -> None:
        arrange(self.views, self.what)
        self.views.raw.set_empty(*map(tr, NOTHING_RAW))
        self.views.set_empty(*map(tr, NOTHING_MADE))
        of_raw, of_made = self._main.panes.raw.marks, self._main.panes.processed.marks
        self.views.raw.marks = self.views.raw_again.marks = of_raw
        for pane in (self.views.processed, self.views.curtain, self.views.evidence):
            pane.marks, pane.mark = of_made, self._main.panes.processed.mark
            pane.on_region = self._main.panes.processed.on_region

    # -- what is shown ------------------------------------------------------------------

    def present(self, pair: PaintedPair) -> None:
        """Show the frame of a pair that the main window shows, at the very same levels."""
        self._presenter.present(pair.request.source)
        self._presenter.set_display(at_levels_of(pair, self._main.presenter.display))
        if self.what.follows:
            self.views.set_processing(self._main.panes.state.processing)

    def poll(self) -> None:
        """Put what was rendered on the panes; take colours over that were changed meanwhile."""
        wanted = self._main.presenter.display
        if wanted.colours != self._presenter.display.colours:
            now = self._presenter.display
            changes = ("gamma", "colour_map", "invert", "mark_saturation")
            colours = {name: getattr(wanted, name) for name in changes}
            self._presenter.set_display(replace(now, **colours))
        self._presenter.poll()

    def refresh(self, badge: tuple[str, str]) -> None:
        """Bring ages, the badge of the state, marks and evidence up to date."""
        panes = self._main.panes
        self.views.set_state_badge(*badge)
        overlay = panes.evidence.evidence
        if overlay is not None:
            self.views.set_evidence(overlay, on=panes.processed.evidence is not None)
        self.views.paint_over()

    def clear(self) -> None:
        """Show empty panes: another source is coming."""
        self._presenter.clear()

    # -- where it is --------------------------------------------------------------------

    def fill(self, screen: QScreen) -> None:
        """Show it on a screen, all of it."""
        self.setGeometry(middle_of(screen))
        self.showMaximized()

    def float_on(self, screen: QScreen) -> None:
        """Show it on a screen, over part of it."""
        self.setGeometry(middle_of(screen))
        self.show()

    def kept(self) -> KeptView:
        """Return what brings it back."""
        place = self.normalGeometry() if self.isMaximized() else self.geometry()
        return KeptView(self.what, self.screen().name(), place, self.isMaximized())

    def closeEvent(self, event: QCloseEvent) -> None:
        """End its thread."""
        super().closeEvent(event)
        self._presenter.stop()
        self.gone()
        self.deleteLater()

    def _held(self, name: str, down: bool) -> None:
        if name == "raw_only" and self.what is not Sent.EVIDENCE:
            self.views.set_raw_only(down)


def at_levels_of(pair: PaintedPair, display: DisplaySettings) -> DisplaySettings:
    """Return display settings that give another rendering the levels of this one."""
    made = pair.processed
    return replace(
        display,
        mode=LevelsMode.OFF,
        raw_limits=pair.raw.limits,
        processed_limits=None if made is None else made.limits,
        same_levels=False,
    )


def middle_of(screen: QScreen) -> QRect:
    """Return a rectangle in the middle of a screen."""
    room = screen.availableGeometry()
    found = QRect(0, 0, round(room.width() * SHARE), round(room.height() * SHARE))
    found.moveCenter(room.center())
    return found
