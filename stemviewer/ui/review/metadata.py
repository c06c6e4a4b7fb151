"""Everything that is known of a frame, each value with its source."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from stemviewer.core.quantity import Quantity, Source
from stemviewer.session.format.types import Fate, FrameRow
from stemviewer.ui import colours as c
from stemviewer.ui import fonts
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.review.lines import flag_words
from stemviewer.ui.skin import dress, ink
from stemviewer.ui.text import UNKNOWN_TEXT, short_hash, significant, thousands

Fact = tuple[str, str, str]
"""Name, value, source."""

_FATES = {
    Fate.UNSTATED: mark("not stated"),
    Fate.NOT_PROCESSED: mark("not processed"),
    Fate.PROCESSED: "processed",
}


_ALWAYS = ("Number", "SHA-256", "Counted in a pixel", "Cumulative here")
"""Facts that differ between any two frames."""


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
    fate = tr(_FATES[row.fate]) if made is None else made.provenance.label()
    return {
        "Frame": [
            (tr("Number"), thousands(row.number), "feed"),
            (tr("Channel"), row.channel, "feed"),
            (tr("Size"), f"{s.rows} × {s.columns} px", "feed"),
            (tr("Values"), row.dtype, "feed"),
            (tr("Rows arrived"), tr("{0} of {1}", row.valid_rows, s.rows), "feed"),
            (tr("Complete"), "yes" if row.complete else "no", "feed"),
            (tr("Flags"), flag_words(row.flags) or "none", "log"),
            (tr("Processing"), fate, "log"),
            ("SHA-256", short_hash(row.sha256), "log"),
        ],
        "Scan": [
            fact(tr("Dwell time"), s.dwell, 1e6, "µs"),
            fact(tr("Beam current"), s.beam_current, 1e12, "pA"),
            fact(tr("Pixel size"), s.pixel_size, 1e10, "Å"),
            fact(tr("Field of view"), s.pixel_size.scaled(s.columns), 1e9, "nm"),
            fact(tr("Flyback"), s.flyback, 1e6, "µs"),
            fact(tr("Rotation"), s.rotation, 57.29577951308232, "°"),
            fact(tr("Voltage"), s.voltage, 1e-3, "kV"),
        ],
        "Dose": [
            fact(tr("Sent to a pixel"), dose.per_pixel, 1.0, "e⁻"),
            fact(tr("Counted in a pixel"), counted, 1.0, "e⁻"),
            fact(tr("Dose of the frame"), dose.total, 1.0, "e⁻/Å²"),
            fact(tr("of it imaging"), dose.imaging, 1.0, "e⁻/Å²"),
            fact(tr("of it flyback"), dose.flyback, 1.0, "e⁻/Å²"),
            fact(tr("Dose rate"), dose.rate, 1.0, "e⁻/(Å² s)"),
            fact(tr("Cumulative here"), row.dose.cumulative, 1.0, "e⁻/Å²"),
        ],
        "Detector": [
            (tr("Counting"), "yes" if calibration.counting else "no", "feed"),
            fact(tr("Gain"), calibration.gain, 1.0, "units/e⁻"),
            fact(tr("Black level"), calibration.offset, 1.0, "units"),
        ],
        "Times": [
            (tr("Date"), day(row.acquired_utc_ns), "feed"),
            (tr("Scan started"), moment(row.acquired_utc_ns), "feed"),
            (tr("Received"), moment(row.received_utc_ns), "local"),
            (tr("Written"), moment(row.written_utc_ns), "local"),
        ],
    }


def changes(groups: dict[str, list[Fact]], before: dict[str, list[Fact]]) -> list[Fact]:
    """Return the settings that differ, as ``before → now``.

    What differs from frame to frame by its nature (number, times, hash, counts, cumulative dose)
    is left out.
    """
    differing: list[Fact] = []
    for heading, lines in groups.items():
        for (name, now, source), (_, was, _) in zip(lines, before.get(heading, []), strict=False):
            if now != was and heading != "Times" and name not in map(tr, _ALWAYS):
                differing.append((name, f"{was} → {now}", source))
    return differing


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
        self.setAccessibleName(tr("Metadata"))
        self.setColumnCount(3)
        self.setHeaderLabels(["", tr("Value"), tr("Source")])
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        dress(self, "QTreeView::item { padding: 2px 0; }")
        self.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        header = self.header()
        # as wide as the names; headings run on over the values
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)

    def show_facts(
        self, groups: dict[str, list[Fact]], before: dict[str, list[Fact]] | None = None
    ) -> None:
        """Replace what is shown; first what differs from the facts of the frame ``before``."""
        self.clear()
        if before is not None:
            differing = changes(groups, before)
            none = (tr("nothing"), "", "")
            groups = {tr("Changed since the frame before"): differing or [none]} | groups
        metrics = self.fontMetrics()
        widest = (metrics.horizontalAdvance(fact[0]) for lines in groups.values() for fact in lines)
        self.header().resizeSection(0, max(widest, default=80) + 16)
        for heading, lines in groups.items():
            top = QTreeWidgetItem([heading.upper(), "", ""])
            top.setFont(0, fonts.heading())
            top.setForeground(0, ink(c.SECONDARY))
            self.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for name, value, source in lines:
                item = QTreeWidgetItem([name, value, source])
                item.setToolTip(1, value)
                known = value != UNKNOWN_TEXT
                item.setForeground(0, ink(c.SECONDARY))
                item.setForeground(1, ink(c.TEXT if known else c.SECONDARY))
                doubtful = source in (Source.ESTIMATED.value, Source.ASSUMED.value)
                item.setForeground(2, ink(c.CAUTION if doubtful else c.SECONDARY))
                self.addTopLevelItem(item)
