"""What older versions of the program left on a disk opens in this one."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from stemviewer.catalogue.database import Database
from stemviewer.catalogue.search import search
from stemviewer.feeds.base import Control
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import ManifestState, verify
from stemviewer.ui.live.setups import Purpose
from stemviewer.ui.live.store import Store

DATA = Path(__file__).parents[1] / "data"
HEAD = "b641c23855662bdf12960b46d7bee472128c64bdc020241d59d77bd2138ceede"


def unpacked(folder: Path, into: Path) -> None:
    for packed in folder.glob("*.gz"):
        (into / packed.stem).write_bytes(gzip.decompress(packed.read_bytes()))


def test_a_session_of_the_second_format_verifies_and_reads(tmp_path: Path) -> None:
    unpacked(DATA / "sessions" / "schema_2", tmp_path)
    path = tmp_path / "schema 2.nxs"
    report = verify(path, known={})
    assert report.good, report.problems
    assert (report.frames, report.head) == (6, HEAD)
    assert report.closed
    assert report.manifest is ManifestState.GOOD
    assert report.public_key
    with SessionReader(path) as session:
        assert (len(session), session.info.sample) == (6, "SrTiO3")
        expected = np.random.default_rng(4).poisson(5, (24, 24))
        assert np.array_equal(session.raw(4).data, expected)
        assert session.row(4).processed is not None
        assert session.row(5).processed is None
        assert len(session.losses()) == 1


@pytest.mark.parametrize("version", [1, 2])
def test_settings_of_each_layout_are_kept(qtbot: QtBot, tmp_path: Path, version: int) -> None:
    del qtbot  # the store needs an application
    file = tmp_path / "live-window.ini"
    shutil.copy(DATA / "settings" / f"layout_{version}.ini", file)
    store = Store(file)
    assert store.text("address") == "ws://127.0.0.1:8700"
    assert store.text("field/operator") == "A. Tester"
    assert (store.chain().method, store.chain().parameters) == ("gaussian", {"sigma": 2.5})
    assert store.display().gamma == 1.4
    assert store.setup(Purpose.SEARCH).values == {Control.DWELL: 2e-6}


def test_an_index_of_the_first_version_is_searched(tmp_path: Path) -> None:
    path = tmp_path / "sessions.sqlite3"
    path.write_bytes(gzip.decompress((DATA / "catalogue" / "version_1.sqlite3.gz").read_bytes()))
    with Database(path) as database:
        found = search(database, None, "")
    assert sorted(entry.path.name for entry in found) == ["run-0000.nxs", "run-0001.nxs"]
