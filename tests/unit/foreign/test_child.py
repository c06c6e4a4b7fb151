from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import h5py
import hdf5plugin
import numpy as np
import psutil
import pytest
import tifffile

from stemviewer.core.errors import ImageFileError, SessionFileError, SettingsError, StemviewerError
from stemviewer.foreign.landlock import version
from stemviewer.foreign.limits import Limits, Most, session_limits, stack_limits, with_options
from stemviewer.foreign.parent import Outcome, run_job
from stemviewer.foreign.stacks import open_stack

STACK = np.random.default_rng(0).poisson(9, (3, 20, 30)).astype(np.uint16)
LINUX = sys.platform.startswith("linux")


def _write(path: Path) -> Path:
    if path.suffix == ".npy":
        np.save(path, STACK)
    elif path.suffix == ".tif":
        tifffile.imwrite(path, STACK, photometric="minisblack", compression="zlib")
    else:
        with h5py.File(path, "w") as file:
            kind = hdf5plugin.Bitshuffle(cname="lz4")
            file.create_dataset("a", data=STACK, chunks=(1, 20, 30), **kind)
    return path


@pytest.mark.parametrize("name", ["a.npy", "a.tif", "a.h5"])
def test_a_good_file_comes_back_whole(tmp_path: Path, name: str) -> None:
    outcome = Outcome()
    stack = open_stack(_write(tmp_path / name), outcome=outcome)
    assert np.array_equal(stack.data, STACK)
    assert stack.data.dtype == np.uint16
    assert not stack.data.flags.writeable
    assert stack.path == tmp_path / name
    assert outcome.limit == ""
    if LINUX:
        assert {"memory", "cpu", "no writing"} <= set(outcome.force)
        assert outcome.peak_bytes > 1 << 20


def test_the_pixel_size_comes_with_its_source(tmp_path: Path) -> None:
    tifffile.imwrite(
        tmp_path / "a.tif", STACK, imagej=True, resolution=(2.0, 2.0), metadata={"unit": "nm"}
    )
    size = open_stack(tmp_path / "a.tif").pixel_size
    assert size.value == pytest.approx(5e-10)
    assert size.known


@pytest.mark.skipif(not LINUX, reason="these limits are those of Linux")
def test_the_reading_process_can_do_nothing_but_read_its_file(tmp_path: Path) -> None:
    (tmp_path / "beside.canary").write_bytes(b"secret")
    path = _write(tmp_path / "a.npy")
    limits = Limits(1 << 20, 64 << 20, 20.0, 60.0)
    found = run_job("probe", path, limits, lambda content, _: content["probe"])
    assert found["memory"] is False
    assert found["write"] is False
    if version():
        assert found["read beside"] is False
        assert found["list folder"] is False
        assert found["run"] is False
    if version() >= 4:
        assert found["connect"] is False
    assert not (tmp_path / "a.written").exists()


def test_more_memory_than_allowed_is_told(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((40, 1024, 1024), np.uint8))
    outcome = Outcome()
    limits = Limits(1 << 30, 16 << 20, 30.0, 60.0)
    with pytest.raises(ImageFileError, match="memory") as told:
        open_stack(tmp_path / "a.npy", limits, outcome=outcome)
    assert told.value.meaning
    assert told.value.action


def test_a_larger_stack_than_allowed_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match="allowed"):
        open_stack(_write(tmp_path / "a.npy"), Limits(100, 1 << 28, 30.0, 60.0))


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    outcome = Outcome()
    limits = Limits(1 << 20, 1 << 28, 30.0, 0.01)
    with pytest.raises(ImageFileError, match="not done after"):
        open_stack(_write(tmp_path / "a.npy"), limits, outcome=outcome)
    assert outcome.limit == "time"


@pytest.mark.skipif(not hasattr(signal, "SIGSEGV") or not LINUX, reason="signals of Linux")
@pytest.mark.parametrize("kind", ["SIGSEGV", "SIGABRT", "SIGKILL"])
def test_a_crash_of_the_reading_process_is_an_error_in_words(tmp_path: Path, kind: str) -> None:
    before = {child.pid for child in psutil.Process().children()}
    done = threading.Event()

    def shoot() -> None:
        while not done.wait(0.001):
            for child in psutil.Process().children():
                if child.pid not in before and "foreign.child" in " ".join(child.cmdline()):
                    child.send_signal(getattr(signal, kind))
                    return

    thread = threading.Thread(target=shoot)
    thread.start()
    try:
        with pytest.raises(StemviewerError, match=r"was not read: .*(crashed|memory)") as told:
            open_stack(_write(tmp_path / "a.npy"))
    finally:
        done.set()
        thread.join()
    assert "not affected" in told.value.meaning


def test_plugins_and_tokens_do_not_reach_the_reading_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HDF5_PLUGIN_PATH", str(tmp_path))
    monkeypatch.setenv("STEMVIEWER_FEED_TOKEN", "secret")
    seen: dict[str, str] = {}
    real = subprocess.Popen

    def look(*arguments: object, **options: object) -> object:
        environment = options["env"]
        assert isinstance(environment, dict)
        seen.update(environment)
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", look)
    open_stack(_write(tmp_path / "a.h5"))
    assert seen["HDF5_PLUGIN_PRELOAD"] == "::"
    assert seen["HDF5_PLUGIN_PATH"] == ""
    assert "STEMVIEWER_FEED_TOKEN" not in seen


def test_limits_follow_file_and_memory() -> None:
    small = stack_limits(1000, available=16 << 30)
    large = stack_limits(1 << 30, available=16 << 30)
    poor = stack_limits(1 << 30, available=2 << 30)
    assert small.stack_bytes < large.stack_bytes
    assert poor.stack_bytes <= (2 << 30) // 4
    assert session_limits(1 << 40, available=16 << 30).memory_bytes <= 3 << 30
    set_by_hand = with_options(small, Most(10.0, 3.0))
    assert set_by_hand.stack_bytes == 10 << 20
    assert set_by_hand.wall_s == set_by_hand.cpu_s == 3.0
    with pytest.raises(SettingsError):
        Limits(0, 1, 1.0, 1.0)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImageFileError, match="no file"):
        open_stack(tmp_path / "missing.tif")


def test_errors_keep_their_kind(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"] = "no picture"
    with pytest.raises(SessionFileError, match="no images"):
        open_stack(tmp_path / "a.h5")
