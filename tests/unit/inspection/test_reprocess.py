"""Layers beside a session: made, interrupted, gone on with, never in the session itself."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from stemviewer.bench.sessions.archive import Archive, write_session
from stemviewer.catalogue.walk import find_sessions
from stemviewer.cli import main
from stemviewer.core.errors import SessionFileError
from stemviewer.inspection.layer import HEADER, ROWS, Layer, Recipe, read_picture
from stemviewer.inspection.reprocess import reprocess
from stemviewer.session.reading.reader import SessionReader

RECIPE = Recipe("gaussian", {"sigma": 1.5})


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """Twelve frames of 32 px."""
    return write_session(tmp_path, "run", Archive(frames=12, side=32), 0)


def hashed(folder: Path, pattern: str = "*") -> dict[str, str]:
    paths = [path for path in folder.glob(pattern) if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_what_was_interrupted_goes_on_and_is_the_same(session: Path, tmp_path: Path) -> None:
    before = hashed(tmp_path)
    whole = reprocess(session, RECIPE)
    assert (whole.done, whole.before, whole.failed) == (12, 0, ())
    pictures = hashed(whole.folder, "*.npy")
    assert len(pictures) == 12
    other = write_session(tmp_path / "other", "run", Archive(frames=12, side=32), 0)
    seen: list[int] = []
    part = reprocess(
        other, RECIPE, stop=lambda: len(seen) > 5, told=lambda progress: seen.append(progress.done)
    )
    assert 0 < part.done < 12
    # a kill in the middle of a line, and of a picture
    with (part.folder / ROWS).open("ab") as file:
        file.write(b'{"row": 11, "pix')
    (part.folder / "row0000010.npy").write_bytes(b"\x93NUMPY half")
    rest = reprocess(other, RECIPE)
    assert (rest.done, rest.before) == (12, part.done)
    assert hashed(rest.folder, "*.npy") == pictures, "the same, bit for bit"
    lines = [line for line in (rest.folder / ROWS).read_bytes().splitlines() if line.endswith(b"}")]
    assert sorted(json.loads(line)["row"] for line in lines) == list(range(12)), "none doubled"
    assert reprocess(other, RECIPE).before == 12
    assert hashed(tmp_path) == before, "nothing in or of the session has changed"


def test_each_picture_says_what_it_is_and_of_what(session: Path) -> None:
    made = reprocess(session, RECIPE, range(2, 4))
    header = json.loads((made.folder / HEADER).read_text())
    lines = [json.loads(line) for line in (made.folder / ROWS).read_text().splitlines()]
    with SessionReader(session) as reader:
        assert header["session_id"] == reader.segments[0].header.session_id
        for line in lines:
            assert line["raw_sha256"] == reader.row(line["row"]).sha256
            assert line["kind"] == "filtered"
            assert set(line["flags"]) == {"FILTERED", "SIMULATED"}
            values = read_picture(made.folder, line)
            assert values.shape == reader.raw(line["row"]).data.shape
    np.save(made.folder / "row0000002.npy", np.zeros((32, 32), np.float32))
    with pytest.raises(SessionFileError, match="not the picture"):
        read_picture(made.folder, lines[0])
    with pytest.raises(SessionFileError, match="another session"):
        Layer(session, "ff" * 16, RECIPE)


def test_the_command_works_on_folders_with_several_processes(tmp_path: Path) -> None:
    for number in range(2):
        write_session(tmp_path / "in", f"run-{number}", Archive(frames=9, side=16), number)
    command = ["reprocess", str(tmp_path / "in"), "--set", "sigma=1.5"]
    assert main([*command, "--jobs", "2"]) == 0
    layers = sorted((tmp_path / "in").glob("*.layers/gaussian-*"))
    assert [len(list(layer.glob("*.npy"))) for layer in layers] == [9, 9]
    together = [hashed(layer, "*.npy") for layer in layers]
    for layer in layers:
        for path in layer.iterdir():
            path.unlink()
    assert main([*command, "--jobs", "1"]) == 0
    assert [hashed(layer, "*.npy") for layer in layers] == together, "as one process makes them"
    assert len(find_sessions(tmp_path / "in")) == 2, "layers are no sessions"
    assert main(["reprocess", str(tmp_path / "in"), "--method", "soup", "--jobs", "1"]) == 1
