"""Bridges as single files, beside stand-ins of the vendors' modules: feed-check passes them.

The stand-ins answer the calls that the vendors describe in public; they are no instruments. What
this shows is that the bridges speak the open feed and need the standard library only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stemviewer.feeds.checking.findings import Outcome
from stemviewer.feeds.checking.run import check

ROOT = Path(__file__).parents[3]
BRIDGES = ROOT / "installer" / "bridges"
VENDORS = Path(__file__).parent / "vendors"
ARGUMENTS = {
    "jeol_pyjem": ["--port", "0", "--fov-nm", "20", "--current-pa", "15"],
    "thermo_autoscript": ["--port", "0", "--detectors", "HAADF,BF", "--size", "128"],
    "gatan_digitalmicrograph": ["--port", "0"],
}


def single(name: str, folder: Path) -> Path:
    made = subprocess.run(
        [sys.executable, str(BRIDGES / "single_file.py"), name, str(folder)], check=False
    )
    assert made.returncode == 0
    return folder / f"{name}.py"


@contextmanager
def bridge(path: Path, given: list[str], **env: str) -> Iterator[str]:
    # -S: no site-packages, so that anything beyond the standard library fails
    code = f"import runpy; runpy.run_path({str(path)!r}, run_name='bridge')['main']({given!r})"
    command = [sys.executable, "-S", "-c", code]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(VENDORS)}
        | env,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            yield process.stdout.readline().rpartition(" at ")[2].strip()
        finally:
            process.terminate()


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_bridge_keeps_the_rules(name: str, tmp_path: Path) -> None:
    with bridge(single(name, tmp_path), ARGUMENTS[name]) as address:
        found = check(address, None, 2.0, commands=True)
    assert not found.findings.of(Outcome.BROKEN), found.text()
    kept = found.findings.of(Outcome.KEPT)
    for rule in ("whole", "rows", "refuse", "applied", "acknowledge", "start-stop", "origin"):
        assert rule in kept, found.text()
    text = (tmp_path / f"{name}.py").read_text(encoding="utf-8")
    assert "UNTESTED ON HARDWARE" in text[:400]


def test_a_bridge_wants_its_token(tmp_path: Path) -> None:
    path = single("jeol_pyjem", tmp_path)
    with bridge(path, ARGUMENTS["jeol_pyjem"], STEMVIEWER_FEED_TOKEN="right") as address:
        found = check(address, "right", 5.0, commands=False)
    assert "token" in found.findings.of(Outcome.KEPT)
    assert not found.findings.of(Outcome.BROKEN), found.text()


def test_beyond_the_machine_only_with_a_token(tmp_path: Path) -> None:
    path = single("jeol_pyjem", tmp_path)
    given = [*ARGUMENTS["jeol_pyjem"], "--host", "0.0.0.0"]
    with bridge(path, given, STEMVIEWER_FEED_TOKEN="") as address:
        assert address == ""


def test_the_nion_bridge_is_a_single_file_with_its_licence(tmp_path: Path) -> None:
    text = single("nion_swift", tmp_path).read_text(encoding="utf-8")
    compile(text, "nion_swift.py", "exec")
    assert "from open_feed_" not in text
    assert "GNU General Public License, version 3" in text
    assert "Version 3, 29 June 2007" in (tmp_path / "LICENSE-GPL-3.txt").read_text()
