"""Sending views and docks to another screen, and bringing them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDockWidget

from stemviewer.live.state import LiveStatus, Shown
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.action_spec import Menu
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.sent.kept import KeptView, from_text, to_text
from stemviewer.ui.live.sent.menu import SendMenu
from stemviewer.ui.live.sent.screens import float_dock, named, other_screens
from stemviewer.ui.live.sent.what import Sent, sent_of
from stemviewer.ui.live.sent.window import SentWindow
from stemviewer.ui.live.top_area import TopArea

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow


class SendCommands(WindowPart):
    """Keeps the windows that show views of a live window.

    Parameters
    ----------
    window : LiveWindow
        Leads: these windows show its frame, and end with it.
    """

    def __init__(self, window: LiveWindow) -> None:
        self._window = window
        self._sent: dict[Sent, SentWindow] = {}
        top = window.menuWidget()
        assert isinstance(top, TopArea)
        self.menu = SendMenu(top.menus[Menu.WINDOW], self, window.layout_.every)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {"send_view": self.send_this, "bring_back": self.bring_all_back}

    # -- sending ------------------------------------------------------------------------

    @property
    def windows(self) -> Mapping[Sent, SentWindow]:
        """The windows that are open."""
        return dict(self._sent)

    def screens(self) -> list[QScreen]:
        """Return the other screens."""
        return other_screens(self._window)

    def is_sent(self, what: Sent) -> bool:
        """Whether a view is in a window of its own."""
        return what in self._sent

    def send_this(self) -> None:
        """Send the dock or pane that has the focus; from its own window, bring it back."""
        focused = QApplication.focusWidget()
        for what, sent in self._sent.items():
            if focused is not None and sent.isAncestorOf(focused):
                self.bring_back(what)
                return
        for dock in self._window.layout_.every:
            if focused is not None and dock.isAncestorOf(focused):
                self.send_dock(dock)
                return
        self.send(sent_of(self._window.view.panes))

    def send(self, what: Sent, screen: QScreen | None = None) -> SentWindow:
        """Show a view in a window of its own: on the screen named, else on the next one.

        With one screen it floats on that, and the operator is told.
        """
        screens = self.screens()
        screen = screen or (screens[0] if screens else None)
        sent = self._sent.get(what) or self._make(what)
        if screen is not None:
            sent.fill(screen)
        else:
            sent.float_on(self._window.screen())
            self._tell_one_screen(tr(what.label))
        sent.raise_()
        return sent

    def send_dock(self, dock: QDockWidget, screen: QScreen | None = None) -> None:
        """Show a dock in a window of its own: on the screen named, else on the next one."""
        screens = self.screens()
        screen = screen or (screens[0] if screens else None)
        float_dock(dock, screen or self._window.screen())
        if screen is None:
            self._tell_one_screen(tr("{0} dock", dock.windowTitle()))

    def bring_back(self, what: Sent) -> None:
        """Close the window of a view."""
        if what in self._sent:
            self._sent[what].close()

    def bring_all_back(self) -> None:
        """Close all windows of views, and put floating docks back."""
        for what in tuple(self._sent):
            self.bring_back(what)
        for dock in self._window.layout_.every:
            if dock.isFloating():
                dock.setFloating(False)

    def _make(self, what: Sent) -> SentWindow:
        window = self._window
        made = SentWindow(what, window.view, window.actions_, window)
        made.gone = lambda: self._forget(what)
        self._sent[what] = made
        made.refresh(window.polling.badge(window.link.status))
        return made

    def _forget(self, what: Sent) -> None:
        del self._sent[what]

    def _tell_one_screen(self, name: str) -> None:
        self._window.link.say(tr("There is one screen: {0} is in a window on it.", name))

    # -- what is kept -------------------------------------------------------------------

    def kept(self) -> str:
        """Return what brings these windows back."""
        return to_text(sent.kept() for sent in self._sent.values())

    def restore(self, text: str) -> None:
        """Open the windows of a layout, and no others; on a screen that is gone they float."""
        wanted = from_text(text)
        for what in set(self._sent) - {view.what for view in wanted}:
            self.bring_back(what)
        for view in wanted:
            self._put(view)

    def _put(self, view: KeptView) -> None:
        sent, screen = self._sent.get(view.what) or self._make(view.what), named(view.screen)
        if screen is None:
            sent.float_on(self._window.screen())
            name = tr(view.what.label)
            self._window.link.say(
                tr("The screen {0} is not there: {1} is in a window here.", view.screen, name)
            )
            return
        place = view.place
        if screen.availableGeometry().intersects(place):
            sent.setGeometry(place)
        else:
            sent.float_on(screen)
        if view.filled:
            sent.showMaximized()
        else:
            sent.show()

    # -- what is shown ------------------------------------------------------------------

    def present(self, shown: Shown, pair: PaintedPair) -> None:
        """Show the same frame in every window."""
        del shown
        for sent in self._sent.values():
            sent.present(pair)

    def poll(self) -> None:
        """Put what was rendered on the panes."""
        for sent in self._sent.values():
            sent.poll()

    def update_status(self, status: LiveStatus | None) -> None:
        """Bring badges, marks and evidence up to date."""
        badge = self._window.polling.badge(status)
        for sent in self._sent.values():
            sent.refresh(badge)

    def forget(self) -> None:
        """Show nothing: another source is coming."""
        for sent in self._sent.values():
            sent.clear()

    def close(self) -> None:
        """Close all windows."""
        for sent in tuple(self._sent.values()):
            sent.close()
