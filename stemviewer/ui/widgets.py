"""Small widgets that every window uses: panel, large number, badge, segmented control."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.provenance import Kind
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import tr
from stemviewer.ui.skin import dress
from stemviewer.ui.theme import GRID


def label(text: str = "", colour: str = c.TEXT, *, bold: bool = False) -> QLabel:
    """Return a text label in a colour of the theme."""
    made = QLabel(text)
    made.setFont(fonts.strong() if bold else fonts.sans())
    tint(made, colour)
    return made


def tint(widget: QLabel, colour: str) -> None:
    """Set the text colour of a label."""
    dress(widget, f"color: {colour}; background: transparent;")


class Panel(QFrame):
    """Rounded panel with an upper-case heading, a note on its right, and a body.

    Parameters
    ----------
    heading : str
        Shown in upper case.
    note : str
        Short state at the right of the heading.
    """

    def __init__(self, heading: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(heading)
        self._heading = QLabel(heading.upper())
        self._heading.setFont(fonts.heading())
        tint(self._heading, c.SECONDARY)
        self._note = QLabel(note)
        self._note.setFont(fonts.strong(fonts.SMALL_PX))
        tint(self._note, c.SECONDARY)
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self._note)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, GRID, 12, 12)
        outer.setSpacing(GRID)
        outer.addLayout(top)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID)
        outer.addLayout(self.body, 1)

    def set_note(self, text: str, colour: str = c.SECONDARY) -> None:
        """Change the note at the right of the heading, and its colour."""
        if self._note.text() != text:
            self._note.setText(text)
        if self._note.property("colour") != colour:
            self._note.setProperty("colour", colour)
            tint(self._note, colour)

    @property
    def note(self) -> str:
        """The note's text."""
        return self._note.text()


class BigNumber(QFrame):
    """A large number on a tile, its unit and the source of the value below it.

    Parameters
    ----------
    unit : str
        E.g. ``"e⁻/px"``.
    name : str
        For screen readers and the tool tip.
    """

    def __init__(self, unit: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name or unit
        self.setObjectName("bignumber")
        dress(self, f"#bignumber {{ background: {c.TILE}; border-radius: 4px; }}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._value = QLabel("–")
        self._value.setFont(fonts.number())
        self._below = QLabel(unit)
        self._below.setFont(fonts.sans(fonts.SMALL_PX))
        tint(self._below, c.SECONDARY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, 4, GRID, 6)
        layout.setSpacing(0)
        layout.addWidget(self._value)
        layout.addWidget(self._below)
        self.set_value(None, unit, "")

    def set_value(self, text: str | None, unit: str, source: str, colour: str = c.TEXT) -> None:
        """Show a value.

        Parameters
        ----------
        text : str or None
            The number as text; ``None`` when unknown: then a dash is shown, never a number.
        unit : str
            Its unit.
        source : str
            E.g. ``"counted"``, ``"set"``, ``"per frame"``; empty to leave it out.
        colour : str
            Of the number: caution or stop when a limit is near.
        """
        shown = "–" if text is None else text
        if text is None and not source:
            source = tr("unknown")
        below = f"{unit} · {source}" if source else unit
        if self._value.text() != shown:
            self._value.setText(shown)
        if self._below.text() != below:
            self._below.setText(below)
        if self._value.property("colour") != colour:
            self._value.setProperty("colour", colour)
            tint(self._value, colour)
        self.setAccessibleName(f"{self._name}: {shown} {below}")

    @property
    def text(self) -> str:
        """The number as shown."""
        return self._value.text()


class Badge(QLabel):
    """The mark of a kind of picture: word and colour."""

    def __init__(self, text: str, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(fonts.strong(fonts.SMALL_PX))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_kind(text, kind)

    def set_kind(self, text: str, kind: Kind) -> None:
        """Show another kind."""
        self.setText(text)
        dress(
            self,
            f"background: {c.KIND_FILL[kind]}; color: {c.BADGE_TEXT};"
            " border-radius: 3px; padding: 1px 6px;",
        )


class SegmentedControl(QWidget):
    """One choice of a few, all visible side by side.

    Parameters
    ----------
    options : sequence of (key, label)
        In order; the first is chosen at the start.
    name : str
        For screen readers.
    padding : int
        Space [px] at each side of a label.
    """

    changed = Signal(str)
    """The key that the operator chose."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        name: str = "",
        parent: QWidget | None = None,
        *,
        padding: int = 10,
    ) -> None:
        super().__init__(parent)
        self._padding = padding
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.set_options(options)
        self._group.idClicked.connect(self._clicked)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; the first becomes the present one."""
        for button in self._buttons.values():
            self._group.removeButton(button)
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = {}
        for index, (key, text) in enumerate(options):
            button = QPushButton(text, self)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            dress(button, _segment_style(index, len(options), self._padding))
            self._group.addButton(button, index)
            self._layout.addWidget(button)
            self._buttons[key] = button
        if self._buttons:
            next(iter(self._buttons.values())).setChecked(True)

    def _clicked(self, index: int) -> None:
        self.changed.emit(list(self._buttons)[index])

    @property
    def current(self) -> str:
        """The key chosen now."""
        return next((k for k, b in self._buttons.items() if b.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Choose without a signal; an unknown key is ignored."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def button(self, key: str) -> QPushButton:
        """Return the button of a choice, for tool tips and for disabling it."""
        return self._buttons[key]


def _segment_style(index: int, count: int, padding: int) -> str:
    left = 4 if index == 0 else 0
    right = 4 if index == count - 1 else 0
    joined = "" if index == 0 else "border-left-width: 0;"
    return (
        f"QPushButton {{ border-radius: 0; {joined} padding: 4px {padding}px;"
        f" border-top-left-radius: {left}px; border-bottom-left-radius: {left}px;"
        f" border-top-right-radius: {right}px; border-bottom-right-radius: {right}px;"
        f" background: {c.FIELD}; border-color: {c.LINE_STRONG}; }}"
        f"QPushButton:hover {{ background: {c.BUTTON_HOVER}; }}"
        f"QPushButton:checked {{ background: {c.SELECTION}; color: {c.ON_SELECTION}; }}"
        f"QPushButton:disabled {{ color: {c.DISABLED}; }}"
    )
