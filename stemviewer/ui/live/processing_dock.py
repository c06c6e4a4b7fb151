"""The processing dock: what is done to the newest frame, and whether it may be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stemviewer.core.provenance import Kind, Parameter
from stemviewer.denoise.base import Method, RangeState, RangeVerdict
from stemviewer.denoise.network.catalogue import FILE_PREFIX, foreign_method
from stemviewer.live.state import ChainSettings, LiveStatus
from stemviewer.ui import colours as c
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.average_row import AverageRow
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.live.evidence_row import EvidenceRow
from stemviewer.ui.live.format import milliseconds, number
from stemviewer.ui.live.model_row import ModelRow
from stemviewer.ui.live.parameters import ParameterEditors
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.widgets import SegmentedControl, label, tint

NONE = "none"
NETWORK = "network"

SHORT: Mapping[str, str] = {
    "gaussian": mark("Gauss"),
    "median": mark("Median"),
    "wiener": mark("Wiener"),
    "nlm": "NLM",
    "tv": "TV",
}
"""Labels that fit side by side; the full one is in the tool tip."""

RANGE_SIGN = {
    RangeState.IN: ("●", c.GOOD),
    RangeState.EDGE: ("◐", c.CAUTION),
    RangeState.OUT: ("▲", c.CONTRADICTED),
}
"""Shape and colour of the range light; the words go with it."""


class ProcessingDock(PanelDock):
    """Choice of the method, its parameters, its card, its range light and its speed.

    Parameters
    ----------
    methods : sequence of Method
        Of the registry, in the order shown.

    Signals
    -------
    chain_changed(object)
        The :class:`ChainSettings` the operator wants.
    record_processed_changed(bool)
        Whether the processed picture is to be recorded too.
    card_requested(str)
        Name of the network whose model card is asked for.
    content_changed()
        Other rows are shown: another height may be needed.
    """

    chain_changed = Signal(object)
    record_processed_changed = Signal(bool)
    card_requested = Signal(str)
    content_changed = Signal()

    def __init__(self, methods: Sequence[Method], parent: QWidget | None = None) -> None:
        super().__init__("processing", tr("Processing"), parent)
        self._methods = {method.name: method for method in methods}
        self._kept: dict[str, ChainSettings] = {}
        self._fixed: dict[str, Mapping[str, Parameter]] = {}
        self._method = NONE
        networks = [m for m in methods if m.network]
        classical = [m for m in methods if not m.network]
        self.choice = SegmentedControl(_segments(classical), tr("Processing method"), padding=7)
        self._model_row = ModelRow(networks)
        self.model, self.card = self._model_row.model, self._model_row.card
        self.parameters = ParameterEditors()
        self.average = AverageRow()
        self.summary = label("", c.SECONDARY)
        self.summary.setWordWrap(True)
        self.range_light = QLabel()
        self.range_light.setObjectName("range_light")
        self.range_light.setWordWrap(True)
        self.speed = label("", c.SECONDARY)
        self.evidence = EvidenceRow()
        self.record_raw = Tick(tr("raw"))
        self.record_processed = Tick(tr("processed too"))
        self._lay_out()
        self._connect(classical, networks)
        self._show_method()

    def _lay_out(self) -> None:
        record = QHBoxLayout()
        record.addWidget(label(tr("Record"), c.SECONDARY))
        record.addStretch(1)
        record.addWidget(self.record_raw)
        record.addWidget(self.record_processed)
        state = QVBoxLayout()
        state.setSpacing(2)
        state.addWidget(self.range_light)
        state.addWidget(self.summary)
        state.addWidget(self.speed)
        self.body.addWidget(self.choice)
        self.body.addWidget(self._model_row)
        self.body.addWidget(self.parameters)
        self.body.addWidget(self.average)
        self.body.addLayout(state)
        self.body.addWidget(self.evidence)
        self.body.addLayout(record)
        self.body.addStretch(1)

    def _connect(self, classical: Sequence[Method], networks: Sequence[Method]) -> None:
        self.choice.button(NONE).setToolTip(tr("Show raw only; nothing is computed."))
        for method in classical:
            self.choice.button(method.name).setToolTip(f"{tr(method.label)}. {tr(method.summary)}")
        network = self.choice.button(NETWORK)
        network.setEnabled(bool(networks))
        network.setToolTip(
            tr(
                "A neural network: an opinion about the specimen, "
                "marked violet wherever it appears."
            )
            if networks
            else tr("No network is installed.")
        )
        self.record_raw.setChecked(True)
        self.record_raw.setEnabled(False)
        self.record_raw.setToolTip(tr("Raw is always recorded; it cannot be switched off."))
        self.record_processed.setChecked(True)
        self.record_processed.setToolTip(
            tr("Also record the processed picture, with its method and flags.")
        )
        self.choice.changed.connect(self._chosen)
        self._model_row.chosen.connect(lambda: self._chosen(NETWORK))
        self._model_row.accepted.connect(self._use_foreign)
        self._model_row.card_requested.connect(self.card_requested)
        self.parameters.changed.connect(self._parameters_changed)
        self.average.changed.connect(self._average_changed)
        self.record_processed.toggled.connect(self.record_processed_changed)

    @property
    def network(self) -> str:
        """Name of the network at work, or empty when there is none."""
        return self._model_row.network_at_work

    @property
    def is_network(self) -> bool:
        """Whether the method chosen is a network."""
        method = self._methods.get(self._method)
        return method is not None and method.network

    @property
    def method_label(self) -> str:
        """Name of the method chosen, as shown."""
        return self._label()

    @property
    def settings(self) -> ChainSettings:
        """What is chosen now."""
        values = {**self._fixed.get(self._method, {}), **self.parameters.values()}
        return ChainSettings(self._method, values, self.average.value)

    def choose(self, settings: ChainSettings) -> None:
        """Show a choice made elsewhere, e.g. restored; an unknown method is ignored."""
        if settings.method.startswith(FILE_PREFIX) and settings.method not in self._methods:
            self._add_foreign(settings)
        method = self._methods.get(settings.method)
        if method is None and settings.method != NONE:
            return
        self._method = settings.method
        self._kept[settings.method] = settings
        self.average.show_value(settings.average)
        if method is not None and method.network:
            self._model_row.show_chosen(method.name)
        self.choice.set_current(NETWORK if method is not None and method.network else self._method)
        self._show_method()

    def _add_foreign(self, settings: ChainSettings) -> None:
        """Offer a network from a file that the operator has accepted as unverified."""
        method = foreign_method(Path(settings.method.removeprefix(FILE_PREFIX)))
        self._methods[method.name] = method
        self._fixed[method.name] = settings.parameters
        self._model_row.add(method)

    def _use_foreign(self, path: Path) -> None:
        """Use weights that the operator has given the word for."""
        settings = ChainSettings(
            f"{FILE_PREFIX}{path}", {"unverified": True}, average=self.average.value
        )
        self.choose(settings)
        self.chain_changed.emit(self.settings)

    def update_status(self, status: LiveStatus | None) -> None:
        """Show speed and readiness."""
        if status is None or self.settings.raw_only:
            self.speed.setVisible(False)
            return
        self.speed.setVisible(True)
        self._model_row.at_work = status.network
        at_work = f"{status.network} · " if status.network else ""
        rates = status.rates
        if not status.chain_ready:
            self.speed.setText(tr("◌ preparing {0} …", self._label()))
        elif rates.process_seconds > 0:
            self.speed.setText(
                tr(
                    "{0}{1} a frame · {2} frames/s",
                    at_work,
                    milliseconds(rates.process_seconds),
                    number(rates.process_fps, 2),
                )
            )
        else:
            self.speed.setText(tr("waiting for a frame"))

    def set_recording(self, active: bool) -> None:
        """Fix what is recorded while a session is open."""
        self.record_processed.setEnabled(not active)

    def update_range(self, verdict: RangeVerdict | None) -> None:
        """Show whether the newest frame suits the network; ``None`` when none was used."""
        method = self._methods.get(self._method)
        used = method is not None and method.network
        self.range_light.setVisible(used)
        if not used:
            return
        if verdict is None:
            text, colour = tr("○ range not judged yet"), c.SECONDARY
        else:
            sign, colour = RANGE_SIGN[verdict.state]
            reason = f": {verdict.reason}" if verdict.reason else ""
            text = f"{sign} {tr(verdict.state.value)}{reason}"
        if self.range_light.text() != text:
            self.range_light.setText(text)
            tint(self.range_light, colour)

    def _chosen(self, key: str) -> None:
        self._method = self._model_row.network if key == NETWORK else key
        self._show_method()
        self.chain_changed.emit(self.settings)

    def _parameters_changed(self) -> None:
        self._kept[self._method] = self.settings
        self.chain_changed.emit(self.settings)

    def _average_changed(self) -> None:
        self._show_note()
        self._show_evidence_row()
        self.chain_changed.emit(self.settings)

    def _show_method(self) -> None:
        method = self._methods.get(self._method)
        kept = self._kept.get(self._method)
        self.parameters.show_specs(
            method.parameters if method else (), kept.parameters if kept else None
        )
        network = method is not None and method.network
        self._model_row.setVisible(network)
        self._show_note()
        self._show_evidence_row()
        self.content_changed.emit()
        self.update_range(None)
        self.update_status(None)

    def _show_note(self) -> None:
        method = self._methods.get(self._method)
        plain = tr("Counts of the last frames, summed; nothing else is done to them.")
        raw = plain if self.average.value else tr("Raw only: nothing is computed.")
        self.summary.setText(tr(method.summary) if method else raw)
        self.set_note(*_note(method, self.average.value))

    def _show_evidence_row(self) -> None:
        self.evidence.setVisible(not self.settings.raw_only)
        self.evidence.fallback.setVisible(self.is_network)
        self.evidence.show_nothing()

    def _label(self) -> str:
        method = self._methods.get(self._method)
        return tr(method.label) if method else tr("the average")


def _segments(classical: Sequence[Method]) -> list[tuple[str, str]]:
    named = [(m.name, tr(SHORT.get(m.name, m.label))) for m in classical]
    return [(NONE, tr("None")), *named, (NETWORK, tr("Network"))]


def _note(method: Method | None, average: int) -> tuple[str, str]:
    if method is None and average:
        return tr("average"), c.KIND_TEXT[Kind.AVERAGED]
    if method is None:
        return tr("none"), c.SECONDARY
    if method.network:
        return tr("network"), c.KIND_TEXT[Kind.DENOISED]
    return tr("filter"), c.KIND_TEXT[Kind.FILTERED]
