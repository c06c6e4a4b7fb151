from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Provenance
from stemviewer.core.quantity import set_to
from stemviewer.denoise.registry import method
from stemviewer.inspection.report import chosen, judge_session, write_report
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder

SIDE = 128


def rate():
    waves = np.cos(np.arange(SIDE) * 2 * np.pi / 16.0)
    return 4.0 + 1.8 * waves[:, None] + 1.8 * waves[None, :]


def frame(number, calibration=COUNTING, gain=1):
    counts = np.random.default_rng(number).poisson(rate()) * gain
    settings = ScanSettings(SIDE, SIDE, set_to(1e-6), set_to(1e-11), set_to(2e-11))
    data = read_only(counts.astype(np.uint16))
    return Frame(number, "HAADF", data, settings, calibration, received_utc_ns=number + 1)


def record(folder, frames, spoil=(), sigma=1.5):
    gaussian = method("gaussian").make({"sigma": sigma})
    info = SessionInfo("Night", instrument=InstrumentInfo("Sim", "simulator", ("HAADF",)))
    folder.mkdir(exist_ok=True)
    recorder = Recorder.start(
        folder, info, RecordOptions(ring_bytes=16 << 20, reserve_bytes=1 << 20)
    )
    # the true rate stands for a good picture: a blur would rightly be contradicted
    for one in frames:
        recorder.put_frame(one)
        made = gaussian.apply(one.data.astype(np.float32))
        image = rate().astype(np.float32)
        if one.number in spoil:
            image[60:68, 60:68] += 12.0
        provenance = Provenance((made.step,))
        recorder.put_processed(
            Processed((one.number,), "HAADF", read_only(image), provenance, seconds=0.01)
        )
    return recorder.stop()


def test_neighbours_judge_stored_pictures_and_find_what_was_added(tmp_path):
    path = record(tmp_path, [frame(n) for n in range(4)], spoil={2})
    page, figures = tmp_path / "report.html", tmp_path / "report.json"
    summary = write_report(path, page, "all", json_file=figures)
    content = json.loads(figures.read_text())
    assert [line["source"] for line in content["frames"]] == ["neighbouring frame"] * 4
    counts = [line["contradicted"] for line in content["frames"]]
    assert counts[2] >= 1
    assert counts[0] == counts[1] == counts[3] == 0
    row, column, _, z, electrons = content["frames"][2]["places"][0]
    assert 56 <= row <= 72
    assert 56 <= column <= 72
    assert z < 0
    assert electrons < -100
    assert summary["frames_contradicted"] == 1
    text = page.read_text(encoding="utf-8")
    for state, count in summary["states"].items():
        assert f"{count} {state} ({count / 4:.0%})" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    for svg in text.split("<svg")[1:]:
        ET.fromstring("<svg" + svg.split("</svg>")[0] + "</svg>")  # well-formed


def test_one_frame_alone_is_thinned_and_a_span_is_the_truth(tmp_path):
    path = record(tmp_path, [frame(n) for n in range(5)])
    with SessionReader(path) as reader:
        (spanned, *_) = judge_session(reader, range(5), span=True)
        (two,) = judge_session(reader, [0])
    assert spanned.source == two.source == "neighbouring frame"
    assert spanned.limit < 0.75 * two.limit
    alone = record(tmp_path / "alone", [frame(7)])
    with SessionReader(alone) as reader:
        (line,) = judge_session(reader, [0], seed=30)
    assert line.source == "thinning"
    assert line.seed == 30


def test_thinned_frames_are_processed_with_the_settings_in_the_log(tmp_path):
    lines = []
    for sigma in (1.5, 9.0):
        path = record(tmp_path / str(sigma), [frame(7)], sigma=sigma)
        with SessionReader(path) as reader:
            lines += judge_session(reader, [0], seed=30)
    assert lines[0].z > lines[1].z + 5


def test_what_cannot_be_judged_says_why(tmp_path):
    path = record(tmp_path, [frame(0, DetectorCalibration(), gain=7)])
    with SessionReader(path) as reader:
        (line,) = judge_session(reader, [0])
    assert line.state == "not available"
    assert "multiples of 7" in line.words


def test_choice_of_frames():
    assert chosen(5, "all", 2) == [0, 1, 2, 3, 4]
    assert chosen(5, "1-3", 2) == [1, 2, 3]
    assert chosen(100, "", 3) == [0, 49, 99]
    for text in ("7", "x", "3-1"):
        with pytest.raises(SettingsError):
            chosen(5, text, 2)
