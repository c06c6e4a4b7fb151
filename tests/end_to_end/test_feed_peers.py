"""Instruments simulated by others: connected, live, denoised, recorded, verified."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from stemviewer.app import make_pipeline
from stemviewer.bench.feeds.mib import made_patterns, write_mib
from stemviewer.bench.feeds.simplon import cbor_image, legacy_series, write_capture
from stemviewer.core.quantity import Source
from stemviewer.feeds.base import (
    Acknowledged,
    Command,
    Control,
    FeedEvent,
    FrameEnded,
    RowsArrived,
    ScanState,
)
from stemviewer.feeds.open_feed.client import OpenFeed
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import LinkState
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.verifying.verify import verify

ROOT = Path(__file__).parents[2]
PEERS = Path(os.environ.get("STEMVIEWER_FEED_PEERS", ROOT / ".venv-feed-peers"))
PROGRAMS = PEERS / "bin"
RINGS = "centre=34.25,28.5&bf=0-9px&abf=5-9px&adf=9-20px&haadf=20-32px"
SMALL = {"ring_bytes": 64 << 20, "reserve_bytes": 1 << 20, "spare_folders": ()}
INFO = SessionInfo("Peers", "", "", InstrumentInfo("peer", "detector", ()), "")


def peer(name: str) -> str:
    path = PROGRAMS / name
    if not path.is_file():
        pytest.skip(f"{name} is not installed: python installer/feed_peers.py")
    return str(path)


def free_ports(count: int) -> list[str]:
    """Return ports that nobody listens on."""
    servers = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [str(server.getsockname()[1]) for server in servers]
    for server in servers:
        server.close()
    return ports


@contextmanager
def program(command: list[str], log: Path, **env: str) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
            start_new_session=True,
        )
        try:
            yield
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(3)  # some take their time, and have children of their own
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
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


def nion_python() -> str:
    folder = Path(os.environ.get("STEMVIEWER_NION", ROOT / ".venv-nion"))
    if not (folder / "bin" / "python").is_file():
        pytest.skip("nionswift-usim is not installed: python installer/nion_peer.py")
    return str(folder / "bin" / "python")


def followed(address: str) -> tuple[list[FeedEvent], ScanState, ScanState]:
    """Follow three scans, stop, start again; return the events and the states acknowledged."""
    feed, events, states = OpenFeed(address), list[FeedEvent](), list[ScanState]()

    def until(ended: int, answers: int) -> None:
        end = time.monotonic() + 60
        while sum(isinstance(e, FrameEnded) for e in events) < ended or len(states) < answers:
            assert time.monotonic() < end, events
            event = feed.receive(0.1)
            if isinstance(event, Acknowledged):
                states.append(event.acknowledgement.state)
            elif event is not None:
                events.append(event)

    try:
        until(3, 0)
        feed.send(Command(1, Control.STOP))
        until(3, 1)
        feed.send(Command(2, Control.SCAN, 1.0))
        until(6, 2)
    finally:
        feed.close()
    return events, states[0], states[1]


@pytest.mark.timeout(240)
def test_nion_usim(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    host = [nion_python(), str(ROOT / "installer" / "bridges" / "nion_usim_host.py")]
    log, address = tmp_path / "usim.log", f"ws://127.0.0.1:{port}"
    with program([*host, "--port", port, "--size", "192", "--dwell", "10", "--fov", "8"], log):
        wait(lambda: log.is_file() and b"Serving" in log.read_bytes(), 100)
        events, stopped, started = followed(address)
        path, methods = live(address, tmp_path, 4, start=False)
    assert not stopped.scanning
    assert started.scanning
    parts = [event.frame.valid_rows for event in events if isinstance(event, RowsArrived)]
    assert parts, "rows came before the frame was whole"
    assert all(0 < rows < 192 for rows in parts)
    assert methods, "denoised pictures were shown"
    with checked(path) as reader:
        whole = [row for row in reader.rows() if row.complete]
        assert len(whole) >= 3
        settings = reader.raw(whole[0].index).settings
        assert settings.shape == (192, 192)
        assert settings.dwell.source is Source.MEASURED
        assert settings.dwell.value == pytest.approx(1e-5)
        assert settings.pixel_size.source is Source.SET
        assert settings.pixel_size.value == pytest.approx(8e-9 / 192)


@pytest.mark.timeout(240)
def test_merlin_libertem(tmp_path: Path) -> None:
    scan = (16, 16)
    patterns = made_patterns(scan, 64, 1, distinct=256)
    header = write_mib(tmp_path, patterns, scan)
    ports = free_ports(3)
    listen = ["--data-port", ports[0], "--control-port", ports[1], "--trigger-port", ports[2]]
    shape = ["--host", "127.0.0.1", "--nav-shape", "16", "16", "--wait-trigger"]
    command = [peer("libertem-live-mib-sim"), str(header), *listen, *shape, "--dwelltime", "2000"]
    address = f"merlin://127.0.0.1:{ports[0]}?control={ports[1]}&scan=16x16&trigger=soft&{RINGS}"
    with program(command, tmp_path / "sim.log"):
        path, methods = live(address, tmp_path, 3, start=True)
    assert methods, "denoised pictures were shown"
    adf_equals_plain_sum(path, patterns, scan)


@pytest.mark.timeout(240)
def test_dectris_libertem(tmp_path: Path) -> None:
    pytest.importorskip("zmq", reason="the extra dectris is not installed")
    scan = (16, 16)
    patterns = made_patterns(scan, 64, 1, distinct=256)
    capture = write_capture(tmp_path / "made.raw", legacy_series(patterns))
    (api,), log = free_ports(1), tmp_path / "sim.log"
    command = [peer("libertem-live-dectris-sim"), str(capture), "--port", api]
    # it fails at any port but one of its own choice, which it tells
    command += ["--zmqport", "0", "--dwelltime", "2000"]
    with program(command, log):
        told = re.compile(r"RustedReplay listening on tcp://127.0.0.1:(\d+)")
        wait(lambda: told.search(log.read_text()) is not None, 60)
        stream = told.findall(log.read_text())[-1]
        address = f"dectris://127.0.0.1:{stream}?stream=1&api={api}&scan=16x16&{RINGS}"
        path, methods = live(address, tmp_path, 3, start=True)
    assert methods, "denoised pictures were shown"
    adf_equals_plain_sum(path, patterns, scan)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "uint32"])
def test_our_messages_are_what_dectris_reads(dtype: str, tmp_path: Path) -> None:
    """What the tests' own server sends is decoded by DECTRIS' library as it was meant."""
    python = peer("python")
    cbor2 = pytest.importorskip("cbor2", reason="the extra dectris is not installed")
    pattern = np.random.default_rng(3).poisson(2.0, (51, 103)).astype(dtype)
    for codec in ("bslz4", "lz4"):
        content = cbor2.loads(cbor_image(0, pattern, codec)[0])
        algorithm, item, data = content["data"]["threshold_1"].value[1].value.value
        (tmp_path / "packed").write_bytes(data)
        code = (
            "import sys; from dectris.compression import decompress; "
            "data = open(sys.argv[1], 'rb').read(); "
            "plain = decompress(data, sys.argv[2], elem_size=int(sys.argv[3])); "
            "sys.stdout.buffer.write(bytes(plain))"
        )
        command = [python, "-c", code, str(tmp_path / "packed"), algorithm, str(item)]
        environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        assert done.stdout == pattern.tobytes()


def adf_equals_plain_sum(path: Path, patterns: np.ndarray, scan: tuple[int, int]) -> None:
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
