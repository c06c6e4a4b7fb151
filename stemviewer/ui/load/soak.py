"""``python -m stemviewer.ui.load.soak``: the real program under a random operator, for hours.

Started by ``stemviewer bench soak``, which breaks what the program depends on meanwhile. Once a
second it writes a line of JSON on how the window is; each notice that the operator is shown is a
line too. From standard input it takes ``fail KIND`` (the network's next pass fails), ``network``
(the operator chooses the network) and ``end``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
from collections import deque
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from stemviewer.feeds.catalogue import feed_opener
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.state import ChainSettings, LiveStatus, Notice
from stemviewer.ui.load.operator import Operator
from stemviewer.ui.program import Program
from stemviewer.ui.window_options import WindowOptions

if TYPE_CHECKING:
    from stemviewer.denoise.network.provoke import Provoked

BEAT_MS = 1000
LISTEN_MS = 100


class Soak:
    """The program, its operator, and the line to whoever breaks things.

    Parameters
    ----------
    program : Program
        Not run yet.
    operator : Operator
        Works its window.
    """

    def __init__(self, program: Program, operator: Operator) -> None:
        self._program, self._operator = program, operator
        self._window = program.window
        self._asked: deque[str] = deque()
        self._self = psutil.Process()
        self._provoked: Provoked | None = None
        self._told = 0
        tell = self._window.bar.tell

        def told(notice: Notice) -> None:
            tell(notice)
            _say(kind="notice", severity=str(notice.severity), what=notice.what)

        setattr(self._window.bar, "tell", told)  # noqa: B010 - a method is watched, not replaced
        self._window.link.tell = told
        threading.Thread(target=self._listen, name="orders", daemon=True).start()

    def start(self, turn_ms: int) -> list[QTimer]:
        """Begin once the event loop runs; keep the timers."""
        timers = []
        operator = self._operator
        ticks = (
            (BEAT_MS, self._beat),
            (LISTEN_MS, self._obey),
            (turn_ms, operator.turn),
            (BEAT_MS, operator.free),  # a timer does not fire within its own event
        )
        for interval, tick in ticks:
            timer = QTimer()
            timer.timeout.connect(tick)
            timer.start(interval)
            timers.append(timer)
        return timers

    def _listen(self) -> None:
        for line in sys.stdin:
            self._asked.append(line.strip())
        self._asked.append("end")

    def _obey(self) -> None:
        while self._asked:
            order, _, what = self._asked.popleft().partition(" ")
            if order == "fail":
                self._fail(what)
            elif order == "network":
                self._operator.choose_network()
            elif order == "end":
                self._window.session.finish()

    def _fail(self, kind: str) -> None:
        from stemviewer.denoise.network.provoke import Failure, Provoked

        if self._provoked is None:
            self._provoked = Provoked()
        self._provoked.arm(Failure(kind))

    def _beat(self) -> None:
        status = self._window.link.status
        failed = 0 if self._provoked is None else self._provoked.failed
        beat: dict[str, Any] = {
            "rss_bytes": self._self.memory_info().rss,
            "handles": _handles(self._self),
            "threads": self._self.num_threads(),
            "provoked": failed,
            "acts": sum(self._operator.done.values()),
        }
        _say(kind="beat", **beat, **_of(status))

    def done(self) -> None:
        """Tell what the operator did."""
        _say(kind="end", did=self._operator.done)


def _handles(process: psutil.Process) -> int:
    if sys.platform == "win32":
        return process.num_handles()
    return process.num_fds()


def _of(status: LiveStatus | None) -> dict[str, Any]:
    if status is None:
        return {"link": "none"}
    counts, recording = status.counts, status.recording
    return {
        "link": str(status.link),
        "scanning": status.scan.scanning and not status.scan.blanked,
        "filter": status.chain.method,
        "ready": status.chain_ready,
        "received": counts.received,
        "shown": counts.shown,
        "processed": counts.processed,
        "latency_s": status.rates.latency,
        "recording": recording.active,
        "busy": recording.busy,
        "submitted": recording.submitted,
        "written": recording.written,
    }


def _say(**content: Any) -> None:
    line = json.dumps({"at": monotonic(), **content})
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Run until told to end."""
    parser = argparse.ArgumentParser(prog="stemviewer.ui.load.soak")
    parser.add_argument("--feed", required=True)
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--method", default="live-0.1")
    parser.add_argument("--history", type=int, default=64)
    parser.add_argument("--turn-ms", type=int, default=250, help="between two acts")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    application = QApplication(["stemviewer"])
    application.setApplicationName("stemviewer")

    def connect(where: str) -> LivePipeline:
        return LivePipeline(feed_opener(where), where, ChainSettings(given.method))

    options = WindowOptions(feed=given.feed, record=given.record, history_mib=given.history)
    with tempfile.TemporaryDirectory(prefix="stemviewer-soak-window-") as scratch:
        program = Program(application, connect, options, Path(scratch))
        soak = Soak(program, Operator(program.window, given.seed, given.feed))
        timers: list[QTimer] = []
        QTimer.singleShot(0, program.window, partial(_begin, soak, timers, given.turn_ms))
        code = program.run()
        soak.done()
    return code


def _begin(soak: Soak, timers: list[QTimer], turn_ms: int) -> None:
    timers += soak.start(turn_ms)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
