"""What the operator tells the microscope."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction

from stemviewer.core.place import Purpose as Booked
from stemviewer.feeds.base import Control, Range
from stemviewer.live.state import LinkState, LiveStatus
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.action_list import spec
from stemviewer.ui.live.actions import Actions
from stemviewer.ui.live.dose_editors import DoseEditors
from stemviewer.ui.live.dose_plan import preview
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.setups import DEFAULTS, Purpose, ScanSetup
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.strip import Strip

NO_SOURCE = mark("No source is connected.")


class ScanCommands:
    """Scan, stop, blank, new area and set-ups; answers come with the next status."""

    def __init__(
        self, link: Link, store: Store, actions: Actions, strip: Strip, editors: DoseEditors
    ) -> None:
        self._link = link
        self._store = store
        self._actions = actions
        self._strip = strip
        self._editors = editors
        self.left_area: Callable[[], None] = lambda: None
        """Called when the operator asks for another area."""
        self._setups = {purpose: store.setup(purpose) for purpose in Purpose}
        strip.setup_menu_requested.connect(self._setup_menu)
        editors.apply_requested.connect(self.apply)
        editors.new_area_requested.connect(self.new_area)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            "scan": self.scan,
            "stop": self.stop,
            "blank": self.blank,
            "new_area": self.new_area,
            "search": lambda: self.apply_setup(Purpose.SEARCH),
            "focus": lambda: self.apply_setup(Purpose.FOCUS),
        }

    def scan(self) -> None:
        """Start scanning, or stop at the end of the frame."""
        status = self._link.status
        if status is not None:
            self._send(Control.SCAN, 0.0 if status.scan.scanning else 1.0)

    def stop(self) -> None:
        """Stop at once; a feed that cannot stops at the end of the frame."""
        if Control.STOP in self._controls():
            self._send(Control.STOP, 0.0)
        else:
            self._send(Control.SCAN, 0.0)

    def blank(self) -> None:
        """Blank the beam, or unblank it."""
        status = self._link.status
        if status is not None:
            self._send(Control.BLANK, 0.0 if status.scan.blanked else 1.0)
            # the mark follows the instrument's answer, not the press
            self._actions["blank"].setChecked(status.scan.blanked)

    def new_area(self) -> None:
        """Count the dose from zero, at a fresh place where the instrument can move."""
        if self._link.pipeline is not None:
            self._link.pipeline.new_area()
            self.left_area()

    def apply(self, changes: Mapping[Control, float]) -> None:
        """Ask for new values; what lowers the dose goes first, so that no frame gets too much."""
        status = self._link.status
        settings = status.settings if status is not None else None
        items = list(changes.items())
        if settings is not None:
            items.sort(key=lambda item: preview(settings, dict([item])).raises)
        for control, value in items:
            self._send(control, value)

    def setup(self, purpose: Purpose) -> ScanSetup:
        """Return a set-up as saved."""
        return self._setups[purpose]

    def apply_setup(self, purpose: Purpose) -> bool:
        """Apply a set-up; return whether nothing of it was out of the instrument's range."""
        status = self._link.status
        if status is None or status.settings is None:
            return False
        setup, controls = self._setups[purpose], self._controls()
        refused = setup.refused(controls)
        if refused:
            names = ", ".join(control.value.replace("_", " ") for control in refused)
            self._link.warn(
                tr(
                    "The {0} set-up asks for a {1} that this instrument does not allow.",
                    tr(purpose.value.capitalize()),
                    names,
                ),
                tr("Nothing was changed."),
                tr("Set values within range and save them as the set-up by a right click on it."),
            )
            return False
        self.apply(setup.changes(status.settings, controls))
        if self._link.pipeline is not None:
            focus = purpose is Purpose.FOCUS
            self._link.pipeline.set_purpose(Booked.FOCUS if focus else Booked.IMAGING)
        return True

    def update(self, status: LiveStatus | None) -> None:
        """Enable what the instrument can do, and say of the rest why not."""
        controls = self._controls()
        linked = status is not None and status.link is LinkState.CONNECTED
        settable = linked and any(c in controls for c in DEFAULTS[Purpose.SEARCH].values)
        stoppable = Control.STOP in controls or Control.SCAN in controls
        self._enable(
            "scan", linked and Control.SCAN in controls, tr("cannot start or stop its scan")
        )
        self._enable("stop", linked and stoppable, tr("cannot stop its scan"))
        self._enable("blank", linked and Control.BLANK in controls, tr("cannot blank its beam"))
        self._enable("search", settable, tr("lets nothing be set"))
        self._enable("focus", settable, tr("lets nothing be set"))
        self._actions["new_area"].setEnabled(status is not None)
        self._actions["blank"].setChecked(status is not None and status.scan.blanked)
        self._show_setups(status)

    def _show_setups(self, status: LiveStatus | None) -> None:
        settings = status.settings if status is not None else None
        controls = self._controls()
        in_force = None
        for purpose, button in self._strip.setups.items():
            setup = self._setups[purpose]
            if settings is not None and not setup.changes(settings, controls):
                in_force = purpose
            if button.isEnabled():
                button.setToolTip(self._setup_tip(purpose))
            else:
                button.setToolTip(self._actions[purpose.value].toolTip())
        self._strip.light_setups(in_force if controls else None)

    def _setup_tip(self, purpose: Purpose) -> str:
        status = self._link.status
        settings = status.settings if status is not None else None
        setup = self._setups[purpose]
        key = self._actions.keys_of(spec(purpose.value))
        head = tr("{0} set-up", tr(purpose.value.capitalize())) + (f" [{key[0]}]" if key else "")
        tip = f"{head}\n{setup.describe(settings)}"
        if settings is not None and setup.values:
            tip += tr("\nnow → then: {0}", preview(settings, setup.values).text())
        return tr("{0}\nRight click to save the present settings.", tip)

    def record_tip(self) -> str:
        """Return what a press of Record does to the settings."""
        setup = self._setups[Purpose.RECORD]
        settings = self._link.status.settings if self._link.status is not None else None
        return tr(
            "Record set-up\n{0}\nRight click to save the present ones.", setup.describe(settings)
        )

    def _setup_menu(self, purpose_name: str, what: str) -> None:
        purpose = Purpose(purpose_name)
        status = self._link.status
        if what == "restore":
            self._setups[purpose] = DEFAULTS[purpose]
        elif what == "edit":
            self._editors.propose(
                {c: v for c, v in self._setups[purpose].values.items() if c in self._controls()}
            )
            return
        elif status is not None and status.settings is not None:
            self._setups[purpose] = ScanSetup.of(status.settings)
        self._store.set_setup(purpose, self._setups[purpose])

    def _enable(self, name: str, on: bool, lack: str) -> None:
        action: QAction = self._actions[name]
        status = self._link.status
        if action.isEnabled() == on and self._last_reason(action) == self._reason(status, on, lack):
            return
        action.setEnabled(on)
        reason = self._reason(status, on, lack)
        action.setProperty("reason", reason)
        action.setToolTip(reason or self._actions.tip_of(name))

    @staticmethod
    def _last_reason(action: QAction) -> str:
        return str(action.property("reason") or "")

    @staticmethod
    def _reason(status: LiveStatus | None, on: bool, lack: str) -> str:
        if on:
            return ""
        if status is None or status.instrument is None or status.link is not LinkState.CONNECTED:
            return tr(NO_SOURCE)
        return tr("{0} {1} from here.", status.instrument.name, lack)

    def _controls(self) -> Mapping[Control, Range]:
        status = self._link.status
        if status is None or status.instrument is None:
            return {}
        return status.instrument.controls

    def _send(self, control: Control, value: float) -> None:
        if self._link.pipeline is not None:
            self._link.pipeline.send(control, value)
