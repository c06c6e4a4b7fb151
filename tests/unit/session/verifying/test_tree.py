from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np

from stemviewer.session.verifying.tree import Node, compare, described


def _described(path: Path, program: str, end: str) -> Node:
    with h5py.File(path, "w") as file:
        entry = file.create_group("entry")
        entry["end_time"] = np.array(end.encode(), "S8")
        entry["program"] = np.array(program.encode(), "S8")
        return described(entry)


def _problems(path: Path, expected: Node, before: Node | None) -> list[str]:
    with h5py.File(path, "r") as file:
        return list(compare(expected, file["entry"], before))


def test_a_kill_leaves_the_last_steps_done_or_not_and_nothing_between(tmp_path: Path) -> None:
    before = _described(tmp_path / "before.h5", "", "")
    expected = _described(tmp_path / "expected.h5", "network", "12:00")
    for program in ("", "network"):
        for end in ("", "12:00"):
            _described(tmp_path / "found.h5", program, end)
            assert _problems(tmp_path / "found.h5", expected, before) == []
    _described(tmp_path / "found.h5", "netwerk", "12:00")
    assert _problems(tmp_path / "found.h5", expected, before) == ["/entry/program was changed"]


def test_a_closed_file_is_held_to_what_its_rows_say(tmp_path: Path) -> None:
    expected = _described(tmp_path / "expected.h5", "network", "12:00")
    _described(tmp_path / "found.h5", "network", "")
    assert _problems(tmp_path / "found.h5", expected, None) == ["/entry/end_time was changed"]
