"""Changing keys: choose an action, press its new key; a key that is taken is told before."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Scope
from stemviewer.ui.live.key_map import Keys, holder, keys_of, plain, problem, shown, with_key
from stemviewer.ui.skin import ink
from stemviewer.ui.widgets import label, tint

HINT = mark("Choose an action, click into the field and press its new key.")


class KeyEditor(QDialog):
    """Non-modal table of every action and its keys.

    Parameters
    ----------
    own : mapping
        The operator's own keys as they are.

    Signals
    -------
    changed(object)
        All own keys from now on.
    """

    changed = Signal(object)

    def __init__(self, own: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_editor")
        self.setWindowTitle(tr("Change keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 560)
        self.own = dict(own)
        self.table = QTableWidget(len(ACTIONS), 3, self)
        self.table.setAccessibleName(tr("Keys"))
        self.field = QKeySequenceEdit()
        self.field.setMaximumSequenceLength(1)
        self.field.setAccessibleName(tr("New key"))
        self.field.setClearButtonEnabled(True)
        self.words = label(tr(HINT), c.SECONDARY)
        self.words.setWordWrap(True)
        self.take = QPushButton(tr("Use it here instead"))
        self.remove, self.default = QPushButton(tr("No key")), QPushButton(tr("Default"))
        self.defaults = QPushButton(tr("All defaults"))
        self._wanted = ""
        self._lay_out()
        self._fill()
        self.table.itemSelectionChanged.connect(self._chosen)
        self.field.keySequenceChanged.connect(self._pressed)
        self.take.clicked.connect(lambda: self._set((self._wanted,)))
        self.remove.clicked.connect(lambda: self._set(()))
        self.default.clicked.connect(lambda: self._set(self.spec.keys))
        self.defaults.clicked.connect(self._all_defaults)
        self.table.selectRow(0)

    def _lay_out(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels([tr("Action"), tr("Key"), tr("Acts")])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        for button in (self.remove, self.default, self.defaults):
            button.setAutoDefault(False)
            row.addWidget(button)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self.words, 1)
        told.addWidget(self.take)
        self.take.setAutoDefault(False)
        self.take.hide()
        self.words.setMinimumHeight(36)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.setSpacing(8)
        outer.addWidget(table, 1)
        outer.addLayout(row)
        outer.addLayout(told)

    @property
    def spec(self) -> ActionSpec:
        """The action whose row is chosen."""
        return ACTIONS[max(self.table.currentRow(), 0)]

    def choose(self, name: str) -> None:
        """Choose the row of an action."""
        self.table.selectRow([spec.name for spec in ACTIONS].index(name))

    def _fill(self) -> None:
        for row, spec in enumerate(ACTIONS):
            keys = ", ".join(shown(key) for key in keys_of(spec, self.own))
            where = tr("on images") if spec.scope is Scope.IMAGE else "anywhere"
            for column, text in enumerate((plain(tr(spec.text)), keys, where)):
                item = QTableWidgetItem(text)
                item.setToolTip(tr(spec.tip))
                if column == 1 and spec.name in self.own:
                    item.setForeground(ink(c.AVERAGED))
                self.table.setItem(row, column, item)

    def _chosen(self) -> None:
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._tell(tr(HINT))

    def _pressed(self, sequence: QKeySequence) -> None:
        key = sequence.toString()
        if not key:
            return
        bad = problem(self.spec, key)
        other = holder(key, self.own, self.spec.name)
        if bad:
            self._tell(f"▲ {bad}", c.CAUTION)
        elif other is not None:
            self._wanted = key
            self._tell(
                tr("▲ {0} is taken by {1}.", shown(key), plain(other.text)), c.CAUTION, take=True
            )
        else:
            self._set((key,))

    def _set(self, keys: tuple[str, ...]) -> None:
        spec = self.spec
        self.own = with_key(self.own, spec.name, keys)
        self._fill()
        self._chosen()
        now = ", ".join(shown(key) for key in keys) or tr("no key")
        self._tell(f"● {plain(tr(spec.text))}: {now}.", c.GOOD)
        self.changed.emit(self.own)

    def _all_defaults(self) -> None:
        self.own = {}
        self._fill()
        self._tell(tr("● Every action has its default key."), c.GOOD)
        self.changed.emit(self.own)

    def _tell(self, text: str, colour: str = c.SECONDARY, *, take: bool = False) -> None:
        self.words.setText(text)
        tint(self.words, colour)
        self.take.setVisible(take)
