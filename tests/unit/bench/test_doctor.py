from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from stemviewer.bench import system_checks
from stemviewer.bench.doctor import Finding, report_content
from stemviewer.bench.machine import Sustained, hours_left, proposals


def machine(**other: object) -> Sustained:
    values: dict[str, object] = {
        "network": "live-0.1",
        "pass_s": 0.03,
        "recorded": {"gzip": 400.0, "fast": 900.0},
        "bytes_per_frame": 1.2e6,
        "disk_free": 10**12,
        "busy": 0.2,
    }
    return Sustained(**(values | other))  # type: ignore[arg-type]


def test_a_fast_machine_is_proposed_the_network_and_gzip() -> None:
    network, recording, disk = proposals(machine())
    assert "1024 x 1024" in network  # 8.3 a second there, 2.1 at 2048
    assert "gzip, up to 400" in recording
    assert "23 h" in disk


def test_a_slow_one_a_gaussian_the_fast_compression_and_recipes() -> None:
    slow = machine(pass_s=3.0, recorded={"gzip": 20.0, "fast": 90.0}, disk_free=10**9, busy=4.0)
    network, recording, disk, busy = proposals(slow)
    assert "Gaussian" in network
    assert "fast compression" in recording
    assert "--denoised recompute" in disk
    assert "measure again" in busy


def test_hours_are_of_the_rate() -> None:
    found = machine(bytes_per_frame=1e6, disk_free=36 * 10**9)
    assert hours_left(found, 10.0) == pytest.approx(1.0)


def test_the_clock_and_the_ports_of_this_machine_are_sound() -> None:
    assert system_checks.clock()[0]
    good, text = system_checks.ports()
    assert good, text


def test_a_clock_that_is_wrong_or_jumps_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_checks.time, "time", lambda: 1000.0)
    assert not system_checks.clock()[0]
    jumping = iter((2e9, 2e9 + 5.0))
    monkeypatch.setattr(system_checks.time, "time", lambda: next(jumping))
    good, text = system_checks.clock()
    assert not good
    assert "jumped" in text


def test_a_port_that_this_process_listens_on_is_seen() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        assert server.getsockname()[1] in system_checks.listening()
    assert not system_checks.listening()


def test_the_report_names_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEMVIEWER_LOG_FOLDER", str(tmp_path))
    (tmp_path / "live.log").write_text("cannot open /home/annabel/gold 7.nxs token=abc", "utf-8")
    findings = [Finding("disk", True, f"5 GB free at {Path.home()}/annabel, 90 MB/s")]
    content = report_content(findings, ["Recording: gzip."])
    text = json.dumps(content)
    for word in ("annabel", "gold", "abc", str(Path.home()) + "/", socket.gethostname() + '"'):
        assert word not in text, word
    assert "90 MB/s" in text
    assert "command" not in content
