from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("stemviewer.session.recording.recorder", ["h5py", "torch", "PySide6"]),
        ("stemviewer.session.recording.recorder_process", ["h5py", "torch", "PySide6", "pydantic"]),
        ("stemviewer.session.recording.recorder_loop", ["torch", "PySide6", "skimage", "scipy"]),
    ],
)
def test_each_process_imports_only_what_it_needs(module: str, unwanted: list[str]) -> None:
    code = f"import sys, {module}; print([m for m in {unwanted} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
