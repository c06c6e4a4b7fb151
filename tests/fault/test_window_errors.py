"""Errors that nobody caught, in the real program while it records: told, logged, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from stemviewer.core.program_log import LOG_FOLDER
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify

SAMPLE = "Secret-sample-7"

PROGRAM = f"""
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
from stemviewer.feeds.catalogue import feed_opener
from stemviewer.live.pipeline import LivePipeline
from stemviewer.ui.main import Program, WindowOptions, run_live_window
from stemviewer.ui.timers import when

def fail():
    raise ValueError("a slot failed on /data/{SAMPLE}/image.tif")

def fail_in_thread():
    raise KeyError("a thread failed")

inner = Program.run
def run(self):
    self.window.strip.sample.setText("{SAMPLE}")
    written = lambda: self.window.link.status.recording.written
    kept = []
    def break_it():
        kept.append(written())
        fail_later = threading.Thread(target=fail_in_thread)
        fail_later.start(); fail_later.join()
        timers.append(when(lambda: written() > kept[0] + 4, self.window.session.finish))
        fail()
    timers = [when(lambda: self.window.link.status and written() > 2, break_it)]
    code = inner(self)
    print([notice.what for notice in self.window.bar.history])
    after = self.window.session.last_pipeline.status().recording.written
    print("written before and after", kept[0], after)
    return code
Program.run = run

def connect(where):
    return LivePipeline(feed_opener(where), where)

options = WindowOptions(feed="simulator", record=Path(sys.argv[1]), headless=True)
sys.exit(run_live_window(connect, options))
"""


def test_a_slot_and_a_thread_that_raise_are_told_and_the_recording_goes_on(tmp_path: Path) -> None:
    place = os.environ | {"QT_QPA_PLATFORM": "offscreen", LOG_FOLDER: str(tmp_path / "log")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "sessions")],
        env=place,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 1, "a scripted run that met errors does not end as good"
    told = done.stdout
    assert "Unexpected ValueError: a slot failed" in told, done.stderr[-2000:]
    assert "Unexpected KeyError: 'a thread failed'" in told
    before, after = (int(word) for word in told.split("before and after")[1].split())
    assert after > before + 4, "frames were written after the errors"
    (session,) = (tmp_path / "sessions").glob("*.nxs")
    report = verify(session)
    assert report.good, report.problems
    assert report.closed
    with SessionReader(session) as reader:
        assert len(reader) >= after
        assert reader.info.sample == SAMPLE, "the session knows the sample"
    logged = "".join(path.read_text("utf-8") for path in (tmp_path / "log").glob("live.log*"))
    assert "uncaught error; link connected" in logged
    assert "recording active" in logged
    assert "in fail" in logged, "where it arose"
    assert SAMPLE not in logged, "the log knows no sample"
    assert str(tmp_path) not in logged
