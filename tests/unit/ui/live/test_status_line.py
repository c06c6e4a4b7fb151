from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from stemviewer.core.frame import ScanSettings
from stemviewer.live.state import Counts, LinkState, LiveStatus, Rates, RecordingState
from stemviewer.ui import colours as c
from stemviewer.ui.live.status_bar import StatusLine, count_items, rate_items, settings_items


def texts(items: list) -> list[str]:
    return [item.text for item in items]


def test_everything_known_has_number_and_unit(pipeline) -> None:
    assert texts(settings_items(pipeline.now.settings)) == [
        "300 kV",
        "0.350 pA set",
        "1.00 µs/px",
        "512²",
        "5.12 nm",
        "0.100 Å/px",
        "0.288 s/frame",
    ]
    assert texts(rate_items(Rates(2.4, 2.4, 0.03, 0.041))) == ["2.4 fps", "latency 41 ms"]


def test_everything_unknown_says_so(pipeline) -> None:
    del pipeline
    shown = texts(settings_items(ScanSettings(480, 640)))
    assert shown == [
        "kV unknown",
        "pA unknown",
        "dwell unknown",
        "640×480",
        "field unknown",
        "Å/px unknown",
        "frame time unknown",
    ]
    assert texts(rate_items(Rates()))[1] == "latency unknown"
    assert settings_items(None) == []


def test_the_fate_of_every_frame() -> None:
    counts = Counts(1482, 1, 3, 1480, 700, 2, 5)
    items = count_items(counts, RecordingState(True, False, "", 9, 8, 0, 0, 10**12, 31 * 60.0))
    assert texts(items) == [
        "received 1\u2009482",
        "shown 1\u2009480",
        "processed 700",
        "written 8",
        "lost 3",
        "replaced 7",
        "disk 31 h",
    ]
    assert items[4].colour == c.CAUTION


@pytest.mark.parametrize(
    ("recording", "text", "colour"),
    [
        (RecordingState(), "disk unknown", c.SECONDARY),
        (RecordingState(disk_free=500 * 10**9), "disk 500 GB", c.SECONDARY),
        (RecordingState(minutes_left=9.0), "disk 9 min", c.CAUTION),
    ],
)
def test_the_disk(recording: RecordingState, text: str, colour: str) -> None:
    item = count_items(Counts(), recording)[-1]
    assert (item.text, item.colour) == (text, colour)


def test_a_narrow_line_drops_the_least_important_first(themed, qtbot: QtBot, pipeline) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.update_status(replace(pipeline.now, counts=Counts(12_345_678, 0, 3, 12_345_670, 1)))
    line.resize(1900, 28)
    left, right = line.texts()
    assert len(left) == 9
    assert len(right) == 7
    line.resize(700, 28)
    left, right = line.texts()
    assert "received 12\u2009345\u2009678" in right
    assert "lost 3" in right
    assert "300 kV" not in left
    assert "replaced 0" not in right
    assert "300 kV" in line.toolTip(), "what is left out is in the tool tip"
    line.resize(60, 28)
    line.grab()


def test_no_source(themed, qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.update_status(None)
    assert line.texts() == (["no source"], [])
    line.update_status(LiveStatus(LinkState.CONNECTING, "ws://x:1"))
    assert line.texts()[1][0] == "received 0"
