"""The keys on one printed page."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

import stemviewer
from stemviewer.core.errors import SettingsError
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Menu
from stemviewer.ui.live.key_map import Keys, keys_of, plain, shown

STYLE = """
body { color: #000000; } h1 { font-size: 15pt; } h2 { font-size: 10pt; margin: 8px 0 2px 0; }
td { padding: 1px 6px 1px 0; } p { color: #444444; }
"""


def sheet(own: Keys) -> str:
    """Return the page as HTML: menus in two columns, an action a line."""
    groups = {menu: _group(menu, own) for menu in Menu}
    groups = {menu: lines for menu, lines in groups.items() if lines}
    left: list[str] = []
    right: list[str] = []
    half = sum(len(lines) + 2 for lines in groups.values()) / 2
    done = 0
    for menu, lines in groups.items():
        column = left if done < half else right
        column.append(f"<h2>{escape(plain(tr(menu.value)))}</h2><table>{''.join(lines)}</table>")
        done += len(lines) + 2
    return tr(
        "<h1>stemviewer {0}: keys</h1><p>Keys without Ctrl, Alt or F act while "
        "an image has the focus.</p><table width='100%'><tr><td "
        "width='50%'>{1}</td><td width='50%'>{2}</td></tr></table>",
        stemviewer.__version__,
        "".join(left),
        "".join(right),
    )


def print_sheet(own: Keys, path: Path) -> None:
    """Write the page as PDF, A4.

    Raises
    ------
    SettingsError
        If the file can not be written.
    """
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(15, 12, 15, 12), QPageLayout.Unit.Millimeter)
    writer.setTitle(tr("stemviewer: keys"))
    document = QTextDocument()
    document.setDefaultStyleSheet(STYLE)
    font = QFont(fonts.sans())
    font.setPointSizeF(8.5)
    document.setDefaultFont(font)
    document.setHtml(sheet(own))
    document.print_(writer)
    if not path.is_file() or not path.stat().st_size:
        raise SettingsError(
            tr("The keys could not be written to {0}.", path),
            tr("Nothing was saved."),
            tr("Try another folder."),
        )


def _group(menu: Menu, own: Keys) -> list[str]:
    return [_line(spec, own) for spec in ACTIONS if spec.menu is menu and keys_of(spec, own)]


def _line(spec: ActionSpec, own: Keys) -> str:
    keys = " or ".join(shown(key) for key in keys_of(spec, own))
    held = " (hold)" if spec.held else ""
    return f"<tr><td><b>{escape(keys)}</b>{held}</td><td>{escape(plain(tr(spec.text)))}</td></tr>"
