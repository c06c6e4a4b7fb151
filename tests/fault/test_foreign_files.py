"""Files made to do harm, through the program's own commands and processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from stemviewer.bench.crafted import sessions
from stemviewer.bench.crafted.base import SECRET, Ground, plant
from stemviewer.bench.crafted.mutate import mutate
from stemviewer.bench.crafted.seeds import write_seeds
from stemviewer.bench.log.canary import Canary
from stemviewer.bench.log.harm import Tally, open_picture, open_session

LEADING_OUT = [kind for kind in sessions.KINDS if "another" in kind.reason or "link" in kind.name]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sessions.record_good(tmp_path_factory.mktemp("good"))


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stemviewer", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("kind", LEADING_OUT, ids=lambda kind: kind.name)
def test_no_session_leads_out_of_its_folder(
    tmp_path: Path, good: Path, kind: sessions.Kind
) -> None:
    plant(tmp_path / "outside")
    (tmp_path / "inside").mkdir()
    path = kind.make(Ground(tmp_path / "inside", tmp_path / "outside", good))
    with Canary((tmp_path / "outside").iterdir()) as canary:
        result = open_session(path, "verify")
        assert canary.opened() in (0, None)
    assert result.verdict in ("read", "refused")
    assert result.text != "good"
    assert not result.leaked


def test_the_canary_sings(tmp_path: Path) -> None:
    plant(tmp_path)
    with Canary(tmp_path.iterdir()) as canary:
        assert canary.opened() in (0, None)
        (tmp_path / "secret.bin").read_bytes()
        assert canary.opened() != 0


def test_changed_files_do_no_harm(tmp_path: Path, good: Path) -> None:
    tally, rng = Tally(), np.random.default_rng(5)
    for number, seed in enumerate(write_seeds(tmp_path / "seeds")[::3]):
        path = tmp_path / f"{number}{seed.suffix}"
        path.write_bytes(mutate(seed.read_bytes(), seed.suffix, rng))
        tally.add(seed.name, open_picture(path))
    changed = tmp_path / "changed.nxs"
    changed.write_bytes(mutate(good.read_bytes(), ".nxs", rng))
    tally.add("session", open_session(changed, "review"))
    assert tally.crashes == []
    assert tally.over == tally.leaked == 0


def test_the_commands_refuse_in_a_sentence(tmp_path: Path) -> None:
    plant(tmp_path / "outside")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = h5py.ExternalLink(str(tmp_path / "outside" / "secret.h5"), "/a")
    done = _command("denoise", str(tmp_path / "a.h5"), "-o", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "another file" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(SECRET) not in done.stdout
