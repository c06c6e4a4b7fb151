"""The index's file, opened by several at once."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stemviewer.catalogue.database import Database

OPENERS = 4


def test_those_who_make_it_at_the_same_moment_do_not_lock_each_other_out(tmp_path: Path) -> None:
    for number in range(12):
        path = tmp_path / f"{number}.sqlite3"
        together = threading.Barrier(OPENERS)

        def opened(at: Path = path, barrier: threading.Barrier = together) -> Database:
            barrier.wait(20)
            return Database(at)

        with ThreadPoolExecutor(OPENERS) as pool:
            databases = [pool.submit(opened) for _ in range(OPENERS)]
            found = [future.result() for future in databases]
        writer = sqlite3.connect(path, timeout=0.0)
        writer.execute("BEGIN IMMEDIATE")  # raises when one of the others still holds it
        writer.close()
        for database in found:
            assert database.stamps(tmp_path) == {}
            database.close()
