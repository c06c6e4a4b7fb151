"""The commands that measure and check, run as an operator runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.timeout(180)


def run(*arguments: str, timeout: float = 150) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stemviewer", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)


def test_bench_live_measures_every_run(tmp_path: Path) -> None:
    report = tmp_path / "bench.json"
    options = ["--sizes", "128", "--seconds", "4", "--filters", "gaussian", "--record"]
    done = run("bench", "live", *options, "--json", str(report))
    assert done.returncode == 0, done.stdout + done.stderr
    content = json.loads(report.read_text())
    assert content["environment"]["versions"]["numpy"] == np.__version__
    assert [row["feed"] for row in content["runs"]] == ["simulator", "served"]
    for row in content["runs"]:
        counts = row["status"]["counts"]
        assert counts["received"] > 3
        assert counts["lost"] == 0
        assert row["latency_s"]["count"] > 0
        assert row["qt_block_s"]["count"] > 50
        # everything received while it recorded is written when the session is closed
        recording = row["status"]["recording"]
        assert recording["written"] == recording["submitted"] > 3
        assert row["peak_rss_bytes"] > 10**7


def test_doctor_finds_this_installation_sound() -> None:
    done = run("doctor", "--json")
    findings = {f["name"]: f for f in json.loads(done.stdout)["findings"]}
    for name in ("python", "Qt", "torch", "network"):
        assert findings[name]["good"], findings[name]


def test_denoise_writes_electrons_and_their_provenance(tmp_path: Path) -> None:
    counts = np.random.default_rng(1).poisson(3.0, (80, 96)).astype(np.uint16)
    np.save(tmp_path / "counts.npy", counts)
    out = tmp_path / "out"
    done = run("denoise", str(tmp_path / "counts.npy"), "--method", "live", "-o", str(out))
    assert done.returncode == 0, done.stderr
    image = np.load(out / "counts_0000.npy")
    assert image.dtype == np.float32
    assert image.shape == counts.shape
    assert image.mean() == pytest.approx(counts.mean(), rel=0.01)
    assert image.std() < 0.5 * counts.std()
    provenance = json.loads((out / "counts_0000.provenance.json").read_text())
    assert provenance["steps"][-1]["flags"] == ["NETWORK"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("denoise", "/no/such.tif", "-o", "x"), "no file"),
        (("info", "/no/such.nxs"), "such.nxs"),
        (("verify", "/no/such.nxs"), "such.nxs"),
        (("live", "--feed", "nonsense", "--headless", "--seconds", "1"), "not a feed"),
        (("serve", "/no/such.tif"), "no file"),
        (("live", "--filter", "wishful", "--feed", "ws://127.0.0.1:9", "--headless"), "wishful"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...], word: str, tmp_path: Path
) -> None:
    arguments = tuple(str(tmp_path / "x") if part == "x" else part for part in arguments)
    done = run(*arguments, timeout=90)
    assert done.returncode != 0
    assert word in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
