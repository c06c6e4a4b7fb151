"""The line profile: raw with its counting error, processed with its 90 % interval."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stemviewer.core.errors import SessionFileError
from stemviewer.core.quantity import Quantity
from stemviewer.measuring.profile import MOST_ACROSS, Profile
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.parameters import WholeBox
from stemviewer.ui.measure import words
from stemviewer.ui.measure.answer import Answer, LineAnswer
from stemviewer.ui.measure.plot_view import Curve, PlotView
from stemviewer.ui.text import E_PER_PX
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import label

EMPTY = mark("Drag a line over an image: tool “Line profile”, key L.")


class ProfilePage(QWidget):
    """Plot, width and a button that copies the numbers.

    Signals
    -------
    width_changed(float)
        Wanted width across the line [px].
    failed(object)
        Why the table could not be written.
    """

    width_changed = Signal(float)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self.plot = PlotView(tr("Line profile"), tr(EMPTY))
        self.width_box = WholeBox()
        self.width_box.setRange(1, MOST_ACROSS)
        self.width_box.setSuffix(tr(" px wide"))
        self.width_box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.width_box.setFixedWidth(112)
        self.width_box.setAccessibleName(tr("Width of the profile"))
        self.width_box.setToolTip(tr("The mean is taken across this width."))
        self.width_box.setKeyboardTracking(False)
        self.copy = QPushButton(tr("Copy numbers"))
        self.copy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.copy.setToolTip(tr("Put the profile as text, with errors, on the clipboard."))
        self.copy.setEnabled(False)
        self.save = QPushButton(tr("Save CSV …"))
        self.save.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.save.setToolTip(tr("Write the profile, with errors, as a table."))
        self.save.setEnabled(False)
        self.note = label("", c.SECONDARY)
        self.note.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.width_box)
        row.addStretch(1)
        row.addWidget(self.copy)
        row.addWidget(self.save)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addWidget(self.plot, 1)
        rows.addLayout(row)
        rows.addWidget(self.note)
        self.width_box.valueChanged.connect(lambda value: self.width_changed.emit(float(value)))
        self.copy.clicked.connect(self._copy)
        self.save.clicked.connect(self.ask_where)

    def show_width(self, width: float) -> None:
        """Show the width of the line that is chosen, without telling of a change."""
        with QSignalBlocker(self.width_box):
            self.width_box.setValue(max(round(width), 1))

    def show_answer(self, answer: Answer | None) -> None:
        """Show the profile of a frame."""
        line = None if answer is None else answer.line
        self._answer = answer if line is not None else None
        for button in (self.copy, self.save):
            button.setEnabled(line is not None)
        if answer is None or line is None:
            self.plot.show_curves(())
            self.note.setText("")
            return
        scale, unit = _axis(line, answer.pixel_size)
        curves = _curves(answer, line, scale)
        left = [words.unit(curve_electrons) for curve_electrons in _units(line)]
        right = left[1] if len(set(left)) > 1 else ""
        self.plot.show_curves(curves, f"{line.shape.name} [{unit}]", left[0], right)
        self.note.setText(_note(line))

    def _copy(self) -> None:
        if self._answer is not None:
            QGuiApplication.clipboard().setText(as_text(self._answer))

    def ask_where(self) -> None:
        """Ask for a file, and write the profile that is shown now."""
        answer = self._answer
        if answer is None:
            return
        dialog = QFileDialog(self, tr("Save the profile"), "profile.csv", "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(lambda name: self.write(answer, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, answer: Answer, path: Path) -> None:
        """Write a profile as a table (RFC 4180)."""
        try:
            # lines of such a table end so on every system
            text = as_text(answer, ",").replace("\n", "\r\n")
            path.write_bytes(text.encode("utf-8"))
        except OSError as error:
            self.failed.emit(
                SessionFileError(
                    tr("{0} cannot be written: {1}.", path, error.strerror or error),
                    tr("The profile was not saved."),
                    tr("Choose another folder, or free some space."),
                )
            )


def as_text(answer: Answer, between: str = "\t") -> str:
    """Return a profile as lines of text with a head of names and units.

    Parameters
    ----------
    answer : Answer
        Has a line.
    between : str
        Stands between two columns: a tab for the clipboard, a comma for a file.
    """
    line = answer.line
    assert line is not None
    scale, unit = _axis(line, answer.pixel_size)
    columns = [(f"distance [{unit}]", line.raw.along * scale)]
    units = words.unit(line.raw.electrons)
    columns.append((f"raw [{units}]", line.raw.values))
    if line.raw.error is not None:
        columns.append((f"raw counting error [{units}]", line.raw.error))
    made = answer.question.processed
    if line.processed is not None and made is not None:
        columns.append((f"{made.provenance.label()} [{E_PER_PX}]", line.processed.values))
        if line.low is not None and line.high is not None:
            columns += [(f"90 % from [{E_PER_PX}]", line.low), (f"90 % to [{E_PER_PX}]", line.high)]
    head = between.join(name for name, _ in columns)
    rows = zip(*(values for _, values in columns), strict=True)
    body = "\n".join(between.join(f"{value:.6g}" for value in row) for row in rows)
    return f"{head}\n{body}\n"


def _axis(line: LineAnswer, pixel_size: Quantity) -> tuple[float, str]:
    """Return the factor from pixels to the unit of the abscissa, and the unit."""
    if pixel_size.value is None:
        return 1.0, "px"
    long = line.shape.length * pixel_size.value >= words.NANOMETRE
    unit = words.NANOMETRE if long else words.ANGSTROM
    return pixel_size.value / unit, "nm" if long else "Å"


def _curves(answer: Answer, line: LineAnswer, scale: float) -> list[Curve]:
    x = line.raw.along * scale
    raw = line.raw
    low, high = _band(raw)
    curves = [Curve("raw", x, raw.values, c.SECONDARY, low, high)]
    made = answer.question.processed
    if line.processed is not None and made is not None:
        kind = made.provenance.kind
        if line.low is None:
            low, high = _band(line.processed)
        else:
            low, high = line.low, line.high
        own = raw.electrons != line.processed.electrons
        colour = c.KIND_COLOUR[kind]
        curves.append(Curve(tr(kind.value), x, line.processed.values, colour, low, high, own))
    return curves


def _band(profile: Profile) -> tuple[words.Floats | None, words.Floats | None]:
    if profile.error is None:
        return None, None
    return profile.values - profile.error, profile.values + profile.error


def _units(line: LineAnswer) -> list[bool]:
    made = line.processed
    return [line.raw.electrons] if made is None else [line.raw.electrons, made.electrons]


def _note(line: LineAnswer) -> str:
    """Return what the bands are, or why there is none."""
    known = (
        tr("raw ± counting error") if line.raw.error is not None else tr("raw: electrons unknown")
    )
    if line.processed is None:
        return tr("Band: {0}.", known)
    if line.low is not None:
        return tr("Bands: {0}; processed 90 % interval.", known)
    if line.processed.error is not None:
        return tr("Bands: {0}; average ± counting error.", known)
    return tr("Band: {0}. Processed: {1}.", known, line.lack or "no interval for filters")
