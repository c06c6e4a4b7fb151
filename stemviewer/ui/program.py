"""One run of the live window."""

from __future__ import annotations

import json
import logging
import signal
import time
from pathlib import Path
from types import FrameType
from typing import Protocol

import platformdirs
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from stemviewer.core.worker import Worker
from stemviewer.denoise.base import Method
from stemviewer.denoise.network.catalogue import automatic_method
from stemviewer.denoise.preload import preload
from stemviewer.denoise.registry import broken_methods, methods
from stemviewer.feeds.catalogue import broken_kinds
from stemviewer.live.pipeline import LivePipeline
from stemviewer.live.report import live_report, summary
from stemviewer.live.state import LinkState, Notice, Severity
from stemviewer.session.recovering.unclean import find_unclean_apart
from stemviewer.ui.dressing import dress_program
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.loop_watch import LoopWatch
from stemviewer.ui.live.store import FILE_NAME, Store, operators_store
from stemviewer.ui.live.timeline_commands import BUDGET_KEY
from stemviewer.ui.live.window import LiveWindow
from stemviewer.ui.start_watch import StartWatch
from stemviewer.ui.timers import after, when
from stemviewer.ui.trouble import live_state, troubles_told
from stemviewer.ui.window_options import WindowOptions

_log = logging.getLogger(__name__)

UNCLEAN_AFTER_MS = 3000
"""Sessions that were cut off are looked for when the window has long been painted."""

PRELOAD_S = 60.0
"""Longest wait at the end for libraries that are still being loaded [s]."""

START_UP_S = 120.0
"""Longest wait of a scripted run for its first frame [s]; it ends without one after that."""


STANDARD_OUTPUT = "-"
"""Instead of a file's name."""


class Connector(Protocol):
    """Makes a pipeline from ``"simulator"``, an address or a file; may be slow."""

    def __call__(self, where: str) -> LivePipeline:
        """Make it."""


def _choices() -> tuple[Method, ...]:
    return automatic_method() + methods()


class Program:
    """One run of the window: its start, its scripted end, and what went wrong in between."""

    def __init__(
        self, app: QApplication, connect: Connector, options: WindowOptions, scratch: Path
    ) -> None:
        self._app = app
        self._options = options
        self._failed = False
        self.pipeline = connect(options.feed) if options.feed else None
        store = Store(scratch / FILE_NAME) if options.scripted else operators_store()
        dress_program(app, store, options)
        if options.history_mib is not None:
            store.set_text(BUDGET_KEY, str(options.history_mib))
        folder = options.record or Path(store.text("folder") or _default_folder())
        self.watch = LoopWatch()
        self._preload = Worker("preload", preload)
        self._unclean = Worker("unclean-sessions", lambda: self._tell_unclean(folder))
        self.window = LiveWindow(self.pipeline, connect, store, folder, _choices())
        self.window.record.record_processed = options.record_processed
        self.window.record.denoised = options.denoised
        self.window.processing_dock.record_processed.setChecked(options.record_processed)
        self.window.session.restore_chain = not options.scripted and not options.feed
        self._start_watch = StartWatch(self.window) if options.scripted else None
        self.window.resize(*options.size)
        if not options.scripted:
            self.window.layout_.restore(store)

    def run(self) -> int:
        """Show the window and run the event loop to its end."""
        timers = []
        if self._options.record is not None:
            timers.append(when(self._linked, self.window.record.toggle))
        if self._options.seconds is not None:
            timers.append(after(self._options.seconds + START_UP_S, self._finish))
            timers.append(when(self._measurable, self._start_clock))
        link = self.window.link
        with troubles_told(
            "live", self.window, link.post, lambda: live_state(link.status)
        ) as errors:
            old = signal.signal(signal.SIGINT, self._interrupted)
            self.window.show()
            QTimer.singleShot(0, self.window, self._tell_plugins)
            QTimer.singleShot(0, self.window, self._preload.start)
            if not self._options.scripted:
                QTimer.singleShot(UNCLEAN_AFTER_MS, self.window, self._unclean.start)
            if self._options.seconds is None:
                self.watch.start()
            code = self._app.exec()
            self.watch.stop()
            signal.signal(signal.SIGINT, old)
            self._preload.join(PRELOAD_S)
        self._failed = self._failed or bool(errors)
        for timer in timers:
            timer.stop()
        self._write_report()
        self.window.deleteLater()
        return code or int(self._failed and self._options.scripted)

    def _tell_unclean(self, folder: Path) -> None:
        """Tell of sessions that were cut off; runs in a thread, looks in a child process."""
        for session in find_unclean_apart(folder):
            notice = Notice(time.time_ns(), Severity.WARNING, session.notice)
            self.window.link.post(notice)

    def _tell_plugins(self) -> None:
        """Tell of what other packages were to add and could not."""
        for fault in (*broken_methods(), *broken_kinds()):
            self.window.link.warn(
                tr("Left out: {0}.", fault),
                tr("Everything else works; the data are not affected."),
                tr("Update or remove the package {0}.", fault.origin.package),
            )

    def _linked(self) -> bool:
        status = self.window.link.status
        return status is not None and status.link is LinkState.CONNECTED

    def _measurable(self) -> bool:
        """Whether all is at work: a frame has come and its filter is ready, or none can come."""
        if not self._options.feed:
            return True
        if self._preload.alive:
            return False
        status = self.window.link.status
        if status is None or not status.chain_ready:
            return False
        started = status.counts.received if status.chain.raw_only else None
        return bool(status.counts.processed if started is None else started)

    def _start_clock(self) -> None:
        """Measure from here on: start-up is not part of what a run is asked to last."""
        assert self._options.seconds is not None
        self.watch.start()
        if isinstance(self.window.link.pipeline, LivePipeline):
            self.window.link.pipeline.forget_times()
        QTimer.singleShot(int(self._options.seconds * 1000), self.window, self._finish)

    def _finish(self) -> None:
        if self._options.screenshot is not None:
            self._grab(self._options.screenshot)
        self.window.session.finish()

    def _grab(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self.window.grab().save(str(path)):
            self._failed = True
            _log.error("the screenshot %s could not be written", path)

    def _write_report(self) -> None:
        pipeline, path = self.window.session.last_pipeline, self._options.report
        if path is None:
            return
        content: dict[str, object] = {"qt_block_s": summary(self.watch.blocks())}
        if self._start_watch is not None:
            content["start"] = self._start_watch.reached
        if isinstance(pipeline, LivePipeline):
            content = live_report(pipeline, self.watch.seconds) | content
        text = json.dumps(content, indent=2, default=str)
        if str(path) == STANDARD_OUTPUT:
            print(text)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _interrupted(self, signal_number: int, frame: FrameType | None) -> None:
        del signal_number, frame
        self.window.session.finish()


def _default_folder() -> str:
    return str(Path(platformdirs.user_documents_dir()) / "stemviewer")
