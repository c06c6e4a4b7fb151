"""The display dock: levels and colours. Nothing here ever runs a filter or a network."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QWidget,
)

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.ui import colours as c
from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits
from stemviewer.ui.image.lut import COLOUR_MAPS
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.dock import PanelDock
from stemviewer.ui.live.histogram_view import HistogramView
from stemviewer.ui.live.parameters import RealBox
from stemviewer.ui.live.tick import Tick
from stemviewer.ui.text import E_PER_PX
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import SegmentedControl, label

MODES = (
    (LevelsMode.OFF, mark("Off"), mark("The limits stay where you drag them.")),
    (LevelsMode.ONCE, mark("Once"), mark("Set the limits from one frame and keep them [Enter].")),
    (LevelsMode.FOLLOW, mark("Follow"), mark("Adjust the limits to every frame, smoothed [F8].")),
    (LevelsMode.LOCK, mark("Lock"), mark("Keep the limits in force, whatever comes.")),
)


class DisplayDock(PanelDock):
    """Histograms with draggable limits, auto mode, percentiles, gamma, map and invert.

    Signals
    -------
    changed(object)
        The new :class:`DisplaySettings`.
    """

    changed = Signal(object)

    def __init__(
        self, settings: DisplaySettings | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__("display", tr("Display"), parent)
        self._settings = settings or DisplaySettings()
        self.raw = HistogramView("raw")
        self.processed = HistogramView("processed")
        self.mode = SegmentedControl(
            [(m.value, tr(text)) for m, text, _tip in MODES], tr("Auto levels")
        )
        for mode, _text, tip in MODES:
            self.mode.button(mode.value).setToolTip(tr(tip))
        self.low = _box(tr("Low percentile"), 0.0, 49.0, 0.1, 2, " %")
        self.high = _box(tr("High percentile"), 51.0, 100.0, 0.1, 2, " %")
        self.gamma = _box(tr("Gamma"), 0.1, 10.0, 0.05, 2, "")
        self.map = QComboBox()
        self.map.setAccessibleName(tr("Colour map"))
        self.map.addItems(list(COLOUR_MAPS))
        self.invert = Tick(tr("Invert"))
        self.saturation = Tick(tr("Mark saturation"))
        self.saturation.setToolTip(tr("Mark values outside the limits: blue below, red above."))
        self._lay_out()
        self.show_settings(self._settings)
        self._connect()

    def _lay_out(self) -> None:
        auto = QHBoxLayout()
        auto.addWidget(label(tr("Auto")))
        auto.addStretch(1)
        auto.addWidget(self.mode)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(4)
        percentiles = QHBoxLayout()
        percentiles.setSpacing(4)
        percentiles.addWidget(self.low)
        percentiles.addWidget(label(tr("to")))
        percentiles.addWidget(self.high)
        grid.addWidget(QLabel(tr("Percentiles")), 0, 0)
        grid.addLayout(percentiles, 0, 1, Qt.AlignmentFlag.AlignRight)
        colours = QHBoxLayout()
        colours.setSpacing(GRID)
        colours.addWidget(self.map)
        colours.addWidget(self.gamma)
        grid.addWidget(QLabel(tr("Map, gamma")), 1, 0)
        grid.addLayout(colours, 1, 1, Qt.AlignmentFlag.AlignRight)
        marks = QHBoxLayout()
        marks.addWidget(self.invert)
        marks.addStretch(1)
        marks.addWidget(self.saturation)
        for widget in (self.raw, self.processed):
            self.body.addWidget(widget)
        self.body.addLayout(auto)
        self.body.addLayout(grid)
        self.body.addLayout(marks)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.mode.changed.connect(self._mode_chosen)
        self.low.valueChanged.connect(lambda v: self._set(low_percentile=v))
        self.high.valueChanged.connect(lambda v: self._set(high_percentile=v))
        self.gamma.valueChanged.connect(lambda v: self._set(gamma=v))
        self.map.textActivated.connect(lambda name: self._set(colour_map=name))
        self.invert.toggled.connect(lambda on: self._set(invert=on))
        self.saturation.toggled.connect(lambda on: self._set(mark_saturation=on))
        self.raw.limits_dragged.connect(lambda low, high: self._by_hand(raw=Limits(low, high)))
        self.processed.limits_dragged.connect(
            lambda low, high: self._by_hand(processed=Limits(low, high))
        )

    @property
    def settings(self) -> DisplaySettings:
        """What is chosen now."""
        return self._settings

    def show_pair(self, pair: PaintedPair) -> None:
        """Show the histograms and the limits of what is on the screen."""
        raw, made = pair.raw, pair.processed
        self.raw.show_histogram(pair.raw_histogram, raw.limits, _unit(raw.calibration), c.RAW)
        self.processed.setVisible(made is not None)
        if made is not None:
            colour = c.KIND_COLOUR[made.kind]
            self.processed.show_histogram(pair.processed_histogram, made.limits, E_PER_PX, colour)

    def clear(self) -> None:
        """Show no histogram."""
        self.raw.clear()
        self.processed.clear()
        self.processed.setVisible(False)

    def auto_once(self) -> None:
        """Set the limits from the frame on the screen, once, and keep them."""
        self._set(mode=LevelsMode.ONCE, once=self._settings.once + 1)

    def toggle_follow(self) -> None:
        """Let the limits follow, or keep those in force."""
        following = self._settings.mode is LevelsMode.FOLLOW
        self._set(mode=LevelsMode.LOCK if following else LevelsMode.FOLLOW)

    def toggle_invert(self) -> None:
        """Swap black and white."""
        self._set(invert=not self._settings.invert)

    def show_settings(self, settings: DisplaySettings) -> None:
        """Show settings without telling of a change."""
        self._settings = settings
        self.mode.set_current(settings.mode.value)
        for box, value in (
            (self.low, settings.low_percentile),
            (self.high, settings.high_percentile),
            (self.gamma, settings.gamma),
        ):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        for check, on in (
            (self.invert, settings.invert),
            (self.saturation, settings.mark_saturation),
        ):
            check.blockSignals(True)
            check.setChecked(on)
            check.blockSignals(False)
        self.map.setCurrentText(settings.colour_map)
        self.set_note(tr("auto: {0}", settings.mode.value))

    def _mode_chosen(self, key: str) -> None:
        mode = LevelsMode(key)
        if mode is LevelsMode.ONCE:
            self.auto_once()
        elif mode is LevelsMode.OFF:
            self._by_hand()
        else:
            self._set(mode=mode)

    def _by_hand(self, raw: Limits | None = None, processed: Limits | None = None) -> None:
        """Go over to limits by hand: the side that was not dragged keeps what it has."""
        self._set(
            mode=LevelsMode.OFF,
            raw_limits=raw or self.raw.limits or self._settings.raw_limits,
            processed_limits=processed or self.processed.limits or self._settings.processed_limits,
        )

    def _set(self, **changes: object) -> None:
        self.show_settings(replace(self._settings, **changes))  # type: ignore[arg-type]
        self.changed.emit(self._settings)


def _unit(calibration: DetectorCalibration | None) -> str:
    """Return the unit of raw values: a counting detector gives electrons."""
    return "e⁻/px" if calibration is not None and calibration.counting else "units"


def _box(name: str, low: float, high: float, step: float, decimals: int, suffix: str) -> RealBox:
    box = RealBox()
    box.setDecimals(decimals)
    box.setRange(low, high)
    box.setSingleStep(step)
    box.setSuffix(suffix)
    box.setKeyboardTracking(False)
    box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setFixedWidth(80)
    box.setAccessibleName(name)
    box.setToolTip(tr("{0}: {1:g} to {2:g}{3}", name, low, high, suffix))
    return box
