"""Choosing a kind of view: by menu, by key, and by the switch above the images."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QHBoxLayout, QWidget

from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.part import WindowPart
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.view_actions import action_of
from stemviewer.ui.widgets import SegmentedControl

KEPT = "view"
"""Under which the kind of view is kept."""


class ViewSwitch(QWidget):
    """One button for every kind of view.

    Parameters
    ----------
    actions : Actions
        Give the tool tips, and are triggered.
    """

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        options = [(kind.value, tr(kind.label)) for kind in ViewKind]
        self.control = SegmentedControl(options, tr("View"), padding=9)
        for kind in ViewKind:
            self.control.button(kind.value).setToolTip(actions.tip_of(action_of(kind)))
        self.control.changed.connect(lambda key: actions[action_of(ViewKind(key))].trigger())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.addWidget(self.control)


class KindCommands(WindowPart):
    """Puts the chosen kind of view in force and keeps it for the next start.

    Parameters
    ----------
    store : Store
        Keeps it.
    actions : Actions
        Choose it, and show which one is on.
    panes : Views
        Show it.
    switch : ViewSwitch
        Chooses it too.
    """

    def __init__(self, store: Store, actions: Actions, panes: Views, switch: ViewSwitch) -> None:
        self._store, self._actions, self._panes, self._switch = store, actions, panes, switch
        kept = store.text(KEPT)
        self.choose(ViewKind(kept) if kept in list(ViewKind) else ViewKind.SPLIT)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        kinds: dict[str, Callable[[], object]] = {
            action_of(kind): lambda kind=kind: self.choose(kind)  # type: ignore[misc]
            for kind in ViewKind
        }
        return kinds | {
            "next_view": lambda: self.choose(self._panes.state.kind.following),
            "other_picture": self._panes.other,
        }

    def choose(self, kind: ViewKind) -> None:
        """Show a kind of view, and mark it as chosen."""
        self._panes.set_kind(kind)
        self._store.set_text(KEPT, kind.value)
        for one in ViewKind:
            self._actions[action_of(one)].setChecked(one is kind)
        self._switch.control.set_current(kind.value)
