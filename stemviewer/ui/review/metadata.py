"""Everything that is known of a frame, each value with its source."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from stemviewer.core.quantity import Quantity, Source
from stemviewer.session.format.types import Fate, FrameRow
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.review.lines import flag_words
from stemviewer.ui.skin import dress, ink
from stemviewer.ui.text import UNKNOWN_TEXT, short_hash, significant, thousands

Fact = tuple[str, str, str]
"""Name, value, source."""

_FATES = {
    Fate.UNSTATED: "not stated",
    Fate.NOT_PROCESSED: "not processed",
    Fate.PROCESSED: "processed",
}


def facts(row: FrameRow, counted: Quantity) -> dict[str, list[Fact]]:
    """Return the facts of a frame under their headings.

    Parameters
    ----------
    row : FrameRow
        Its record.
    counted : Quantity
        Mean of its own counts [electrons per pixel].
    """
    s, dose, calibration = row.settings, row.dose.frame, row.calibration
    made = row.processed_row
    fate = _FATES[row.fate] if made is None else made.provenance.label()
    return {
        "Frame": [
            ("Number", thousands(row.number), "feed"),
            ("Channel", row.channel, "feed"),
            ("Size", f"{s.rows} × {s.columns} px", "feed"),
            ("Values", row.dtype, "feed"),
            ("Rows arrived", f"{row.valid_rows} of {s.rows}", "feed"),
            ("Complete", "yes" if row.complete else "no", "feed"),
            ("Flags", flag_words(row.flags) or "none", "log"),
            ("Processing", fate, "log"),
            ("SHA-256", short_hash(row.sha256), "log"),
        ],
        "Scan": [
            fact("Dwell time", s.dwell, 1e6, "µs"),
            fact("Beam current", s.beam_current, 1e12, "pA"),
            fact("Pixel size", s.pixel_size, 1e10, "Å"),
            fact("Field of view", s.pixel_size.scaled(s.columns), 1e9, "nm"),
            fact("Flyback", s.flyback, 1e6, "µs"),
            fact("Rotation", s.rotation, 57.29577951308232, "°"),
            fact("Voltage", s.voltage, 1e-3, "kV"),
        ],
        "Dose": [
            fact("Sent to a pixel", dose.per_pixel, 1.0, "e⁻"),
            fact("Counted in a pixel", counted, 1.0, "e⁻"),
            fact("Dose of the frame", dose.total, 1.0, "e⁻/Å²"),
            fact("of it imaging", dose.imaging, 1.0, "e⁻/Å²"),
            fact("of it flyback", dose.flyback, 1.0, "e⁻/Å²"),
            fact("Dose rate", dose.rate, 1.0, "e⁻/(Å² s)"),
            fact("Cumulative here", row.dose.cumulative, 1.0, "e⁻/Å²"),
        ],
        "Detector": [
            ("Counting", "yes" if calibration.counting else "no", "feed"),
            fact("Gain", calibration.gain, 1.0, "units/e⁻"),
            fact("Black level", calibration.offset, 1.0, "units"),
        ],
        "Times": [
            ("Date", day(row.acquired_utc_ns), "feed"),
            ("Scan started", moment(row.acquired_utc_ns), "feed"),
            ("Received", moment(row.received_utc_ns), "local"),
            ("Written", moment(row.written_utc_ns), "local"),
        ],
    }


def fact(name: str, quantity: Quantity, factor: float, unit: str) -> Fact:
    """Return one fact about a quantity."""
    if quantity.value is None:
        return (name, UNKNOWN_TEXT, "")
    return (name, f"{significant(quantity.value * factor)} {unit}", quantity.source.value)


def day(utc_ns: int) -> str:
    """Return the local date."""
    if utc_ns <= 0:
        return UNKNOWN_TEXT
    return f"{datetime.fromtimestamp(utc_ns // 10**9, UTC).astimezone():%Y-%m-%d}"


def moment(utc_ns: int) -> str:
    """Return the local time to a millisecond."""
    if utc_ns <= 0:
        return UNKNOWN_TEXT
    local = datetime.fromtimestamp(utc_ns // 10**9, UTC).astimezone()
    return f"{local:%H:%M:%S}.{utc_ns % 10**9 // 10**6:03d}"


class MetadataView(QTreeWidget):
    """Name, value and source of each fact, under headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Metadata")
        self.setColumnCount(3)
        self.setHeaderLabels(["", "Value", "Source"])
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        dress(self, "QTreeView::item { padding: 2px 0; }")
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        header = self.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)

    def show_facts(self, groups: dict[str, list[Fact]]) -> None:
        """Replace what is shown."""
        self.clear()
        for heading, lines in groups.items():
            top = QTreeWidgetItem([heading.upper(), "", ""])
            top.setFont(0, fonts.heading())
            top.setForeground(0, ink(c.SECONDARY))
            self.addTopLevelItem(top)
            for name, value, source in lines:
                item = QTreeWidgetItem([name, value, source])
                item.setToolTip(1, value)
                known = value != UNKNOWN_TEXT
                item.setForeground(0, ink(c.SECONDARY))
                item.setForeground(1, ink(c.TEXT if known else c.SECONDARY))
                doubtful = source in (Source.ESTIMATED.value, Source.ASSUMED.value)
                item.setForeground(2, ink(c.CAUTION if doubtful else c.SECONDARY))
                self.addTopLevelItem(item)
