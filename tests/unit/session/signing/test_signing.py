"""Signatures and manifest of recorded sessions: what they say, and of whom."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import h5py
import pytest

from stemviewer.cli import main
from stemviewer.core.errors import RecordingError
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.signing import key_store, known_keys
from stemviewer.session.signing.keys import SigningKey
from stemviewer.session.signing.manifest import Manifest, file_sha256
from stemviewer.session.verifying.verify import ManifestState, Signer, verify


@pytest.fixture
def session(tmp_path: Path, kit: Any) -> Path:
    frames = [kit.frame(n, 24) for n in range(4)] + [kit.frame(n, 32) for n in range(4, 7)]
    path: Path = kit.record(tmp_path / "s", frames, every=2)
    return path


def test_a_session_is_signed_with_the_users_key_to_its_end(session: Path) -> None:
    report = verify(session)
    assert report.good, report.problems
    assert (report.signer, report.manifest) == (Signer.OWN, ManifestState.GOOD)
    assert report.unsigned_links == 0
    assert report.public_key == key_store.load_or_make_key().public
    with SessionReader(session) as reader:
        numbers = [int(n) for s in reader.segments for n in s.signatures()["number"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 4


def test_the_key_is_nowhere_in_the_session(session: Path) -> None:
    secret = key_store.load_or_make_key().secret
    for file in session.parent.iterdir():
        content = file.read_bytes()
        assert secret not in content
        assert secret.hex().encode() not in content


def test_another_user_sees_an_unknown_key_until_it_is_trusted(
    session: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = key_store.load_or_make_key().public
    monkeypatch.setenv(key_store.ENVIRONMENT, str(tmp_path / "other.pem"))
    report = verify(session)
    assert report.good
    assert report.signer is Signer.UNKNOWN
    assert "not known here" in report.signed_by
    assert any("told you by the one who recorded it" in note for note in report.notes)
    known_keys.trust(public, "A. Tester")
    report = verify(session)
    assert report.signer is Signer.TRUSTED
    assert "A. Tester" in report.signed_by


def test_head_and_key_kept_elsewhere_are_compared(session: Path) -> None:
    report = verify(session)
    assert verify(session, head=report.head.upper(), key=report.public_key).good
    assert not verify(session, head="0" * 64).good
    assert not verify(session, key=SigningKey.new().public).good


def test_the_manifest_lists_files_heads_and_rows(session: Path) -> None:
    content = session.with_name("Night run 1.manifest.json").read_bytes()
    manifest = Manifest.model_validate_json(content)
    assert manifest.file_bytes() == content
    assert [entry.file for entry in manifest.segments] == [
        "Night run 1.nxs",
        "Night run 1.0002.nxs",
    ]
    for entry in manifest.segments:
        assert file_sha256(session.with_name(entry.file)) == entry.sha256
    assert sum(entry.rows["frames"] for entry in manifest.segments) == 7
    assert manifest.head == verify(session).head


def test_the_master_opens_every_file_and_raises_where_one_is_missing(session: Path) -> None:
    with h5py.File(session.with_name("Night run 1.master.nxs")) as master:
        entry = master["entry"]
        assert entry[entry.attrs["default"].decode()]["data"].shape == (4, 24, 24)
        shapes = {name: entry[name]["data"].shape for name in entry if name[:3] in ("raw", "den")}
        assert sum(shape[0] for name, shape in shapes.items() if name[:3] == "raw") == 7
        assert sum(shape[0] for name, shape in shapes.items() if name[:3] == "den") == 3
        assert master["file_0002/log/frames"].shape == (3,)
    session.with_name("Night run 1.0002.nxs").unlink()
    with h5py.File(session.with_name("Night run 1.master.nxs")) as master:
        assert master["entry/raw_0001/data"].shape == (4, 24, 24)
        with pytest.raises((KeyError, OSError)):
            master["file_0002"]


def test_a_session_of_one_file_has_no_master_and_reads_by_any_of_its_names(
    tmp_path: Path, kit: Any, session: Path
) -> None:
    path = kit.record(tmp_path / "one", [kit.frame(0)])
    assert {f.name for f in path.parent.iterdir()} == {
        "Night run 1.nxs",
        "Night run 1.manifest.json",
    }
    with SessionReader(session.with_name("Night run 1.master.nxs")) as reader:
        assert len(reader) == 7


def test_a_session_renamed_as_a_whole_is_still_good(session: Path) -> None:
    for file in list(session.parent.iterdir()):
        file.rename(file.with_name(file.name.replace("Night run 1", "sample B")))
    report = verify(session.with_name("sample B.nxs"))
    # the links of the master name the old files, but its bytes are those that were sealed
    assert report.good, report.problems


def test_a_killed_session_is_good_as_far_as_it_goes(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for number in range(5):
        recorder.put_frame(kit.frame(number))
    kit.wait_until(lambda: recorder.status().acknowledged == 5)
    os.kill(recorder.process_id, signal.SIGKILL)
    with pytest.raises(RecordingError):
        recorder.stop()
    report = verify(recorder.path)
    assert report.good, report.problems
    assert not report.closed
    assert report.manifest is ManifestState.NONE
    assert any("nothing is known of what came after" in note for note in report.notes)


def test_without_a_usable_key_the_session_is_recorded_and_says_so(
    tmp_path: Path, kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "bad.pem"
    bad.write_text("no key")
    monkeypatch.setenv(key_store.ENVIRONMENT, str(bad))
    recorder = Recorder.start(tmp_path / "s", kit.INFO, RecordOptions(**kit.SMALL))
    recorder.put_frame(kit.frame(0))
    assert "without signatures" in recorder.unsigned
    path = recorder.stop()
    monkeypatch.setenv(key_store.ENVIRONMENT, str(tmp_path / "fresh.pem"))
    report = verify(path)
    assert report.good, report.problems
    assert report.signer is Signer.NOBODY
    assert any("Nobody signed" in note for note in report.notes)
    with SessionReader(path) as reader:
        assert any("without signatures" in event.text for event in reader.events())


def test_the_command_prints_verdict_key_and_head(
    session: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(session)]) == 0
    out = capsys.readouterr().out
    head = verify(session).head
    assert "GOOD" in out
    assert "this user's key" in out
    assert f"Head      {head}" in out
    assert "outside anchor" in out
    assert main(["verify", str(session), "--head", "1" * 64, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["signer"] == "own"
    assert not found["good"]


def test_a_session_is_good_while_it_is_recorded(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    stop = threading.Event()

    def feed() -> None:
        number = 0
        while not stop.wait(0.01):
            # settings, programs and events change all the time, as tables and groups must agree
            frame = kit.frame(number, 16, 2e-11 * (1 + number // 7 % 5))
            recorder.put_frame(frame)
            if number % 3 == 0:
                recorder.put_processed(kit.picture(frame, network=number % 2 == 0))
            if number % 4 == 0:
                recorder.put_event("note", f"at {number}")
            number += 1

    feeding = threading.Thread(target=feed)
    feeding.start()
    try:
        kit.wait_until(lambda: recorder.status().acknowledged > 40)
        reports = [verify(recorder.path) for _ in range(2)]
    finally:
        stop.set()
        feeding.join()
        recorder.stop()
    for report in reports:
        assert report.good, report.problems
        assert not report.closed
    assert reports[-1].frames > reports[0].frames
