"""Files by others in the window: pictures of unknown origin, and nothing that needs a session."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from pytestqt.qtbot import QtBot

from stemviewer.core.errors import ImageFileError
from stemviewer.foreign.rosetta import ENVIRONMENT, open_any, open_by_rosetta
from stemviewer.ui.review.window import ReviewWindow

Shown = Callable[[ReviewWindow, int], None]


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """Three pictures of 48 px with a scale, as ImageJ writes them."""
    data = np.random.default_rng(3).poisson(9, (3, 40, 48)).astype(np.uint16)
    path = tmp_path / "from elsewhere.tif"
    tifffile.imwrite(path, data, imagej=True, resolution=(50, 50), metadata={"unit": "nm"})
    return path


def test_a_file_by_others_is_shown_as_of_unknown_origin(
    qtbot: QtBot, window: ReviewWindow, shown: Shown, stack: Path
) -> None:
    window.open_path(stack)
    qtbot.waitUntil(lambda: window.model.frames == 3, timeout=60_000)
    window.go_to(2)
    shown(window, 2)
    read, picture = window.shown, window.views.raw.picture
    assert read is not None
    assert picture is not None
    np.testing.assert_array_equal(read.frame.data, tifffile.imread(stack)[2])
    assert picture.pixel_size.value == pytest.approx(2e-11)
    assert window.views.panes.raw._state_badge[0] == "UNKNOWN ORIGIN"
    first = window.provenance.drawing._boxes[0]
    assert first.badge == "UNKNOWN ORIGIN"
    assert "file" in first.title
    for button in (window.top.verify, window.session.button, window.play.aligned,
                   window.layers.run, window.export.more.pack):  # fmt: skip
        assert not button.isEnabled()
    assert window.export.button.isEnabled()
    assert not any(path.name.startswith("from elsewhere.") and path != stack
                   for path in stack.parent.iterdir())  # fmt: skip


def test_a_damaged_one_is_told_and_nothing_stays(
    qtbot: QtBot, window: ReviewWindow, stack: Path
) -> None:
    stack.write_bytes(stack.read_bytes()[:200])
    window.open_path(stack)
    qtbot.waitUntil(lambda: window.notices.current is not None, timeout=60_000)
    assert window.model.frames == 0


FAKE = """
import numpy as np

def file_reader(path):
    with open(path, "rb") as file:
        values = np.frombuffer(file.read()[4:], "<i2").reshape(2, 5, 6)
    axes = [{"scale": 1.0}, {"scale": 0.5, "units": "nm"}, {"scale": 0.5, "units": "nm"}]
    return [{"data": np.zeros(4), "axes": []}, {"data": values, "axes": axes}]
"""


@pytest.fixture
def rosetta(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python with a library that has RosettaSciIO's interface, and nothing of ours."""
    package = tmp_path / "site" / "rsciio"
    (package / "blo").mkdir(parents=True)
    plugin = [{"file_extensions": ["blo"], "api": "rsciio.blo._api"}]
    (package / "__init__.py").write_text(f"__version__ = '0.0'\nIO_PLUGINS = {plugin!r}\n")
    (package / "blo" / "__init__.py").touch()
    (package / "blo" / "_api.py").write_text(FAKE)
    python = tmp_path / "python"
    code = f"import sys, runpy; sys.path.insert(0, {str(package.parent)!r})"
    code += "; sys.argv = sys.argv[2:]; runpy.run_path(sys.argv[0], run_name='__main__')"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(ENVIRONMENT, str(python))
    return package


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the other Python")
def test_what_only_rosettasciio_reads_comes_from_its_own_process(
    rosetta: Path, tmp_path: Path
) -> None:
    values = np.arange(60, dtype="<i2").reshape(2, 5, 6) - 20
    path = tmp_path / "scan.blo"
    path.write_bytes(b"head" + values.tobytes())
    found = open_any(path)
    np.testing.assert_array_equal(found.data, values)
    assert found.pixel_size.value == pytest.approx(5e-10)
    assert "RosettaSciIO 0.0" in found.description
    assert "rsciio" not in sys.modules
    path.write_bytes(b"head" + values.tobytes()[:-1])
    with pytest.raises(ImageFileError, match="not read by RosettaSciIO"):
        open_any(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the other Python")
@pytest.mark.parametrize(
    "said",
    [
        {"ok": True, "shape": [1, 1 << 20, 1 << 20], "dtype": "float64"},
        {"ok": True, "shape": [1, -4, 4], "dtype": "uint8"},
        {"ok": True, "shape": [1, 4, 4], "dtype": "object"},
        {"ok": True, "shape": [1, 4, 4], "dtype": "uint16"},
        ["no object"],
    ],
)
def test_what_its_process_says_is_not_believed(
    said: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat >/dev/null\nprintf '%s\\n' '{json.dumps(said)}'\n")
    python.chmod(0o755)
    monkeypatch.setenv(ENVIRONMENT, str(python))
    path = tmp_path / "scan.blo"
    path.write_bytes(b"head")
    with pytest.raises(ImageFileError, match="was not read"):
        open_by_rosetta(path)


def test_without_rosettasciio_it_is_said_what_would_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tmp_path / "none"))
    path = tmp_path / "scan.blo"
    path.write_bytes(b"head")
    with pytest.raises(ImageFileError, match="RosettaSciIO"):
        open_any(path)
