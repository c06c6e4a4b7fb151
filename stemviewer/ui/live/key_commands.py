"""Keys: listed, changed, printed; and the palette, for whoever knows none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from stemviewer.core.errors import SettingsError
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.file_dialog import ask_save
from stemviewer.ui.live.key_editor import KeyEditor
from stemviewer.ui.live.key_list import KeyList
from stemviewer.ui.live.key_map import Keys
from stemviewer.ui.live.key_sheet import print_sheet
from stemviewer.ui.live.palette import CommandPalette
from stemviewer.ui.live.part import WindowPart

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow

SHEET = "stemviewer-keys.pdf"


class KeyCommands(WindowPart):
    """Puts the operator's own keys in force and keeps them."""

    def __init__(self, window: LiveWindow) -> None:
        self._window = window
        actions = window.actions_
        self.palette = CommandPalette(window, actions.__getitem__, actions.keys_of)
        self.palette.chosen.connect(lambda name: actions[name].trigger())
        window.image_area.set_held_keys(actions.held_keys())

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            "palette": self.palette.open,
            "keys": self.list,
            "change_keys": self.change,
            "print_keys": self.print,
        }

    def list(self) -> None:
        """Open the key list."""
        made = KeyList(self._window.actions_, self._window)
        made.change_requested.connect(self.change)
        made.print_requested.connect(self.print)
        self._show(made)

    def change(self) -> None:
        """Open the table in which keys are changed."""
        made = KeyEditor(self._window.actions_.own_keys, self._window)
        made.changed.connect(self.use)
        self._show(made)

    def use(self, own: Keys) -> None:
        """Put keys in force and keep them."""
        actions = self._window.actions_
        actions.set_own_keys(own)
        self._window.image_area.set_held_keys(actions.held_keys())
        self._window.store.set_keys(own)

    def print(self) -> None:
        """Ask where the printed page goes."""
        folder = self._window.record.folder
        kinds = [tr("PDF (*.pdf)")]
        ask_save(self._window, tr("Print keys"), folder / SHEET, kinds, self.print_to)

    def print_to(self, path: str) -> None:
        """Write the printed page."""
        try:
            print_sheet(self._window.actions_.own_keys, Path(path))
        except SettingsError as error:
            self._window.link.warn(error.what, error.meaning, error.action)
        else:
            self._window.link.say(tr("The keys are in {0}.", path))

    def _show(self, dialog: QDialog) -> None:
        for old in self._window.findChildren(type(dialog)):
            if old is not dialog:
                old.close()
        dialog.show()
