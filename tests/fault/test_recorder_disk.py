"""A disk that fails while it is recorded on: the recording goes on elsewhere, or stops loudly."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from stemviewer.bench.log.disk_trial import DiskResult, record_on
from stemviewer.bench.log.faults import (
    WriteErrors,
    can_mount,
    limit_file_size,
    make_read_only,
    make_writable,
    small_disk,
)
from stemviewer.bench.log.traffic import Load, Traffic
from stemviewer.core.errors import RecordingError, SessionFileError
from stemviewer.session.format.files import existing
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.reading.locator import list_path
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.reading.summary import summarise
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify

TRAFFIC = Traffic(Load((64,)), 1)
needs_mount = pytest.mark.skipif(not can_mount(), reason="cannot mount a tmpfs here")


def options(*spares: Path, **more: Any) -> RecordOptions:
    values: dict[str, Any] = {"ring_bytes": 16 << 20, "reserve_bytes": 0, "stall_s": 0.5}
    return RecordOptions(**(values | {"spare_folders": tuple(map(str, spares))} | more))


def sound(result: DiskResult) -> DiskResult:
    assert result.sound, result
    assert result.acknowledged > 0
    return result


def test_a_file_that_may_not_grow_is_followed_by_others(tmp_path: Path) -> None:
    def limit(recorder: Recorder) -> None:
        limit_file_size(recorder.process_id, 200_111)

    result = sound(record_on(tmp_path, TRAFFIC, options(), 150, limit))
    assert result.acknowledged == result.readable == 150
    assert result.segments > 1
    assert "File too large" in result.notice
    assert not result.stopped
    report = verify(tmp_path / "disk.nxs")
    assert report.closed
    assert any("File too large" in note for note in report.notes)
    with SessionReader(tmp_path / "disk.nxs") as reader:
        assert reader.closed
        assert not reader.incomplete
        assert [event for event in reader.events() if "goes on in a new file" in event.text]


def test_nothing_can_be_written_any_more(tmp_path: Path) -> None:
    def limit(recorder: Recorder) -> None:
        limit_file_size(recorder.process_id, 2000)

    result = sound(record_on(tmp_path, TRAFFIC, options(), 150, limit))
    assert "no folder takes the recording" in result.stopped
    assert result.acknowledged < 150


@needs_mount
def test_a_full_disk_without_another_ends_in_good_order(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1_600_000) as folder:
        result = sound(record_on(folder, TRAFFIC, options(), 1500))
        assert result.acknowledged < 1500
        assert result.gaps == 1
        assert "almost full" in result.stopped
        assert "No space left" in result.notice
        with SessionReader(folder / "disk.nxs") as reader:
            assert reader.closed
            assert reader.incomplete
            (gap,) = reader.losses()
            assert gap.first == len(reader)


@needs_mount
def test_a_full_disk_with_another_loses_nothing(tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    with small_disk(tmp_path / "disk", 600_000) as folder:
        result = sound(record_on(folder, TRAFFIC, options(spare), 300))
        assert result.acknowledged == result.readable == 300
        assert str(spare) in result.notice
        assert (folder / "disk.nxs.part").exists()
        (following,) = spare.glob("disk-*/disk.0002.nxs")
        # from either end, the whole session is found
        for path in (folder / "disk.nxs", following):
            with SessionReader(path) as reader:
                assert len(reader) == 300
            assert verify(path).good
        assert summarise(following)["received"] == 300
        # on another machine nothing is followed out of the folder, and the place is told
        list_path().unlink()
        for path in (folder / "disk.nxs", following):
            with pytest.raises(SessionFileError, match="in another folder"):
                SessionReader(path)
        # put together, they are one session again
        shutil.copy(folder / "disk.nxs.part", following.parent)
        with SessionReader(following) as reader:
            assert len(reader) == 300


@pytest.mark.parametrize("sides", [(64,), (64, 48)])
def test_a_removed_folder_is_saved_elsewhere(tmp_path: Path, sides: tuple[int, ...]) -> None:
    # with two sizes, the next file is due just when the folder is gone
    folder, spare = tmp_path / "stick", tmp_path / "spare"

    def remove(_: Recorder) -> None:
        shutil.rmtree(folder)

    result = sound(record_on(folder, Traffic(Load(sides), 1), options(spare), 100, remove))
    assert result.acknowledged == result.readable == 100
    if len(sides) == 1:
        assert "removed or moved" in result.notice
        assert not folder.exists()


@needs_mount
def test_a_folder_that_takes_no_new_file(tmp_path: Path, kit: Any) -> None:
    folder, spare = tmp_path / "disk", tmp_path / "spare"
    folder.mkdir()

    def take_away(recorder: Recorder) -> None:
        make_read_only(folder)
        # the next file is due before the next frame
        kit.wait_until(lambda: recorder.status().notice != "")

    frames = options(spare, segment_seconds=0.3)
    try:
        result = record_on(folder, TRAFFIC, frames, 300, take_away)
    finally:
        make_writable(folder)
    sound(result)
    assert result.acknowledged == result.readable == 300
    assert "Read-only file system" in result.notice


@pytest.mark.parametrize("spared", [True, False])
def test_input_output_errors(tmp_path: Path, spared: bool) -> None:
    folder, spare = tmp_path / "disk", tmp_path / "spare"
    try:
        errors = WriteErrors(tmp_path, folder)
    except OSError as error:
        pytest.skip(str(error))
    with errors.installed():
        spares = (spare,) if spared else ()
        result = record_on(folder, TRAFFIC, options(*spares), 200, lambda _: errors.begin())
    sound(result)
    if spared:
        assert result.acknowledged == result.readable == 200
        assert "Input/output error" in result.notice
    else:
        assert "Input/output error" in result.stopped


def test_a_missing_file_in_the_middle_is_told(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(number, 64, pixel=1e-11 * (1 + number // 5)) for number in range(15)]
    path = kit.record(tmp_path, frames)
    (tmp_path / path.name.replace(".nxs", ".0002.nxs")).unlink()
    with pytest.raises(SessionFileError, match=r"0002\.nxs"):
        SessionReader(path)
    assert not verify(path).good


def test_files_also_end_by_time(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, options(segment_seconds=0.2))
    number = 0
    deadline = time.monotonic() + 15
    while recorder.status().segments < 2 and time.monotonic() < deadline:
        recorder.put_frame(kit.frame(number))
        number += 1
    path = recorder.stop()
    with SessionReader(path) as reader:
        assert len(reader) == number
        assert len(reader.segments) >= 2
        assert reader.segments[0].header.segment_s == 0.2
    assert verify(path).good


def test_ballast_is_there_while_recording_and_gone_after(tmp_path: Path, kit: Any) -> None:
    (tmp_path / "killed.ballast").write_bytes(bytes(1000))
    recorder = Recorder.start(tmp_path, kit.INFO, options(ballast_bytes=1 << 20))
    recorder.put_frame(kit.frame(0))
    kit.wait_until(lambda: recorder.status().acknowledged == 1)
    (ballast,) = tmp_path.glob("*.ballast")
    assert ballast.name.startswith("Night run 1")
    assert ballast.stat().st_size == 1 << 20
    other = Recorder.start(tmp_path, kit.INFO, options())
    other.put_frame(kit.frame(0))
    kit.wait_until(lambda: other.status().acknowledged == 1)
    assert ballast.exists(), "another recording took it for left behind"
    other.stop()
    path = recorder.stop()
    assert not list(tmp_path.glob("*.ballast"))
    assert existing(path) == path


def test_the_status_says_what_a_power_cut_costs(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, options())
    assert recorder.status().power_cut_s == 1.0
    recorder.stop()


def test_two_minutes_must_fit(tmp_path: Path, kit: Any) -> None:
    much = shutil.disk_usage(tmp_path).free / 60
    with pytest.raises(RecordingError, match="two minutes"):
        Recorder.start(tmp_path, kit.INFO, options(expected_bytes_per_s=much))
