"""Language, type and theme of the program, before its first window is made."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from stemviewer.core.resources import resource_path
from stemviewer.ui.fonts import TypeSize, set_type_size
from stemviewer.ui.language.load import KEPT, Language, language_of, use_language
from stemviewer.ui.live.kept_type import kept_type
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.themes import kept_theme
from stemviewer.ui.skin import Theme
from stemviewer.ui.theme import apply_theme
from stemviewer.ui.window_options import WindowOptions


def show_icon(app: QApplication) -> None:
    """Give every window of the program its icon, and its entry in the desktop's menu."""
    app.setDesktopFileName("stemviewer")  # by which a Wayland desktop finds icon and name
    app.setWindowIcon(QIcon(str(resource_path("icons", "stemviewer.png"))))


def dress_program(app: QApplication, store: Store, options: WindowOptions) -> None:
    """Put language, type and theme in force: what was kept, or what a script asks for."""
    kept = store.text(KEPT) if not options.scripted else Language.ENGLISH.value
    use_language(app, language_of(options.language or kept))
    large = TypeSize.LARGE if options.large else kept_type(store)
    set_type_size(app, large)
    apply_theme(app, Theme.DARK if options.scripted else kept_theme(store))
