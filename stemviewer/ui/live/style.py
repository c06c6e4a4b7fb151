"""The style sheet of the live window, on top of the theme."""

from __future__ import annotations

from stemviewer.ui import colours as c
from stemviewer.ui.live import dock, notices, start_page, strip

STYLE = f"""
{dock.STYLE}{notices.STYLE}{start_page.STYLE}{strip.STYLE}
QMainWindow {{ background: {c.BACKGROUND}; }}
#menu_row {{ background: {c.PANEL}; border: 0; }}
QMainWindow::separator {{ background: {c.BACKGROUND}; width: 8px; height: 8px; }}
QMainWindow::separator:hover {{ background: {c.LINE}; }}
ValueEdit[state="edited"], SizeEdit[state="edited"] {{ border-color: {c.AVERAGED}; }}
ValueEdit[state="raising"], SizeEdit[state="raising"] {{ border-color: {c.CAUTION}; }}
ValueEdit[state="bad"], SizeEdit[state="bad"] {{ border: 2px solid {c.STOP}; }}
ValueEdit[state="read-only"], SizeEdit[state="read-only"] {{ border-color: transparent;
    background: transparent; color: {c.SECONDARY}; }}
QPushButton[raising="true"] {{ border-color: {c.CAUTION}; color: {c.CAUTION}; }}
QStatusBar {{ background: {c.BACKGROUND}; border: 0; }}
QAbstractSpinBox QLineEdit {{ border: 0; padding: 0 6px; background: transparent;
    min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}
"""
