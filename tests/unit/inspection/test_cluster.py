"""A Dask cluster of real processes makes the same pictures as one process, though one is killed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from stemviewer.bench.sessions.archive import Archive, write_session
from stemviewer.cli import main
from stemviewer.core.errors import SettingsError
from stemviewer.inspection import cluster
from stemviewer.inspection.layer import ROWS, Recipe
from stemviewer.inspection.reprocess import reprocess

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None, reason="the extra cluster is not installed"
)
pytestmark = pytest.mark.timeout(300)  # five programs start, on whatever machine
FRAMES = 40
METHOD = "gaussian"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"{what}: still not after {seconds:.0f} s"
        time.sleep(0.02)


class LocalCluster:
    """A scheduler and two workers, each a process, on loopback."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        file = folder / "scheduler.json"
        common = ["--no-dashboard", "--host", "127.0.0.1"]
        self._start("scheduler", *common, "--port", "0", "--scheduler-file", str(file))
        until(file.is_file, "the scheduler's file")
        until(lambda: file.read_text().rstrip().endswith("}"), "the whole of it")
        self.address: str = json.loads(file.read_text())["address"]
        worker = [self.address, *common, "--no-nanny", "--nthreads", "1"]
        self.workers = [
            self._start("worker", *worker, "--local-directory", str(folder / f"w{number}"))
            for number in range(2)
        ]

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        process = subprocess.Popen(command, cwd=self._folder, **QUIET)  # type: ignore[call-overload]
        self._stack.callback(process.wait, 20)
        self._stack.callback(process.kill)
        return process

    def wait_for_workers(self) -> None:
        wait = "c.wait_for_workers(2, timeout=60)"
        code = f"import distributed\nwith distributed.Client({self.address!r}) as c: {wait}"
        subprocess.run([sys.executable, "-c", code], check=True, timeout=90, **QUIET)  # type: ignore[call-overload]


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalCluster]:
    with ExitStack() as stack:
        made = LocalCluster(tmp_path, stack)
        made.wait_for_workers()
        yield made


def hashed(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.npy")
    }


def lines_of(folder: Path) -> list[dict[str, object]]:
    path = folder / ROWS
    return [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []


@needs_dask
def test_two_workers_one_killed_nothing_lost_or_doubled(
    tmp_path: Path, local: LocalCluster
) -> None:
    archive = Archive(frames=FRAMES, side=32)
    alone = write_session(tmp_path / "alone", "run", archive, 0)
    shared = write_session(tmp_path / "shared", "run", archive, 0)
    before = hashlib.sha256(shared.read_bytes()).hexdigest()
    # one worker takes frames, makes nothing of them, and dies: it holds what it has till then
    psutil.Process(local.workers[0].pid).suspend()
    command = ["reprocess", str(shared), "--method", METHOD, "--scheduler", local.address]
    running = subprocess.Popen([sys.executable, "-m", "stemviewer", *command], **QUIET)  # type: ignore[call-overload]
    try:
        rows = f"*.layers/*/{ROWS}"
        until(
            lambda: running.poll() is not None or any(shared.parent.glob(rows)),
            "the first pictures",
        )
        assert running.poll() is None, "it ended before a worker was killed"
        (layer,) = shared.parent.glob("*.layers/*")
        there = len(lines_of(layer))
        local.workers[0].kill()
        assert running.wait(100) == 0
    finally:
        running.kill()
        running.wait(20)
    assert 0 < there < FRAMES, "it was killed on the way"
    assert local.workers[0].wait(20) != 0
    assert local.workers[1].poll() is None
    expected = reprocess(alone, Recipe(METHOD, {}))
    assert expected.done == FRAMES
    assert hashed(layer) == hashed(expected.folder), "bit for bit"
    by_row = sorted(lines_of(layer), key=lambda line: int(str(line["row"])))
    assert [line["row"] for line in by_row] == list(range(FRAMES)), "none lost, none doubled"
    for line, other in zip(by_row, lines_of(expected.folder), strict=True):
        assert line["pixels_sha256"] == other["pixels_sha256"]
        assert line["provenance_sha256"] == other["provenance_sha256"]
    assert hashlib.sha256(shared.read_bytes()).hexdigest() == before, "the session is only read"


def test_without_the_extra_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = write_session(tmp_path, "run", Archive(frames=2, side=16), 0)
    monkeypatch.setattr(cluster, "available", lambda: False)
    with pytest.raises(SettingsError, match=r"Dask is not installed.*stemviewer\[cluster\]"):
        reprocess(session, Recipe("gaussian", {}), scheduler="tcp://127.0.0.1:1")


@needs_dask
@pytest.mark.parametrize(
    "address", ["no such address", "tcp://127.0.0.1", "tcp://127.0.0.1:{port}"]
)
def test_an_address_where_nobody_answers_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    session = write_session(tmp_path, "run", Archive(frames=2, side=16), 0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        address = address.format(port=taken.getsockname()[1])
        assert main(["reprocess", str(session), "--scheduler", address]) == 1
    assert f"No Dask scheduler answers at {address}" in capsys.readouterr().out


def test_a_worker_of_another_version_makes_nothing(tmp_path: Path) -> None:
    def make(*_parts: object) -> tuple[list[dict[str, object]], list[str]]:
        raise AssertionError("called")

    with pytest.raises(cluster.ClusterError, match="runs stemviewer"):
        cluster.make_here(make, "0.0.0", (tmp_path, tmp_path, "gaussian", {}, [0]))
