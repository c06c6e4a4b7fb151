"""Named layouts: kept under a name, chosen from the menu, taken away again."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QInputDialog, QMainWindow, QMenu

from stemviewer.ui.language.words import tr
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
    """

    def __init__(self, menu: QMenu, window: QMainWindow, store: Store) -> None:
        super().__init__(window)
        self._window, self._store = window, store
        self.menu = menu.addMenu(tr("&Layouts"))
        self.menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List what is kept."""
        self.menu.clear()
        names = self._store.layouts()
        for name in names:
            chosen = self.menu.addAction(name.replace("&", "&&"))
            chosen.triggered.connect(lambda _checked=False, name=name: self.choose(name))
        if names:
            self.menu.addSeparator()
        self.menu.addAction(tr("&Save this layout…"), self.ask)
        for name in names:
            gone = self.menu.addAction(tr("&Delete {0}", name.replace("&", "&&")))
            gone.triggered.connect(lambda _checked=False, name=name: self.delete(name))

    def ask(self) -> None:
        """Ask for a name, beside the work that goes on."""
        asked = QInputDialog(self._window)
        asked.setObjectName("layout_name")
        asked.setWindowTitle(tr("Save layout"))
        asked.setLabelText(tr("Name of the layout"))
        asked.setModal(False)
        asked.textValueSelected.connect(self.save)
        asked.finished.connect(asked.deleteLater)
        asked.show()

    def save(self, name: str) -> None:
        """Keep the layout as it is under a name; one of that name is replaced."""
        if name.strip():
            self._store.save_layout(self._window, name.strip())

    def choose(self, name: str) -> None:
        """Put a layout in force; what was kept from a larger screen is fitted to this one."""
        self._store.restore_layout(self._window, name)

    def delete(self, name: str) -> None:
        """Forget a layout."""
        self._store.delete_layout(name)
