"""Try another filter or network on the frame in view; the session is never written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from stemviewer.core.frame import Frame
from stemviewer.core.provenance import Flag, Parameter
from stemviewer.denoise.base import Method
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.parameters import ParameterEditors
from stemviewer.ui.review.job import Job
from stemviewer.ui.review.layers_panel import LayersPanel
from stemviewer.ui.text import significant, thousands
from stemviewer.ui.theme import GRID, set_role
from stemviewer.ui.widgets import SegmentedControl, label

if TYPE_CHECKING:
    from stemviewer.denoise.chain import ChainResult


def reprocess(
    frame: Frame, method: Method, parameters: dict[str, Parameter], origin: Flag
) -> ChainResult:
    """Run one method over one frame; may load a network, so not on the Qt thread."""
    from stemviewer.denoise.chain import Chain

    return Chain(method.make(parameters)).process(frame, origin)


class ReprocessPanel(QWidget):
    """Method, its parameters, Run and Cancel, and which picture is shown.

    Signals
    -------
    finished(object)
        The :class:`ChainResult` of the frame it was run on.
    failed(object)
        What it failed with.
    layer_chosen(str)
        ``"stored"`` or ``"trial"``.
    """

    finished = Signal(object)
    failed = Signal(object)
    layer_chosen = Signal(str)

    def __init__(self, methods: tuple[Method, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._methods = {method.name: method for method in methods}
        self._frame: Frame | None = None
        self._origin = Flag.NONE
        self._job: Job[ChainResult] | None = None
        self._given_up: list[Job[ChainResult]] = []
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Method"))
        for method in methods:
            self.choice.addItem(tr(method.label), method.name)
        self._summary = label("", c.SECONDARY)
        self._summary.setWordWrap(True)
        self.editors = ParameterEditors()
        self.run = set_role(QPushButton(tr("Run on this frame")), "primary")
        self.cancel = QPushButton(tr("Cancel"))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(8)
        self._state = label("", c.SECONDARY)
        self._state.setWordWrap(True)
        self.layer = SegmentedControl(
            [("stored", tr("Stored")), ("trial", tr("Trial"))], tr("Picture shown")
        )
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._method_chosen)
        self.run.clicked.connect(self.start)
        self.cancel.clicked.connect(self.give_up)
        self.layer.changed.connect(self.layer_chosen)
        self._method_chosen()
        self.show_frame(None, Flag.NONE)

    def _lay_out(self) -> None:
        note = label(
            tr("The session file is never changed: the result is a trial, shown here only.")
        )
        note.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.run, 1)
        buttons.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        for widget in (note, self.choice, self._summary, self.editors):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(self._bar)
        layout.addWidget(self._state)
        layout.addWidget(self.layer)
        layout.addSpacing(GRID)
        layout.addStretch(1)

    def add_layers(self, layers: LayersPanel) -> None:
        """Have layers made with what is chosen here."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.count() - 1, layers)

        def tell() -> None:
            layers.set_recipe(self.method, self.editors.values())

        self.editors.changed.connect(tell)
        self.choice.currentIndexChanged.connect(tell)
        tell()

    @property
    def method(self) -> Method | None:
        """The method chosen."""
        return self._methods.get(str(self.choice.currentData()))

    @property
    def running(self) -> bool:
        """Whether a result is awaited."""
        return self._job is not None

    def show_frame(self, frame: Frame | None, origin: Flag) -> None:
        """Take another frame; what was running for the one before is given up."""
        if self._job is not None:
            self.give_up()
        self._frame, self._origin = frame, origin
        self._state.setText("")
        self._refresh()
        self.set_trial(False)

    def set_trial(self, there: bool) -> None:
        """Offer the choice between the stored picture and the trial, once there is one."""
        self.layer.setVisible(there)
        self.layer.set_current("trial" if there else "stored")

    def start(self) -> None:
        """Run the chosen method in a thread of its own."""
        frame, method = self._frame, self.method
        if frame is None or method is None or self._job is not None:
            return
        parameters, origin = self.editors.values(), self._origin
        work = Job(method.label, lambda: reprocess(frame, method, parameters, origin))
        self._job = work.start()
        self._refresh()

    def give_up(self) -> None:
        """Throw the awaited result away; the thread ends when the method does."""
        if self._job is not None:
            self._job.cancel()
            self._given_up.append(self._job)
            self._job = None
            self._state.setText(tr("Cancelled."))
            self._refresh()

    def poll(self) -> None:
        """Look for the result; called from the window's timer."""
        self._given_up = [job for job in self._given_up if not job.join(0)]
        if self._job is None:
            return
        outcome = self._job.take()
        if outcome is None:
            self._state.setText(tr("{0}: running, {1:.0f} s", self._job.name, self._job.seconds))
            return
        self._job = None
        self._refresh()
        if outcome.value is not None:
            made = outcome.value.processed
            self._state.setText(
                tr(
                    "{0} on frame {1}, {2} s. Not in the session.",
                    made.provenance.label(),
                    thousands(made.parent),
                    significant(made.seconds, 2),
                )
            )
            self.set_trial(True)
            self.finished.emit(outcome.value)
        else:
            self._state.setText(tr("It failed."))
            self.failed.emit(outcome.error)

    def close_jobs(self) -> None:
        """Give up and wait for the threads; call before the program ends."""
        self.give_up()
        for job in self._given_up:
            job.join()
        self._given_up = []

    def _method_chosen(self) -> None:
        method = self.method
        self._summary.setText("" if method is None else method.summary)
        self.editors.show_specs(() if method is None else method.parameters)

    def _refresh(self) -> None:
        running = self._job is not None
        self.run.setEnabled(self._frame is not None and not running and self.method is not None)
        self.cancel.setEnabled(running)
        self._bar.setVisible(running)
