"""A small archive of real sessions, among files that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stemviewer.bench.sessions.archive import Archive, make_archive
from stemviewer.catalogue.database import Database
from stemviewer.catalogue.update import update

Index = Callable[[Path], Database]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four sessions of twelve frames, and five files that cannot be opened as one."""
    root = tmp_path_factory.mktemp("archive")
    first, *_ = make_archive(root, Archive(sessions=4, frames=12))
    whole = first.read_bytes()
    (root / "half-copied.nxs").write_bytes(whole[: len(whole) // 2])
    (root / "empty.nxs").write_bytes(b"")
    (root / "words.nxs").write_text("this is no HDF5 file, whatever it is called")
    (root / "image.nxs").write_bytes(b"II*\x00" + bytes(100))
    damaged = bytearray(whole)
    damaged[100:20_000] = bytes(19_900)
    (root / "damaged.nxs").write_bytes(bytes(damaged))
    return root


@pytest.fixture(scope="session")
def indexed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of that archive."""
    path = tmp_path_factory.mktemp("index") / "sessions.sqlite3"
    with Database(path) as database:
        update(database, made)
    return path
