from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stemviewer.session.format.options import RecordOptions
from stemviewer.session.reading.summary import summarise, summary_text
from stemviewer.session.recording.recorder import Recorder


def test_counts_of_frames_by_fate_flag_and_model(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for n in range(6):
        recorder.put_frame(kit.frame(n))
    recorder.put_frame(kit.frame(6, valid_rows=5, complete=False))
    recorder.put_lost(7, 9, "gone")
    recorder.put_frame(kit.frame(10, 48))
    for n in (1, 2, 4):
        recorder.put_processed(kit.picture(kit.frame(n)))
    recorder.put_processed(kit.picture(kit.frame(5), network=False))
    summary = summarise(recorder.stop())
    assert json.loads(json.dumps(summary)) == summary
    expected = {
        "received": 8,
        "recorded": 8,
        "complete": 7,
        "partial": 1,
        "processed": 4,
        "network_processed": 3,
        "lost": 3,
        "not_recorded": 0,
        "by_flag": {"NETWORK": 3, "FILTERED": 1, "PARTIAL": 1, "SIMULATED": 8},
        "by_model": {f"live-0.1 {kit.WEIGHTS}": 3},
        "by_channel": {"HAADF": 8},
        "by_size": {"32x32": 7, "48x48": 1},
        "closed": True,
        "incomplete": False,
    }
    assert {name: summary[name] for name in expected} == expected
    assert summary["dose"]["cumulative"]["source"] == "assumed"
    methods = summary["methods"]
    assert kit.WEIGHTS in methods
    assert "20 pm pixel size (set)" in methods
    assert "simulated" in methods
    text = summary_text(summary)
    assert "8 received" in text
    assert "3 of them by a network" in text


def test_an_empty_session_has_a_summary(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    summary = summarise(recorder.stop())
    assert summary["received"] == 0
    assert "No frame was processed" in summary["methods"]
    summary_text(summary)
