"""The soak's own parts: the clock it steps, and what it takes for told and for standing still."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from stemviewer.bench.soak.clock import SteppedClock
from stemviewer.bench.soak.faults import KINDS
from stemviewer.bench.soak.telling import SILENCE_S, Made, hangs, look_for_notices, standstills

ASK = """
import sys, threading, time
for _ in sys.stdin:
    began = time.monotonic()
    threading.Event().wait(0.05)
    print(time.time(), time.monotonic() - began, flush=True)
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="the clock needs Linux and a compiler"
)
def test_a_stepped_clock_moves_the_time_of_day_and_no_wait(tmp_path: Path) -> None:
    clock = SteppedClock(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", ASK],
        env=os.environ | clock.variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for step in (0, 3600, -86_400):
            clock.step(step)
            program.stdin.write("now\n")
            program.stdin.flush()
            told, waited = (float(word) for word in program.stdout.readline().split())
            assert told - time.time() == pytest.approx(clock.offset, abs=60)
            assert 0.05 <= waited < 1000, "an hour's step must not become an hour's wait"
        program.stdin.close()


def beats(seconds: int, **changes: Any) -> list[dict[str, Any]]:
    """Return a beat a second of a window at work."""
    return [
        {
            "kind": "beat",
            "at": float(at),
            "link": "connected",
            "scanning": True,
            "filter": "live-0.1",
            "ready": True,
            "recording": True,
            "received": at,
            "processed": at,
            "written": at,
        }
        | changes
        for at in range(seconds)
    ]


def notice(at: float, what: str, severity: str = "error") -> dict[str, Any]:
    return {"kind": "notice", "at": at, "what": what, "severity": severity}


def test_a_fault_is_told_by_its_own_notice_only() -> None:
    told = "The recorder process ended unexpectedly (status -9)."
    first, second = Made("recorder killed", 5.0, 5.1), Made("recorder killed", 20.0, 20.1)
    said = [*beats(60), notice(8.0, told), notice(9.0, told, "info")]
    look_for_notices([first, second], KINDS, said)
    assert first.told == told
    assert first.told_after_s == pytest.approx(3.0)
    assert (second.told, second.excused) == ("", ""), "one notice must not serve for two faults"


def test_a_silent_window_is_excused_only_where_nobody_was_there() -> None:
    fault = Made("recorder held", 5.0, 12.0)
    look_for_notices([fault], KINDS, beats(60, recording=False))
    assert "recording" in fault.excused
    look_for_notices([stepped := Made("clock stepped", 5.0, 5.0)], KINDS, beats(60))
    assert stepped.excused == "nothing need be told"


@pytest.mark.parametrize("counts", ["received", "processed", "written"])
def test_a_window_that_stands_still_is_found(counts: str) -> None:
    long = int(SILENCE_S) + 5
    assert standstills(beats(long)) == []
    (found,) = standstills(beats(long, **{counts: 7}))
    assert found["seconds"] > SILENCE_S
    assert standstills(beats(long, link="retrying", received=7, processed=7, written=7)) == []


def test_a_window_without_a_sign_of_life_hangs() -> None:
    said = beats(40)
    assert hangs(said) == []
    assert hangs([*said[:5], *said[30:]]) == [26.0]
