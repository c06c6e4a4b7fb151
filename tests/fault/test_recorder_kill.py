"""Kills, full disks and stalls: nothing acknowledged is lost, and what is lost is said."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stemviewer.bench.kill import SMALL_LOAD, kill_recorder
from stemviewer.bench.log.faults import can_mount, small_disk
from stemviewer.bench.log.traffic import Traffic
from stemviewer.core.errors import RecordingError
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify


@pytest.mark.parametrize("seed", range(8))
def test_a_killed_recorder_loses_nothing_acknowledged(tmp_path: Path, seed: int) -> None:
    result = kill_recorder(tmp_path, seed, most_s=0.4)
    assert result.acknowledged > 0
    assert result.lost == 0
    assert result.wrong == 0
    assert result.problems == ()


PRODUCER = """
import sys
import time
from pathlib import Path
from stemviewer.bench.kill import SMALL_LOAD
from stemviewer.bench.log.faults import can_mount, small_disk
from stemviewer.bench.log.traffic import Traffic
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.format.options import RecordOptions, SessionInfo
options = RecordOptions(ring_bytes=16 << 20, reserve_bytes=1 << 20)
recorder = Recorder.start(Path(sys.argv[1]), SessionInfo("orphan"), options)
print(recorder.process_id, flush=True)
traffic = Traffic(SMALL_LOAD, 5)
number = 0
while True:
    recorder.put_frame(traffic.frame(number))
    while recorder.status().acknowledged == 0:
        time.sleep(0.01)
    number += 1
    print(number, flush=True)
"""


def test_a_killed_producer_leaves_a_closed_session(tmp_path: Path, kit: Any) -> None:
    command = [sys.executable, "-c", PRODUCER, str(tmp_path)]
    # its resource tracker reports the ring that it could no longer remove
    producer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert producer.stdout is not None
    with producer.stdout as lines:
        recorder = int(lines.readline())
        for _ in range(60):
            submitted = int(lines.readline())
        producer.kill()
        rest = [int(line) for line in lines if line.strip().isdigit()]
    producer.wait()
    submitted = max([submitted, *rest])
    path = tmp_path / "orphan.nxs"
    kit.wait_until(path.exists)
    kit.wait_until(lambda: not _alive(recorder))
    with SessionReader(path) as reader:
        assert reader.closed
        assert reader.incomplete
        assert len(reader) >= submitted
        traffic = Traffic(SMALL_LOAD, 5)
        assert all(traffic.same(reader.raw(index), index) for index in range(len(reader)))
        assert any("ended without closing" in event.text for event in reader.events())
    assert verify(path).good


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    if not can_mount():
        pytest.skip("cannot mount a tmpfs here")
    with small_disk(tmp_path / "disk", 600_000) as folder:
        yield folder


def test_an_almost_full_disk_ends_in_good_order(tiny_disk: Path, kit: Any) -> None:
    options = RecordOptions(
        ring_bytes=16 << 20, reserve_bytes=400_000, ballast_bytes=0, spare_folders=()
    )
    recorder = Recorder.start(tiny_disk, kit.INFO, options)
    recorder.put_frame(kit.frame(0, 64))
    kit.wait_until(lambda: recorder.status().acknowledged == 1)
    used = shutil.disk_usage(tiny_disk)
    (tiny_disk / "others").write_bytes(bytes(used.free - 80_000))
    kit.wait_until(lambda: bool(recorder.status().error))
    assert "almost full" in recorder.status().error
    with pytest.raises(RecordingError, match="almost full"):
        recorder.stop()
    assert recorder.path.exists()
    with SessionReader(recorder.path) as reader:
        assert reader.closed
        assert reader.incomplete
        assert len(reader) == 1
    assert verify(recorder.path).good


def test_a_stalled_recorder_pushes_back_and_then_stops_loudly(tmp_path: Path, kit: Any) -> None:
    options = RecordOptions(ring_bytes=1 << 20, stall_s=0.3, reserve_bytes=1 << 20)
    recorder = Recorder.start(tmp_path, kit.INFO, options)
    recorder.put_frame(kit.frame(0, 64))
    kit.wait_until(lambda: recorder.status().acknowledged == 1)
    os.kill(recorder.process_id, signal.SIGSTOP)
    taken = 1 + _fill_from(recorder, kit, 1)
    with pytest.raises(RecordingError, match="too slow"):
        recorder.put_frame(kit.frame(taken + 1, 64))
    assert "too slow" in recorder.status().error
    os.kill(recorder.process_id, signal.SIGCONT)
    with pytest.raises(RecordingError, match="too slow"):
        recorder.stop()
    with SessionReader(recorder.path) as reader:
        assert len(reader) == taken
        (gap,) = reader.losses()
        assert (gap.first, gap.last, gap.gap) == (taken, taken + 1, True)
        assert reader.incomplete
    assert verify(recorder.path).good


def _fill_from(recorder: Recorder, kit: Any, first: int) -> int:
    number = first
    while True:
        try:
            recorder.put_frame(kit.frame(number, 64))
        except RecordingError:
            return number - first
        number += 1


def test_a_short_stall_only_holds_the_producer_up(tmp_path: Path, kit: Any) -> None:
    options = RecordOptions(ring_bytes=1 << 20, stall_s=30, reserve_bytes=1 << 20)
    recorder = Recorder.start(tmp_path, kit.INFO, options)
    recorder.put_frame(kit.frame(0, 64))
    kit.wait_until(lambda: recorder.status().acknowledged == 1)
    os.kill(recorder.process_id, signal.SIGSTOP)
    timer = threading.Timer(0.5, os.kill, (recorder.process_id, signal.SIGCONT))
    timer.start()
    started = time.monotonic()
    for number in range(1, 200):
        recorder.put_frame(kit.frame(number, 64))
    held = time.monotonic() - started
    timer.join()
    with SessionReader(recorder.stop()) as reader:
        assert len(reader) == 200
        assert not reader.incomplete
    assert held > 0.3, "the ring never filled, so nothing was tested"
