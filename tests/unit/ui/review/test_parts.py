"""The parts of the review window without the window."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from stemviewer.catalogue.notes import Mark, Remark
from stemviewer.core.provenance import Flag, Kind
from stemviewer.core.quantity import UNKNOWN, assumed, set_to
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.format.types import FrameRow, Loss
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.ui.review.answers import FrameRead, Opened, ReadFailed, RowsRead
from stemviewer.ui.review.job import Job
from stemviewer.ui.review.lines import NOTE, cells, clock, lines_of, scaled
from stemviewer.ui.review.session_thread import SessionThread
from stemviewer.ui.review.strip import per_pixel, runs
from stemviewer.ui.review.table_model import FrameTableModel


@pytest.fixture
def rows(session: Path) -> list[FrameRow]:
    with SessionReader(session) as reader:
        return list(reader.rows())


def test_unknown_and_doubtful_numbers_are_told_apart() -> None:
    assert scaled(UNKNOWN, 1.0) == "–"
    assert scaled(assumed(2e-6), 1e6) == "~2.00"
    assert scaled(set_to(2e-6), 1e6) == "2.00"
    assert clock(0) == "–"


def test_lines_of_a_frame(rows: list[FrameRow]) -> None:
    loss = Loss(106, 107, True, "disk full", 6, 0)
    lines = lines_of(rows[6], (loss,))
    assert [line.kind for line in lines] == [None, Kind.RAW]
    assert cells(lines[0])[1] == "could not be recorded: disk full"
    assert cells(lines[1])[NOTE] == "simulated, partial"
    remark = Remark(star=True, mark=Mark.KEEP, note="thin here")
    assert cells(lines[1], remark, Flag.SIMULATED)[NOTE] == "★ ✓ thin here partial"
    assert [line.kind for line in lines_of(rows[2], (loss,))] == [Kind.RAW, Kind.DENOISED]


def test_a_picture_whose_pixels_were_not_stored_says_so(rows: list[FrameRow]) -> None:
    made = rows[2].processed_row
    assert made is not None
    row = replace(rows[2], processed_row=replace(made, stored=False))
    assert "pixels not stored" in cells(lines_of(row, ())[1])[1]


def test_the_model_takes_five_thousand_frames(qtbot: QtBot, rows: list[FrameRow]) -> None:
    model = FrameTableModel()
    many = [replace(rows[2], index=at, number=at) for at in range(5000)]
    for first in range(0, 5000, 500):
        model.append(many[first : first + 500])
    assert model.frames == 5000
    assert model.rowCount() == 10_000
    assert model.line(model.line_of_frame(4321)).index == 4321
    assert model.line_of_frame(5000) == -1
    model.clear()
    assert model.rowCount() == 0


def test_the_strip_shows_the_kind_that_says_most() -> None:
    assert per_pixel([0, 3, 0, 0], 4, 2) == [3, 0]
    assert per_pixel([0, 3], 4, 8) == [0, 0, 3, 3]
    assert per_pixel([], 4, 8) == []
    assert per_pixel([1] * 5000, 5000, 700) == [1] * 700
    assert runs([0, 0, 3, 0]) == [(0, 1, 0), (2, 2, 3), (3, 3, 0)]


def gather(thread: SessionThread, done: Callable[[list], bool]) -> list:
    answers: list = []
    wait = threading.Event()
    for _ in range(2000):
        answers.extend(thread.take())
        if done(answers):
            return answers
        wait.wait(0.01)
    raise AssertionError(f"never came: {answers}")


def test_the_thread_reads_rows_and_the_newest_wish(session: Path) -> None:
    thread = SessionThread(session)
    for index in range(6):
        thread.show(index)
    thread.start()
    answers = gather(
        thread,
        lambda a: (
            any(isinstance(x, FrameRead) for x in a)
            and sum(len(x.rows) for x in a if isinstance(x, RowsRead)) == 7
        ),
    )
    thread.stop()
    assert isinstance(answers[0], Opened)
    assert answers[0].losses[0].first == 106
    assert [x.row.index for x in answers if isinstance(x, FrameRead)] == [5]


def test_a_frame_that_is_not_there_does_not_end_the_thread(session: Path) -> None:
    thread = SessionThread(session)
    thread.start()
    thread.show(99)
    failed = gather(thread, lambda a: any(isinstance(x, ReadFailed) for x in a))
    assert [x.index for x in failed if isinstance(x, ReadFailed)] == [99]
    thread.show(0)
    gather(thread, lambda a: any(isinstance(x, FrameRead) for x in a))
    thread.stop()
    thread.stop()


def test_a_session_that_is_being_recorded_grows_in_view(
    qtbot: QtBot, tmp_path: Path, make_frame: Callable, window: object
) -> None:
    recorder = Recorder.start(tmp_path, SessionInfo("live"), RecordOptions(ring_bytes=8 << 20))

    def put(number: int) -> None:
        frame = make_frame(number=number)
        digest = hashlib.sha256(frame.data.tobytes()).hexdigest()
        recorder.put_frame(replace(frame, sha256=digest), UNKNOWN)

    put(1)
    qtbot.waitUntil(lambda: recorder.status().acknowledged >= 1, timeout=20_000)
    try:
        window.open_path(recorder.path)
        qtbot.waitUntil(lambda: window.model.frames == 1, timeout=20_000)
        put(2)
        put(3)
        qtbot.waitUntil(lambda: window.model.frames == 3, timeout=20_000)
        window.close()
    finally:
        recorder.stop()


def test_a_cancelled_job_never_tells() -> None:
    go = threading.Event()
    job = Job("slow", lambda: go.wait(10)).start()
    job.cancel()
    assert not job.join(0)
    go.set()
    assert job.join(10)
    assert job.take() is None


def test_a_job_hands_its_error_over() -> None:
    job = Job("bad", lambda: 1 / 0).start()
    assert job.join(10)
    outcome = job.take()
    assert outcome is not None
    assert isinstance(outcome.error, ZeroDivisionError)
    assert job.take() is None
