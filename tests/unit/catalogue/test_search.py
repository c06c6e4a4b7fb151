"""Finding sessions by what is known of them, in an archive with files that are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stemviewer.bench.sessions.archive import FIRST_NS
from stemviewer.catalogue.database import Database
from stemviewer.catalogue.entries import Condition
from stemviewer.catalogue.search import parse, search
from stemviewer.cli import main
from stemviewer.core.errors import SettingsError

BAD = {"half-copied.nxs", "empty.nxs", "words.nxs", "image.nxs", "damaged.nxs"}


def names(indexed: Path, made: Path, text: str) -> list[str]:
    with Database(indexed) as database:
        return [entry.path.name for entry in search(database, made, text)]


def test_every_good_session_is_listed_and_every_other_has_a_line(indexed: Path, made: Path) -> None:
    with Database(indexed) as database:
        found = search(database, made, "")
    bad = {entry.path.name: entry for entry in found if entry.condition is Condition.UNREADABLE}
    good = [entry for entry in found if entry.condition is Condition.GOOD]
    assert bad.keys() == BAD
    assert [entry.frames for entry in good] == [12] * 4
    for name, entry in bad.items():
        assert name in entry.problem, "the line says which file"
        assert len(entry.problem) > len(name) + 20
    assert "empty" in bad["empty.nxs"].problem
    assert "shorter than it says" in bad["half-copied.nxs"].problem
    assert "TIFF" in bad["image.nxs"].problem


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("perovskite", [2]),
        ("PEROV nguyen", [2]),
        ('sample:"Pt on carbon"', [3]),
        ("operator:meier", [0, 3]),
        ("has:denoised", [1, 2]),
        ("has:filtered", [3]),
        ("model:best", [1]),
        ("has:denoised has:filtered", []),
        ("dose:150..320", [0, 1]),
        ("total:>3000", [1, 2, 3]),
        ("frames:12", [0, 1, 2, 3]),
        ("frames:>13", []),
        ("date:2023-11-13..2023-11-16", [0, 1, 2, 3]),
        ("date:2023-11", [0, 1, 2, 3]),
        ("date:2022..2024", [0, 1, 2, 3]),
        ("date:..2022", []),
        ("is:starred", []),
        ("100%", []),
        ('"an unfinished quotation', []),
    ],
)
def test_conditions_find_what_meets_all_of_them(
    indexed: Path, made: Path, text: str, runs: list[int]
) -> None:
    found = [name for name in names(indexed, made, text) if name not in BAD]
    assert found == [f"run-{number:04d}.nxs" for number in runs]


def test_evidence_is_asked_of_single_frames(indexed: Path, made: Path) -> None:
    with Database(indexed) as database:
        by_state = [
            sum(e.matching for e in search(database, made, f"has:denoised evidence:{state}"))
            for state in ("better", "no-better", "worse")
        ]
    assert sum(by_state) == 4, "two sessions with two pictures each, every one judged"


def test_only_the_folder_asked_for_is_listed(indexed: Path, made: Path) -> None:
    with Database(indexed) as database:
        assert len(search(database, made / "2023-11-14", "")) == 4
        assert search(database, made / "2023-11", "") == [], "a name's beginning is no folder"
        assert len(search(database, None, "")) == 9


@pytest.mark.parametrize("text", ["colour:red", "has:soup", "is:nice", "dose:much", "date:soon"])
def test_what_cannot_be_asked_is_told(text: str) -> None:
    with pytest.raises(SettingsError):
        parse(text)


def test_the_command_prints_what_it_finds(
    indexed: Path, made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["find", str(made), "has:denoised", "--index", str(indexed), "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert [Path(entry["path"]).name for entry in found] == ["run-0001.nxs", "run-0002.nxs"]
    assert found[0]["first_ns"] == FIRST_NS + 3600 * 10**9
    assert main(["find", str(made), "nothing-has-this", "--index", str(indexed)]) == 1
