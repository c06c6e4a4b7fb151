"""Instruments simulated by others: connected, live, denoised, recorded, verified."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from stemviewer.app import make_pipeline
from stemviewer.bench.feeds.mib import made_patterns, write_mib
from stemviewer.feeds.base import Control
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import LinkState
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify

ROOT = Path(__file__).parents[2]
PROGRAMS = ROOT / ".venv-feed-peers" / "bin"
SMALL = {"ring_bytes": 64 << 20, "reserve_bytes": 1 << 20, "spare_folders": ()}
INFO = SessionInfo("Peers", "", "", InstrumentInfo("peer", "detector", ()), "")


def peer(name: str) -> str:
    path = PROGRAMS / name
    if not path.is_file():
        pytest.skip(f"{name} is not installed: python installer/feed_peers.py")
    return str(path)


@contextmanager
def program(command: list[str], log: Path, **env: str) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **env}
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def wait(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def live(address: str, folder: Path, frames: int, *, start: bool) -> tuple[Path, list[str]]:
    """Connect, denoise and record until so many frames are written; return the session."""
    pipeline: LivePipeline = make_pipeline(address, chain="gaussian")
    pipeline.start()
    methods: list[str] = []

    def written() -> bool:
        shown = pipeline.take_shown()
        if shown is not None and shown.processed is not None:
            methods.append(shown.processed.provenance.label())
        return bool(methods) and pipeline.status().recording.written >= frames

    try:
        wait(lambda: pipeline.status().link is LinkState.CONNECTED, 100)
        pipeline.start_recording(folder, INFO, RecordOptions(**SMALL))
        wait(lambda: pipeline.status().recording.active, 30)
        if start:
            pipeline.send(Control.SCAN, 1.0)
        wait(written, 60)
        pipeline.stop_recording()
        wait(lambda: not pipeline.status().recording.busy, 60)
        path = Path(pipeline.status().recording.path)
    finally:
        pipeline.stop()
    return path, methods


def checked(path: Path) -> SessionReader:
    report = verify(path)
    assert report.good, report
    return SessionReader(path)


@pytest.mark.timeout(240)
def test_epics_pvapy(tmp_path: Path) -> None:
    loopback = {
        "EPICS_PVAS_INTF_ADDR_LIST": "127.0.0.1",
        "EPICS_PVA_ADDR_LIST": "127.0.0.1",
        "EPICS_PVA_AUTO_ADDR_LIST": "NO",
    }
    channel = f"peer{os.getpid()}:image"
    size = ["-nx", "128", "-ny", "96", "-dt", "uint16", "-nf", "20", "-cs", "20", "-fps", "20"]
    command = [peer("pvapy-ad-sim-server"), "-cn", channel, *size, "-rt", "120", "-dc"]
    with program(command, tmp_path / "pvapy.log", **loopback):
        path, methods = live(f"pva://{channel}?addr=127.0.0.1", tmp_path, 20, start=False)
    assert methods, "denoised pictures were shown"
    with checked(path) as reader:
        rows = list(reader.rows())
        assert len(rows) >= 20
        assert all(row.complete for row in rows)
        assert reader.raw(0).data.shape == (96, 128)


@pytest.mark.timeout(240)
def test_merlin_libertem(tmp_path: Path) -> None:
    scan = (16, 16)
    patterns = made_patterns(scan, 64, 1, distinct=256)
    header = write_mib(tmp_path, patterns, scan)
    ports = []
    for _ in range(3):
        with socket.create_server(("127.0.0.1", 0)) as server:
            ports.append(str(server.getsockname()[1]))
    listen = ["--data-port", ports[0], "--control-port", ports[1], "--trigger-port", ports[2]]
    shape = ["--host", "127.0.0.1", "--nav-shape", "16", "16", "--wait-trigger"]
    command = [peer("libertem-live-mib-sim"), str(header), *listen, *shape, "--dwelltime", "2000"]
    rings = "centre=34.25,28.5&bf=0-9px&abf=5-9px&adf=9-20px&haadf=20-32px"
    address = f"merlin://127.0.0.1:{ports[0]}?control={ports[1]}&scan=16x16&trigger=soft&{rings}"
    with program(command, tmp_path / "sim.log"):
        path, methods = live(address, tmp_path, 3, start=True)
    assert methods, "denoised pictures were shown"
    yy, xx = np.mgrid[:64, :64]
    squared = (yy - 34.25) ** 2 + (xx - 28.5) ** 2
    plain = patterns[:, (squared >= 81) & (squared < 400)].sum(axis=1, dtype=np.uint64)
    with checked(path) as reader:
        whole = [row for row in reader.rows() if row.channel == "ADF" and row.complete]
        assert len(whole) >= 2
        for row in whole:
            assert np.array_equal(reader.raw(row.index).data, plain.reshape(scan))
        told = [event.text for event in reader.events()]
        assert any("Virtual detectors" in text for text in told), "where they lay is in the log"
