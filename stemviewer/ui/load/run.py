"""``python -m stemviewer.ui.load.run``: the live window under load, its Qt thread measured.

Started by ``stemviewer bench ui``, in a process of its own for each case.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from stemviewer.core.errors import StemviewerError
from stemviewer.denoise.network.catalogue import automatic_method
from stemviewer.denoise.registry import methods
from stemviewer.live.report import summary
from stemviewer.measuring.shapes import Shape, ShapeKind
from stemviewer.ui.live.loop_watch import LoopWatch
from stemviewer.ui.live.pipeline_api import LivePipelineLike
from stemviewer.ui.live.store import Store
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.load.answers import Answers
from stemviewer.ui.load.painted import Painted, PaintedPairs
from stemviewer.ui.load.processors import ProcessorUse
from stemviewer.ui.load.source import LoadSource
from stemviewer.ui.measure.answer import Answer
from stemviewer.ui.measure.panel import PROFILE
from stemviewer.ui.measure.spectrum_view import SpectrumView
from stemviewer.ui.theme import apply_theme

EXTRAS = ("fft", "profile")
"""Switched on for the measurement beside the histograms."""

WARM_UP_S = 1.0

AHEAD = 1.1
"""Pairs offered over those asked for: what is painted is then limited by the window alone."""


def main(arguments: list[str]) -> int:
    """Measure one case and write it as JSON."""
    options = _options(arguments)
    application = QApplication(["stemviewer"])
    apply_theme(application)
    with tempfile.TemporaryDirectory(prefix="stemviewer-load-") as scratch:
        source = LoadSource(options.side, AHEAD * options.fps, options.seed)
        window = load_window(source, Path(scratch))
        window.resize(*options.window)
        window.show()
        report = _measure(window, source, options)
        window.close()
        _rest(0.5)
        window.deleteLater()
    options.json.write_text(json.dumps(report, indent=2), encoding="utf-8")
    return 0


def load_window(source: LoadSource, folder: Path) -> LiveWindow:
    """Return the live window on a source, with nothing kept from earlier starts."""
    every = automatic_method() + methods()
    return LiveWindow(source, _refused, Store(folder / "window.ini"), folder, every)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="stemviewer.ui.load.run")
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--fps", type=float, default=60.0)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--answers", type=int, default=0, help="changes of each kind, timed after")
    parser.add_argument("--window", type=int, nargs=2, default=(1920, 1080))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, required=True)
    return parser.parse_args(arguments)


def _measure(
    window: LiveWindow, source: LoadSource, options: argparse.Namespace
) -> dict[str, object]:
    fft = _switch_on(window, options.side)
    painted = PaintedPairs(window.view.raw, window.view.processed)
    _rest(WARM_UP_S)
    watch = LoopWatch()
    painted.pairs.clear()
    given, replaced = source.given, source.replaced
    fft.answers = 0
    use = ProcessorUse()
    watch.start()
    _rest(options.seconds)
    watch.stop()
    shares, threads = use.shares(), use.by_thread()
    pairs = list(painted.pairs)
    fft.close()
    report: dict[str, object] = {
        "side": options.side,
        "asked_fps": options.fps,
        "platform": QApplication.platformName(),
        "with": ["histogram", *EXTRAS],
        "measured": fft.answers,
        "pane": [window.view.raw.width(), window.view.raw.height()],
        "seconds": watch.seconds,
        "offered": {"fps": AHEAD * options.fps, "by": "a thread, from pairs made in advance"},
        "given": source.given - given,
        "replaced_before_taken": source.replaced - replaced,
        **_frames(pairs, watch.seconds),
        "loop_late_s": summary(watch.blocks()),
        "processors": shares,
        "threads_s_per_repaint": {n: s / max(len(pairs), 1) for n, s in threads.items() if s},
    }
    if options.answers:
        times = Answers(window).measure(options.answers)
        report["answers_s"] = {name: summary(found) for name, found in times.items()}
    return report


class _CountedSpectrum(SpectrumView):
    """An FFT in a window of its own that counts what it is given."""

    answers = 0

    def show_answer(self, answer: Answer | None) -> None:
        """Show and count."""
        self.answers += 1
        super().show_answer(answer)


def _switch_on(window: LiveWindow, side: int) -> _CountedSpectrum:
    """Show histograms, a profile of raw and processed, and the FFT of both, all at once."""
    panel = window.measure_dock.panel
    window.measure_dock.setFloating(True)
    window.measure_dock.show()
    panel.drawing.add(
        Shape(ShapeKind.PROFILE, ((0.1 * side, 0.2 * side), (0.9 * side, 0.7 * side)), 9.0)
    )
    panel.show_page(PROFILE)
    fft = _CountedSpectrum()
    panel.add_spectrum(fft)
    fft.show()
    window.display_dock.raise_()
    return fft


def _frames(painted: list[Painted], seconds: float) -> dict[str, Any]:
    used = [after.used - before.used for before, after in pairwise(painted)]
    apart = [after.at - before.at for before, after in pairwise(painted)]
    return {
        "painted": len(painted),
        "painted_fps": len(painted) / seconds if seconds else 0.0,
        "qt_thread_s": summary(used),
        "between_paints_s": summary(apart),
    }


def _rest(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _refused(where: str) -> LivePipelineLike:
    raise StemviewerError(f"{where} is not opened under load.", "", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
