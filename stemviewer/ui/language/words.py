"""Words for the operator, in the language of the program.

English is what the code says and what logs, exports and sessions keep. A translation belongs to
the application (``QTranslator``), so nothing is kept here.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

CONTEXT = "stemviewer"
"""One context for all texts: what reads alike is said alike."""


def tr(text: str, *values: object) -> str:
    """Return a text in the language of the program.

    Parameters
    ----------
    text : str
        English, a literal, so that ``language.extract`` finds it; ``{0}``, ``{1:.1f}`` stand
        for the values, and a translation may put them in another order.
    values : object
        For the placeholders; without any, braces stand for themselves.
    """
    # an empty text would be answered with the file's own header
    said = QCoreApplication.translate(CONTEXT, text) if text else text
    return said.format(*values) if values else said


def mark(text: str) -> str:
    """Return a text as it is: one of a table, put into the language where it is shown."""
    return text


def plural(count: int, one: str, many: str, *values: object) -> str:
    """Return the text for one thing or for another number of them.

    Parameters
    ----------
    count : int
        How many.
    one, many : str
        English literals; ``{0}`` and on stand for the values.
    values : object
        For the placeholders, as a rule the count as it is to be written first.
    """
    return tr(one if count == 1 else many, *values)
