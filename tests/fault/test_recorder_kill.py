"""Kills, full disks and stalls: nothing acknowledged is lost, and what is lost is said."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stemviewer.bench.kill import SMALL_LOAD, kill_recorder
from stemviewer.bench.log.traffic import Traffic
from stemviewer.core.errors import RecordingError
from stemviewer.session.reader import SessionReader
from stemviewer.session.recorder import Recorder
from stemviewer.session.types import RecordOptions
from stemviewer.session.verify import verify


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
from stemviewer.bench.log.traffic import Traffic
from stemviewer.session.recorder import Recorder
from stemviewer.session.types import RecordOptions, SessionInfo
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


def _fill(recorder: Recorder, kit: Any, most: int = 4000) -> int:
    """Put frames until recording fails; return how many were taken."""
    for number in range(most):
        try:
            recorder.put_frame(kit.frame(number, 64))
        except RecordingError:
            return number
    raise AssertionError("the disk did not fill")


def _check_after_failure(recorder: Recorder, kit: Any) -> None:
    status = recorder.status()
    assert status.error
    assert status.acknowledged > 0
    with pytest.raises(RecordingError):
        recorder.stop()
    with SessionReader(recorder.path) as reader:
        assert len(reader) >= status.acknowledged
        for index in range(len(reader)):
            assert np.array_equal(reader.raw(index).data, kit.frame(index, 64).data)
    assert verify(recorder.path).problems == []


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="needs Linux")
@pytest.mark.parametrize("limit", [150_000, 201_111, 262_144])
def test_a_file_that_may_not_grow(tmp_path: Path, kit: Any, limit: int) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    resource.prlimit(recorder.process_id, resource.RLIMIT_FSIZE, (limit, limit))
    _fill(recorder, kit)
    _check_after_failure(recorder, kit)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("cannot mount a tmpfs here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk(tiny_disk: Path, kit: Any) -> None:
    options = RecordOptions(ring_bytes=16 << 20, reserve_bytes=0)
    recorder = Recorder.start(tiny_disk, kit.INFO, options)
    _fill(recorder, kit)
    _check_after_failure(recorder, kit)


def test_an_almost_full_disk_ends_in_good_order(tiny_disk: Path, kit: Any) -> None:
    options = RecordOptions(ring_bytes=16 << 20, reserve_bytes=400_000)
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


def test_a_folder_that_disappears_is_told(tmp_path: Path, kit: Any) -> None:
    folder = tmp_path / "stick"
    recorder = Recorder.start(folder, kit.INFO, RecordOptions(**kit.SMALL))
    recorder.put_frame(kit.frame(0))
    kit.wait_until(lambda: recorder.status().acknowledged == 1)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    kit.wait_until(lambda: bool(recorder.status().error))
    with pytest.raises(RecordingError, match="failed"):
        recorder.stop()
