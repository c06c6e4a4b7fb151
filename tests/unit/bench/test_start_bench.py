from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from stemviewer.bench.start import StartBench, run_start_bench, stages
from stemviewer.core.errors import StemviewerError

REPORT = {
    "start": {
        "window": {"at": 11.5, "cpu_s": 1.0},
        "raw": {"at": 13.0, "cpu_s": 2.0},
        "processed": {"at": 14.0, "cpu_s": 2.5},
    }
}


def test_seconds_are_counted_from_the_start_of_the_program() -> None:
    found = stages("a line of a library\n" + json.dumps(REPORT), began=10.0)
    assert found["window"] == {"s": 1.5, "cpu_s": 1.0}
    assert found["processed"] == {"s": 4.0, "cpu_s": 2.5}


def test_a_stage_that_was_not_reached_is_named() -> None:
    with pytest.raises(StemviewerError, match="processed"):
        stages(json.dumps({"start": {**REPORT["start"], "processed": {}}}), began=0.0)


def program(seconds: float) -> tuple[str, ...]:
    """Return a program whose report says that its picture stood after so many seconds."""
    found = f"'window': at(0), 'raw': at(0), 'processed': at({seconds})"
    code = (
        "import json, time; now = time.monotonic();"
        "at = lambda s: {'at': now + s, 'cpu_s': s};"
        "print(json.dumps({'start': {" + found + "}}))"
    )
    return (sys.executable, "-c", code)


@pytest.mark.parametrize(("seconds", "code"), [(0.0, 0), (1000.0, 1)])
def test_the_exit_code_tells_whether_the_limits_were_kept(
    tmp_path: Path, seconds: float, code: int
) -> None:
    figures = tmp_path / "start.json"
    bench = StartBench(program(seconds), runs=1, platform="offscreen", method="none")
    found = run_start_bench(bench, figures)
    written = json.loads(figures.read_text("utf-8"))
    # a loaded machine may take long to start Python, which only lengthens the first case
    assert found == int(max(written["share_of_limit"].values()) > 1.0)
    assert not code or found == 1
    assert written["medians"]["processed"]["cpu_s"] == seconds


def test_a_program_that_fails_is_told() -> None:
    failing = StartBench((sys.executable, "-c", "raise SystemExit('no')"), 1, "offscreen", "none")
    with pytest.raises(StemviewerError, match="ended with 1: no"):
        run_start_bench(failing, None)
