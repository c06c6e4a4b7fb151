"""A history keeps to its memory, in the process and not only in its own books."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stemviewer.bench.window.history import GROWTH_LIMIT, OVER_LIMIT


@pytest.mark.skipif(sys.platform != "linux", reason="pages of their own are for glibc's heap")
def test_the_process_grows_by_what_the_history_says_and_no_more(tmp_path: Path) -> None:
    report = tmp_path / "history.json"
    command = [sys.executable, "-m", "stemviewer", "bench", "history", "--quick"]
    done = subprocess.run(
        [*command, "--json", str(report)],
        capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip
    assert report.exists(), done.stderr[-500:]
    figures = json.loads(report.read_text("utf-8"))["figures"]
    assert figures["used_bytes"] <= figures["budget_bytes"]
    allowed = OVER_LIMIT * figures["budget_bytes"] + figures["under_way_bytes"]
    assert figures["over_bytes"] < allowed
    assert figures["growth_bytes"] < 3 * GROWTH_LIMIT * figures["budget_bytes"]
    assert figures["read_s"]["count"] == 40
