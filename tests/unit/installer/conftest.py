from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session", autouse=True)
def installer_on_path() -> Iterator[None]:
    """Make the installer's modules importable as they are for bootstrap.py itself."""
    sys.path.insert(0, str(ROOT / "installer"))
    yield
    sys.path.remove(str(ROOT / "installer"))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def project_folder(tmp_path: Path) -> Path:
    """Return a folder that looks like the project to the set-up."""
    (tmp_path / "installer").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    (tmp_path / "installer" / "constraints.txt").write_text("a==1\ntorch==2.13.0\nb==2\n", "utf-8")
    return tmp_path
