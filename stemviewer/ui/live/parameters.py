"""Editors of a method's parameters, made from their descriptions."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import ParameterSpec
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.format import number
from stemviewer.ui.theme import GRID

EDITOR_WIDTH = 128

_INDENT = (6, 0, 6, 0)
"""Of the text in a field, as in the others: a style sheet does not reach it [px]."""

_AT_ZERO = re.compile(r" \(0: (\w+)\)$")
"""What a label says of zero; the field then shows that word in its place."""


class _QuietWheel:
    """Lets the wheel scroll the dock unless the field has the focus."""

    def ignores(self, box: QAbstractSpinBox, event: QWheelEvent) -> bool:
        """Whether the wheel event is not meant for ``box``."""
        if box.hasFocus():
            return False
        event.ignore()
        return True


class RealBox(QDoubleSpinBox):
    """Field for a real parameter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(*_INDENT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while focused."""
        if not _QuietWheel().ignores(self, event):
            super().wheelEvent(event)


class WholeBox(QSpinBox):
    """Field for a whole parameter."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(*_INDENT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step only while focused."""
        if not _QuietWheel().ignores(self, event):
            super().wheelEvent(event)


class ParameterEditors(QWidget):
    """One row for each parameter of the chosen method.

    Signals
    -------
    changed()
        A value was changed by the operator: read :meth:`values`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._boxes: dict[str, RealBox | WholeBox] = {}

    def show_specs(
        self, specs: Sequence[ParameterSpec], values: Mapping[str, Parameter] | None = None
    ) -> None:
        """Replace the rows; ``values`` in force win over the defaults."""
        self._clear()
        for row, spec in enumerate(specs):
            given = (values or {}).get(spec.name)
            start = given if isinstance(given, int | float) else spec.default
            box = _box(spec, float(start))
            box.valueChanged.connect(self.changed)
            name = QLabel(_AT_ZERO.sub("", tr(spec.label)))
            name.setBuddy(box)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(box, row, 1)
            self._boxes[spec.name] = box
        self.setVisible(bool(specs))

    def values(self) -> dict[str, Parameter]:
        """Return the values of all rows by name."""
        return {name: box.value() for name, box in self._boxes.items()}

    def box(self, name: str) -> RealBox | WholeBox:
        """Return the field of a parameter."""
        return self._boxes[name]

    def _clear(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._boxes = {}


def _box(spec: ParameterSpec, start: float) -> RealBox | WholeBox:
    box: RealBox | WholeBox
    if isinstance(spec.default, int):
        box = WholeBox()
        box.setRange(int(spec.low), int(spec.high))
        box.setSingleStep(max(1, int(spec.step)))
        box.setValue(int(start))
    else:
        box = RealBox()
        box.setDecimals(max(0, min(6, 1 - math.floor(math.log10(spec.step)))))
        box.setRange(spec.low, spec.high)
        box.setSingleStep(spec.step)
        box.setValue(start)
    box.setKeyboardTracking(False)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setFixedWidth(EDITOR_WIDTH)
    unit = f" {spec.unit}" if spec.unit else ""
    box.setSuffix(unit)
    at_zero = _AT_ZERO.search(tr(spec.label))
    if at_zero is not None and spec.low == 0:
        box.setSpecialValueText(at_zero.group(1))
    box.setToolTip(
        tr("{0}: {1} to {2}{3}", tr(spec.label), number(spec.low), number(spec.high), unit)
    )
    box.setAccessibleName(f"{tr(spec.label)}{f' [{spec.unit}]' if spec.unit else ''}")
    return box
