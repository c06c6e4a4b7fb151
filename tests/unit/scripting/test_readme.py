"""The ten lines of the README, run exactly as they are printed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

SEEN = """
import sys
heavy = [name for name in ("PySide6", "pyqtgraph") if name in sys.modules]
assert not heavy, heavy
"""


def ten_lines() -> str:
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.mark.timeout(240)
def test_ten_lines_of_the_readme_run_as_printed_and_load_no_qt(tmp_path: Path) -> None:
    code = ten_lines()
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    done = subprocess.run(
        [sys.executable, "-c", code + SEEN],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    made, read = lines[:4], lines[4:]
    assert [line.split()[-2:] for line in made] == [["FILTERED", "gaussian"]] * 4
    assert len(read) == 4
    assert all("SIMULATED" in line for line in read)
    assert len(list((tmp_path / "runs").glob("*.nxs"))) == 1


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = (
        "import sys, stemviewer; assert 'open_feed' in dir(stemviewer);"
        "print([n for n in ('numpy', 'torch', 'h5py', 'PySide6', 'scipy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
