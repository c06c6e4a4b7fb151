"""The registry that turns the table of actions into menus, keys and signals."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Menu, Scope
from stemviewer.ui.live.action_list import spec as action_spec


class Actions(QObject):
    """Owns every :class:`QAction` of a window.

    Parameters
    ----------
    window : QWidget
        Where window-wide keys act.
    image_area : QWidget
        Keys of scope image act only while it or a child has the focus.
    keys : mapping of str to tuple of str, optional
        Shortcuts that replace the defaults, by action name.

    Signals
    -------
    triggered(str)
        Name of an action that was asked for.
    """

    triggered = Signal(str)

    def __init__(
        self,
        window: QWidget,
        image_area: QWidget,
        keys: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._image_area = image_area
        self._keys = dict(keys or {})
        self._actions = {spec.name: self._make(spec) for spec in ACTIONS}

    def held_keys(self) -> dict[int, str]:
        """Return the actions that act while a key is down, by Qt key code."""
        found: dict[int, str] = {}
        for spec in ACTIONS:
            for key in self.keys_of(spec) if spec.held else ():
                code = QKeySequence.fromString(key)[0]  # type: ignore[index]
                found[code.key().value] = spec.name
        return found

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def has(self, name: str) -> bool:
        """Whether there is an action of that name."""
        return name in self._actions

    def tip_of(self, name: str) -> str:
        """Return an action's sentence with its key."""
        spec = action_spec(name)
        keys = self.keys_of(spec)
        return f"{tr(spec.tip)} [{keys[0]}]" if keys else tr(spec.tip)

    def keys_of(self, spec: ActionSpec) -> tuple[str, ...]:
        """Return the shortcuts in force for an action."""
        return self._keys.get(spec.name, spec.keys)

    @property
    def own_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that differ from the defaults, by action name."""
        return dict(self._keys)

    def set_own_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Put other keys in force for all actions; those not named get their defaults."""
        self._keys = dict(keys)
        for spec in ACTIONS:
            self._put_keys(spec, self._actions[spec.name])

    def _put_keys(self, spec: ActionSpec, action: QAction) -> None:
        action.setToolTip(self.tip_of(spec.name))
        if spec.held:
            held = ", ".join(self.keys_of(spec)[:1])
            action.setText(tr("{0}\t{1} (hold)", tr(spec.text), held) if held else tr(spec.text))
        else:
            action.setShortcuts([QKeySequence(key) for key in self.keys_of(spec)])

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(tr(spec.text), self._window)
        action.setObjectName(f"action_{spec.name}")
        action.setCheckable(spec.checkable)
        action.setStatusTip(tr(spec.tip))
        action.setEnabled(not spec.held)
        self._put_keys(spec, action)
        if spec.scope is Scope.IMAGE:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._image_area.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self._window.addAction(action)
        action.setAutoRepeat(spec.name in ("zoom_in", "zoom_out", "replay_back", "replay_on"))
        action.triggered.connect(lambda _checked=False, name=spec.name: self.triggered.emit(name))
        return action

    def fill(self, bar: QMenuBar) -> dict[Menu, QMenu]:
        """Build the menus of a menu bar; return them so that others can add to them."""
        menus = {menu: bar.addMenu(tr(menu.value)) for menu in Menu}
        for spec in ACTIONS:
            if spec.separated:
                menus[spec.menu].addSeparator()
            menus[spec.menu].addAction(self._actions[spec.name])
        for menu in menus.values():
            menu.setToolTipsVisible(True)
        return menus
