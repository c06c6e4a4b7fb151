"""Qt's translation source (``.ts``): one text, one translation, in one context.

Format: https://doc.qt.io/qt-6/linguist-ts-file-format.html
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stemviewer.ui.language.words import CONTEXT

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""Of XML text; the library's own escape would load an internet client with it at every start."""

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'


@dataclass(frozen=True, slots=True)
class Sheet:
    """A language, and translations by English text; an empty one is still to be made."""

    language: str
    texts: Mapping[str, str] = field(default_factory=dict)


def read_sheet(path: Path) -> Sheet:
    """Read a ``.ts``.

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        root = ET.fromstring(path.read_text("utf-8"))  # noqa: S314 - our own file
    except ET.ParseError as error:
        raise ValueError(f"{path.name} is not a translation: {error}") from error
    texts = {
        message.findtext("source", ""): message.findtext("translation", "") or ""
        for message in root.iter("message")
    }
    return Sheet(root.get("language", ""), texts)


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Write a ``.ts``, the texts in order, so that changes are easily read."""
    lines = [f'{_HEAD}<TS version="2.1" language="{sheet.language}" sourcelanguage="en">']
    lines += ["<context>", f"    <name>{CONTEXT}</name>"]
    for text in sorted(sheet.texts):
        said = sheet.texts[text]
        state = "" if said else ' type="unfinished"'
        lines += [
            "    <message>",
            f"        <source>{text.translate(_ESCAPES)}</source>",
            f"        <translation{state}>{said.translate(_ESCAPES)}</translation>",
            "    </message>",
        ]
    path.write_text("\n".join([*lines, "</context>", "</TS>", ""]), "utf-8")
