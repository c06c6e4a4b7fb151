from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

PARTS = ("pyproject.toml", "README.md", "LICENSE", "stemviewer", "resources", "installer")


def test_a_wheel_holds_the_resources_and_finds_them(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for part in PARTS:
        if (root / part).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", "*.part")
            shutil.copytree(root / part, source / part, ignore=ignore)
        else:
            shutil.copy(root / part, source)
    (source / "resources" / "guide" / "deep").mkdir(parents=True, exist_ok=True)
    (source / "resources" / "guide" / "deep" / "page.md").write_text("found", encoding="utf-8")
    (source / "resources" / "download.part").write_text("half", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", str(tmp_path), str(source)], check=True, timeout=50)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "installed")
    for path in (root / "resources").rglob("*"):
        if path.is_file() and path.suffix != ".part" and not path.name.startswith("."):
            place = path.relative_to(root / "resources").as_posix()
            assert f"stemviewer/_resources/{place}" in names
    assert "stemviewer/_resources/download.part" not in names
    code = (
        "from stemviewer.core.resources import resource_path;"
        "print(resource_path('guide', 'deep', 'page.md').read_text())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "installed",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "found"
