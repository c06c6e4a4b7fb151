"""What the sessions window loads before its first paint: nothing that only later work needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LATER = (
    "torch",
    "h5py",
    "hdf5plugin",
    "skimage",
    "PIL",
    "tifffile",
    "psutil",
    "cryptography",
    "pyqtgraph",
    "scipy.ndimage",
    "scipy.fft",
    "scipy.optimize",
    "scipy.special",
    "scipy.signal",
    "scipy.sparse",
    "urllib.request",
    "websockets",
    "stemviewer.denoise.chain",
    "stemviewer.bench.options",
    "stemviewer.session.reading.reader",
)

PAINTED = """
import sys
from pathlib import Path
from stemviewer.cli import build_parser
build_parser(["review"])
from PySide6.QtWidgets import QApplication
import stemviewer.ui.review.main as review
app = QApplication([])
window = review.ReviewWindow(review.methods(), vet=review.vet_session, index=Path(sys.argv[1]))
window.show()
image = window.grab()
print([name for name in sys.argv[2:] if name in sys.modules], image.width() > 0)
window.close()
"""


def test_window_is_painted_before_formats_statistics_and_networks_are_loaded(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAINTED, str(tmp_path / "index.sqlite3"), *LATER],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.stdout.strip() == "[] True", done.stderr


@pytest.mark.parametrize("line", [[], ["review"], ["find"], ["verify"]])
def test_a_command_describes_itself_only(line: list[str]) -> None:
    code = (
        "import sys; from stemviewer.cli import build_parser; build_parser(sys.argv[1:]);"
        "print([m for m in ('pydantic', 'stemviewer.bench', 'websockets') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, *line]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
