"""Fusion with a palette of our own and one compact style sheet, in the theme in force."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPushButton, QStyleFactory, QWidget

from stemviewer.core.resources import resource_path
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.skin import Theme, put_on

GRID = 8
"""All distances are multiples of this, or half of it [px]."""

CORNER = 6
"""Radius of panels [px]."""


STYLE_SHEET = f"""
QToolTip {{ background: {c.TILE}; color: {c.TEXT}; border: 1px solid {c.LINE_STRONG};
    padding: 4px 6px; }}
Panel {{ background: {c.PANEL}; border: 1px solid {c.LINE}; border-radius: {CORNER}px; }}
QPushButton, QToolButton {{ background: {c.BUTTON}; color: {c.TEXT};
    border: 1px solid {c.LINE_STRONG}; border-radius: 4px; padding: 4px 12px;
    min-height: 18px; }}
QToolButton {{ padding: 4px 8px; }}
QPushButton:hover, QToolButton:hover {{ background: {c.BUTTON_HOVER}; }}
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked {{
    background: {c.SELECTION}; border-color: {c.AVERAGED}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {c.AVERAGED}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {c.DISABLED}; background: {c.PANEL};
    border-color: {c.LINE}; }}
QPushButton[role="primary"] {{ background: #2c5fc4; border-color: {c.AVERAGED}; color: white; }}
QPushButton[role="primary"]:hover {{ background: #356dda; }}
QPushButton[role="danger"] {{ background: {c.STOP}; border-color: #e0666d; color: white;
    font-weight: 600; }}
QPushButton[role="danger"]:hover {{ background: #d9545c; }}
QPushButton[role]:disabled {{ color: {c.DISABLED}; background: {c.PANEL};
    border-color: {c.LINE}; }}
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit {{ background: {c.FIELD};
    color: {c.TEXT}; border: 1px solid {c.LINE_STRONG}; border-radius: 4px; padding: 3px 6px;
    min-height: 18px; selection-background-color: {c.SELECTION}; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
    border-color: {c.AVERAGED}; }}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {{
    color: {c.DISABLED}; border-color: {c.LINE}; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}
QComboBox {{ padding-right: 24px; }}
QComboBox::drop-down {{ width: 22px; border: 0; background: transparent; }}
QComboBox QAbstractItemView {{ background: {c.PANEL}; border: 1px solid {c.LINE_STRONG};
    selection-background-color: {c.SELECTION}; outline: 0; }}
QMenuBar {{ background: {c.PANEL}; color: {c.TEXT}; border: 0; }}
QMenuBar::item {{ padding: 4px 8px; background: transparent; }}
QMenuBar::item:selected, QMenu::item:selected {{ background: {c.SELECTION}; }}
QMenu {{ background: {c.PANEL}; color: {c.TEXT}; border: 1px solid {c.LINE_STRONG};
    padding: 4px 0; }}
QMenu::item {{ padding: 4px 24px 4px 16px; }}
QMenu::item:disabled {{ color: {c.DISABLED}; }}
QMenu::separator {{ height: 1px; background: {c.LINE}; margin: 4px 8px; }}
QStatusBar {{ background: {c.PANEL}; color: {c.SECONDARY}; border-top: 1px solid {c.LINE}; }}
QStatusBar::item {{ border: 0; }}
QDockWidget {{ color: {c.TEXT}; }}
QTableView, QTreeView {{ background: {c.PANEL}; border: 0; outline: 0;
    gridline-color: {c.LINE}; selection-background-color: {c.SELECTION}; }}
QHeaderView {{ background: {c.PANEL}; }}
QHeaderView::section {{ background: {c.PANEL}; color: {c.SECONDARY}; border: 0;
    border-bottom: 1px solid {c.LINE}; padding: 4px 6px; font-weight: 400; }}
QTabBar::tab {{ background: transparent; color: {c.SECONDARY}; padding: 6px 5px; font-size: 12px;
    border: 0; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {c.TEXT}; border-bottom-color: {c.AVERAGED}; }}
QTabBar::tab:hover {{ color: {c.TEXT}; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {c.LINE}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {c.LINE_STRONG}; border-radius: 4px; margin: 1px;
    min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {c.DISABLED}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.FIELD}; border: 1px solid {c.LINE}; border-radius: 4px;
    color: {c.TEXT}; text-align: center; min-height: 8px; }}
QProgressBar::chunk {{ background: {c.AVERAGED}; border-radius: 3px; }}
QSplitter::handle {{ background: transparent; }}
"""


def arrow_rule() -> str:
    """Return the rule that gives combo boxes their arrow: a style sheet takes Fusion's away."""
    path = resource_path("icons", "chevron-down.png").as_posix()
    return f'QComboBox::down-arrow {{ image: url("{path}"); width: 12px; height: 12px; }}'


def apply_theme(app: QApplication, theme: Theme = Theme.DARK) -> None:
    """Give the application a theme and its font.

    Parameters
    ----------
    app : QApplication
        Changed in place; every window there is follows.
    theme : Theme
        Which one.
    """
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(fonts.sans())
    put_on(app, theme, STYLE_SHEET + arrow_rule())


def set_role(button: QPushButton, role: str) -> QPushButton:
    """Give a push button the ``"primary"`` or ``"danger"`` look; return it."""
    button.setProperty("role", role)
    repolish(button)
    return button


def repolish(widget: QWidget) -> None:
    """Apply the style sheet again after a property of ``widget`` changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
