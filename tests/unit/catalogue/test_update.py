"""The index follows the files, and can be made again from them at any time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from stemviewer.catalogue.database import Database
from stemviewer.catalogue.notes import Mark, Notes, Remark, notes_path, read_notes, write_notes
from stemviewer.catalogue.search import search
from stemviewer.catalogue.update import update
from stemviewer.core.errors import SessionFileError


def test_only_what_has_changed_is_read_again(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    first, second = sorted((made / "2023-11-14").glob("*.nxs"))[:2]
    path = Path(shutil.copy(first, folder))
    contents = path.read_bytes()
    with Database(tmp_path / "index.sqlite3") as database:
        assert update(database, folder).changed == 1
        assert update(database, folder).changed == 0
        write_notes(path, Notes().with_frame(3, Remark(star=True, mark=Mark.KEEP, note="Säule!")))
        assert search(database, folder, "is:starred") == []
        assert update(database, folder).changed == 1
        found = search(database, folder, "is:starred säule mark:keep")
        assert [(entry.path.name, entry.matching) for entry in found] == [(path.name, 1)]
        shutil.copy(second, folder)
        path.unlink()
        progress = update(database, folder)
        assert (progress.changed, progress.removed, progress.found) == (1, 1, 1)
        assert [e.path.name for e in search(database, folder, "")] == [second.name]
    assert first.read_bytes() == contents


@pytest.mark.parametrize("contents", [b"", b"this is no index", b"SQLite format 3\0" + bytes(500)])
def test_a_damaged_index_is_made_again(made: Path, tmp_path: Path, contents: bytes) -> None:
    path = tmp_path / "index.sqlite3"
    path.write_bytes(contents)
    with Database(path) as database:
        assert search(database, made, "") == []


def test_an_update_can_be_stopped_and_goes_on(made: Path, tmp_path: Path) -> None:
    with Database(tmp_path / "index.sqlite3") as database:
        done: list[int] = []
        update(
            database, made, stop=lambda: bool(done), told=lambda told: done.extend([1] * told.done)
        )
        known = len(search(database, made, ""))
        assert 0 < known < 9
        assert update(database, made).changed == 9 - known


def test_notes_are_kept_beside_the_session(made: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(made / "2023-11-14" / "run-0001.nxs", tmp_path))
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    notes = Notes(session_id="ab").with_session(Remark(star=True, note="good area"))
    notes = notes.with_frame(7, Remark(mark=Mark.REJECT)).with_frame(2, Remark(note="drift"))
    assert write_notes(path, notes) == tmp_path / "run-0001.notes.json"
    assert read_notes(path) == notes
    assert read_notes(tmp_path / "run-0001.0002.nxs.part") == notes
    assert notes.with_frame(7, Remark()).frames.keys() == {2}
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_notes_of_another_form_are_refused_and_hide_nothing(made: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(made / "2023-11-14" / "run-0000.nxs", tmp_path))
    assert read_notes(path) == Notes()
    notes_path(path).write_text('{"version": 1, "frames": {"1": {"star": "very"}}}')
    with pytest.raises(SessionFileError, match="notes"):
        read_notes(path)
    with Database(tmp_path / "index.sqlite3") as database:
        update(database, tmp_path)
        (entry,) = search(database, tmp_path, "")
        assert entry.frames == 12
        assert "notes.json cannot be read" in entry.problem


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that is refused")
def test_a_folder_that_takes_no_notes_is_told(made: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(made / "2023-11-14" / "run-0000.nxs", tmp_path))
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(SessionFileError, match="cannot be written"):
            write_notes(path, Notes())
    finally:
        tmp_path.chmod(0o700)
