"""Named layouts: kept under a name, chosen from the menu, renamed, taken away again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QMainWindow, QMenu

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.sent.keeper import SentViews
from stemviewer.ui.live.store import Store


class LayoutMenu(QObject):
    """The menu of layouts; no box of it holds up the scan.

    Parameters
    ----------
    menu : QMenu
        Of the window; the menu of layouts is added to it.
    window : QMainWindow
        Whose docks are arranged.
    store : Store
        Keeps the layouts.
    sent : SentViews, optional
        Views in windows of their own, which belong to a layout.
    """

    def __init__(
        self, menu: QMenu, window: QMainWindow, store: Store, sent: SentViews | None = None
    ) -> None:
        super().__init__(window)
        self._window, self._store, self._sent = window, store, sent
        self.menu = menu.addMenu(tr("&Layouts"))
        self.menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List what is kept."""
        for old in self.menu.findChildren(QMenu):
            old.deleteLater()
        self.menu.clear()
        names = self._store.layouts()
        self._list(self.menu, names, self.choose)
        if names:
            self.menu.addSeparator()
        self.menu.addAction(tr("&Save this layout…"), self.ask)
        if names:
            self._list(self.menu.addMenu(tr("&Rename")), names, self.ask_other)
            self._list(self.menu.addMenu(tr("&Delete")), names, self.delete)

    def _list(self, menu: QMenu, names: list[str], act: Callable[[str], object]) -> None:
        for name in names:
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, name=name: act(name))

    def ask(self) -> None:
        """Ask for a name, beside the work that goes on."""
        self._ask(tr("Save layout"), tr("Name of the layout"), "", self.save)

    def ask_other(self, name: str) -> None:
        """Ask for another name of a layout."""
        label = tr("Other name of the layout “{0}”", name)
        self._ask(tr("Rename layout"), label, name, lambda other: self.rename(name, other))

    def _ask(self, title: str, label: str, text: str, act: Callable[[str], object]) -> None:
        asked = QInputDialog(self._window)
        asked.setObjectName("layout_name")
        asked.setWindowTitle(title)
        asked.setLabelText(label)
        asked.setTextValue(text)
        asked.setModal(False)
        asked.textValueSelected.connect(act)
        asked.finished.connect(asked.deleteLater)
        asked.show()

    def save(self, name: str) -> None:
        """Keep the layout as it is under a name; one of that name is replaced."""
        if name.strip():
            sent = "" if self._sent is None else self._sent.kept()
            self._store.save_layout(self._window, name.strip(), sent)

    def choose(self, name: str) -> None:
        """Put a layout in force; what was kept from a larger screen is fitted to this one."""
        if self._store.restore_layout(self._window, name) and self._sent is not None:
            self._sent.restore(self._store.sent(name))

    def rename(self, name: str, other: str) -> None:
        """Keep a layout under another name; a name that is taken is asked for again."""
        other = other.strip()
        if not other or other == name or self._store.rename_layout(name, other):
            return
        label = tr("“{0}” is taken. Another name of the layout “{1}”", other, name)
        self._ask(tr("Rename layout"), label, other, lambda one: self.rename(name, one))

    def delete(self, name: str) -> None:
        """Forget a layout."""
        self._store.delete_layout(name)
