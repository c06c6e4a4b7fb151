"""What can be saved of a damaged session is saved, and the damaged one is left as it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from stemviewer.cli import main
from stemviewer.core.errors import RecordingError, SessionFileError
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.format.schema import FRAME_DTYPE
from stemviewer.session.format.types import Fate
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.recovering.recover import RECOVERED_KIND, recover
from stemviewer.session.recovering.report import RecoverReport
from stemviewer.session.recovering.save import EVIDENCE_KIND
from stemviewer.session.recovering.unclean import find_unclean, find_unclean_apart
from stemviewer.session.verifying.verify import verify


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, kit: Any) -> Path:
    folder = tmp_path_factory.mktemp("good")
    frames = [kit.frame(n, 24) for n in range(9)] + [kit.frame(n, 32) for n in range(9, 14)]
    path: Path = kit.record(folder, frames, every=2)
    return path


@pytest.fixture
def session(good: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "damaged"
    shutil.copytree(good.parent, folder)
    return folder / good.name


def _hashes(folder: Path) -> dict[str, str]:
    files = [file for file in folder.iterdir() if file.suffix != ".ballast"]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _recovered(path: Path, out: Path, kit: Any, lost: set[int]) -> RecoverReport:
    """Recover, and check that the original is untouched and what was saved is right."""
    before = _hashes(path.parent)
    report = recover(path, out)
    assert _hashes(path.parent) == before
    assert report.session is not None
    found = verify(report.session)
    assert found.good, found.problems
    with SessionReader(report.session) as reader:
        assert {row.number for row in reader.rows()} == set(range(14)) - lost
        for index in range(len(reader)):
            raw = reader.raw(index)
            side = 24 if raw.number < 9 else 32
            assert np.array_equal(raw.data, kit.frame(raw.number, side).data)
    return report


def _flip_in(path: Path, name: str, at: int, within: int) -> None:
    with h5py.File(path) as file:
        data = file[name]
        info = data.id.get_chunk_info(at)
        offset = info.byte_offset + within
    content = bytearray(path.read_bytes())
    content[offset] ^= 0x55
    path.write_bytes(content)


def test_a_good_session_is_copied_whole(session: Path, tmp_path: Path, kit: Any) -> None:
    report = _recovered(session, tmp_path / "out", kit, lost=set())
    assert (report.frames, report.processed, report.frames_lost) == (14, 7, 0)
    assert report.rows_lost == 0
    assert report.session is not None
    with SessionReader(session) as old, SessionReader(report.session) as new:
        for index in range(14):
            before, after = old.row(index), new.row(index)
            assert before.settings == after.settings
            assert before.received_utc_ns == after.received_utc_ns
            assert (before.fate, before.sha256) == (after.fate, after.sha256)
        one, two = old.processed(1), new.processed(1)
        assert one is not None
        assert two is not None
        assert np.array_equal(one.image, two.image)
        assert "Recovered from session" in new.info.notes


def test_the_new_session_names_its_origin_and_keeps_the_links(
    session: Path, tmp_path: Path, kit: Any
) -> None:
    head = verify(session).head
    report = _recovered(session, tmp_path / "out", kit, lost=set())
    assert report.session is not None
    with SessionReader(session) as old, SessionReader(report.session) as new:
        events = new.events()
        origin = next(event for event in events if event.kind == RECOVERED_KIND)
        assert origin.data["head"] == head
        assert hashlib.sha256(session.read_bytes()).hexdigest() in str(origin.data["files"])
        kept = [
            entry
            for event in events
            if event.kind == EVIDENCE_KIND
            for entry in json.loads(event.text)
        ]
        chains = {entry[2] for entry in kept if entry[0] == "frames"}
        assert chains == {row.chain for row in old.rows()}


def test_a_corrupted_picture_leaves_a_gap_row(session: Path, tmp_path: Path, kit: Any) -> None:
    _flip_in(session, "entry/raw/data", 3, 20)
    report = _recovered(session, tmp_path / "out", kit, lost={3})
    assert report.frames_lost == 1
    assert report.session is not None
    with SessionReader(report.session) as reader:
        loss = reader.losses()[0]
        assert (loss.first, loss.last, loss.gap) == (3, 3, True)
        assert "damaged" in loss.reason
        assert reader.incomplete


def test_a_damaged_row_costs_the_settings_and_not_the_pixels(
    session: Path, tmp_path: Path, kit: Any
) -> None:
    _flip_in(session, "entry/log/frames", 0, 4 * FRAME_DTYPE.itemsize + _offset("dwell"))
    report = _recovered(session, tmp_path / "out", kit, lost=set())
    assert (report.without_settings, report.frames) == (1, 13)
    assert report.session is not None
    with SessionReader(report.session) as reader:
        bare = [row for row in reader.rows() if row.settings.dwell.value is None]
        assert len(bare) == 1
        assert not bare[0].complete


def test_a_damaged_link_costs_nothing(session: Path, tmp_path: Path, kit: Any) -> None:
    _flip_in(session, "entry/log/frames", 0, 4 * FRAME_DTYPE.itemsize + _offset("chain"))
    report = _recovered(session, tmp_path / "out", kit, lost=set())
    assert (report.without_settings, report.frames, report.rows_lost) == (0, 14, 0)


def _offset(field: str) -> int:
    return int(np.dtype(FRAME_DTYPE).fields[field][1])  # type: ignore[index]


def test_a_damaged_processed_picture_stays_as_a_mark(
    session: Path, tmp_path: Path, kit: Any
) -> None:
    _flip_in(session, "entry/denoised/data", 0, 11)
    report = _recovered(session, tmp_path / "out", kit, lost=set())
    assert (report.processed, report.processed_hash_only) == (7, 1)
    assert report.session is not None
    with SessionReader(report.session) as reader:
        assert reader.row(1).fate is Fate.PROCESSED
        assert reader.processed(1) is None


@pytest.mark.parametrize("share", [0.97, 0.7, 0.5])
def test_a_file_that_was_cut_off(session: Path, tmp_path: Path, kit: Any, share: float) -> None:
    content = session.read_bytes()
    session.write_bytes(content[: int(len(content) * share)])
    before = _hashes(session.parent)
    report = recover(session, tmp_path / "out")
    assert _hashes(session.parent) == before
    assert report.session is not None
    found = verify(report.session)
    assert found.good, found.problems
    assert report.frames + report.without_settings + report.frames_lost >= 5
    assert report.frames >= 5
    with SessionReader(report.session) as reader:
        numbers = {row.number for row in reader.rows()}
        assert numbers >= set(range(9, 14))
        for index in range(len(reader)):
            raw = reader.raw(index)
            side = 24 if raw.number < 9 else 32
            assert np.array_equal(raw.data, kit.frame(raw.number, side).data)


def test_a_missing_first_file(session: Path, tmp_path: Path, kit: Any) -> None:
    session.unlink()
    report = recover(session.with_name("Night run 1.0002.nxs"), tmp_path / "out")
    assert report.frames == 5
    assert any("file 1" in remark for remark in report.remarks)
    assert report.session is not None
    with SessionReader(report.session) as reader:
        assert "missing" in reader.losses()[0].reason


def _age(path: Path) -> None:
    past = time.time() - 3600
    os.utime(path, (past, past))


def test_a_cut_off_file_that_cannot_be_opened_is_told_too(tmp_path: Path) -> None:
    broken = tmp_path / "x.nxs.part"
    broken.write_bytes(b"\x89HDF\r\n\x1a\n" + b"?" * 100)
    _age(broken)
    (found,) = find_unclean_apart(tmp_path)
    assert found.frames is None
    assert "recover" in found.notice


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a session at all")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("spoil", [_garbage, _empty])
def test_what_is_no_session_is_refused_with_a_reason(
    tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    path = tmp_path / "x.nxs"
    spoil(path)
    with pytest.raises(SessionFileError, match="No file"):
        recover(path, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_killed_session_is_found_told_and_saved(
    tmp_path: Path, kit: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for number in range(6):
        frame = kit.frame(number)
        recorder.put_frame(frame)
        if number == 2:
            recorder.put_processed(kit.picture(frame))
    kit.wait_until(lambda: recorder.status().acknowledged == 6)
    os.kill(recorder.process_id, signal.SIGKILL)
    with pytest.raises(RecordingError):
        recorder.stop()
    assert find_unclean(tmp_path) == []  # it may still run
    found = find_unclean(tmp_path, quiet_s=0)
    assert [(session.path.suffix, session.frames) for session in found] == [(".part", 6)]
    assert "6 frames" in found[0].notice
    _age(found[0].path)
    apart = find_unclean_apart(tmp_path)
    assert [(session.path, session.frames) for session in apart] == [(found[0].path, 6)]
    before = _hashes(tmp_path)
    assert main(["recover", str(found[0].path)]) == 0
    assert "6 frames" in capsys.readouterr().out
    after = _hashes(tmp_path)
    assert before.items() <= after.items()
    saved = tmp_path / "Night run 1-recovered.nxs"
    assert verify(saved).good
    with SessionReader(saved) as reader:
        assert [row.fate for row in reader.rows()][:4] == [
            Fate.NOT_PROCESSED,
            Fate.NOT_PROCESSED,
            Fate.PROCESSED,
            Fate.UNSTATED,
        ]
        assert reader.incomplete
    assert find_unclean(tmp_path, quiet_s=0) == []
