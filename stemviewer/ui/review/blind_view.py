"""Blind comparison in the window: its pages, and the threads that make pairs and keep answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from stemviewer.ui.image.display_settings import DisplaySettings
from stemviewer.ui.language.words import tr
from stemviewer.ui.review.blind_pages import ResultPage, SetupPage
from stemviewer.ui.review.blind_pair import PairPage
from stemviewer.ui.review.blind_pictures import Shown, shown_pair
from stemviewer.ui.review.blind_threads import AnswerKeeper, PairMaker, Threads
from stemviewer.ui.review.blind_work import begun, exported, known
from stemviewer.ui.review.job import Outcome

if TYPE_CHECKING:
    from stemviewer.inspection.blind import BlindRun
    from stemviewer.inspection.blind_pictures import Source
    from stemviewer.ui.review.blind_work import Known


class BlindView(QStackedWidget):
    """Which two, the pairs, the result. An answer cannot be taken back.

    Signals
    -------
    failed(object)
        What could not be made, shown or kept.
    """

    failed = Signal(object)

    def __init__(self, folder: Callable[[], Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._path: Path | None = None
        self._session_id = self._operator = ""
        self._span = range(0)
        self._display = DisplaySettings()
        self.run: BlindRun | None = None
        """The comparison in work, or the last one."""
        self.next_seed: Callable[[], int] = lambda: secrets.randbits(32)
        self._sources: tuple[Source, Source] | None = None
        self._at, self._since = 0, 0.0
        self._pairs: PairMaker | None = None
        self._threads = Threads()
        self._keeper = AnswerKeeper(self._kept, self.failed.emit)
        self.setup, self.pair, self.result = SetupPage(), PairPage(), ResultPage()
        for page in (self.setup, self.pair, self.result):
            self.addWidget(page)
        self.setup.begin.clicked.connect(self.begin)
        self.setup.export.clicked.connect(self.export)
        self.pair.answered.connect(self.answer)
        self.pair.ended.connect(self.end)
        self.result.again.clicked.connect(self.prepare)

    # what the window tells

    def show_session(self, path: Path | None, session_id: str = "", operator: str = "") -> None:
        """Take another session; a comparison in work ends, its answers are kept."""
        self._threads.give_up()
        self.run = self._sources = self._pairs = None
        self._path, self._session_id, self._operator = path, session_id, operator
        self.set_span(range(0))
        self.prepare()

    def set_span(self, span: range) -> None:
        """Tell which frames are marked."""
        self._span = span
        self.setup.show_span(span)

    def set_display(self, display: DisplaySettings) -> None:
        """Take percentiles and colours, for the pairs to come."""
        self._display = display

    def prepare(self) -> None:
        """Show the first page, with what can be compared."""
        path, session_id = self._path, self._session_id
        self.setCurrentWidget(self.setup)
        self.setup.begin.setEnabled(False)
        self.setup.state.setText("")
        self.setup.show_earlier(())
        if path is not None and self.isVisible():
            self._do(lambda: known(path, session_id), self._known)

    def showEvent(self, event: QEvent) -> None:
        """Look at what can be compared; a pair in view stays."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self.currentWidget() is self.setup:
            self.prepare()
        else:
            self.pair.setFocus()

    def _known(self, found: Known) -> None:
        self.setup.show_sources(found.sources)
        self.setup.show_earlier(found.earlier)
        self.setup.begin.setEnabled(True)

    # a comparison

    def begin(self) -> None:
        """Begin with what is chosen on the first page."""
        path, chosen = self._path, self.setup.chosen()
        if path is None:
            return
        asked = (self.setup.question.text().strip(), self._operator, self.setup.pairs.value())
        self.setup.begin.setEnabled(False)
        seed, span = self.next_seed(), self._span if len(self._span) >= 2 else range(0)
        self._sources = chosen
        self._do(lambda: begun(path, chosen, span, asked, seed), self._begun)

    def _begun(self, run: BlindRun) -> None:
        self._threads.give_up()
        self.run = run
        self._pairs = PairMaker(self._threads, self._make, self._show, self._pass_over)
        self.setCurrentWidget(self.pair)
        self.pair.setFocus()
        self._turn(0)

    def _turn(self, at: int) -> None:
        """Show a pair, or the result after the last."""
        run, pairs = self.run, self._pairs
        assert run is not None
        assert pairs is not None
        while at in pairs.bad:
            at += 1
        self._at = at
        if at >= len(run.trials):
            self._finish()
            return
        self.pair.show_waiting(run.question, at + 1, len(run.trials))
        pairs.want(at)
        self._show(at)

    def _make(self, at: int) -> Shown:
        """Read or make a pair; not on the Qt thread."""
        run, path, sources = self.run, self._path, self._sources
        assert run is not None
        assert path is not None
        assert sources is not None
        return shown_pair(path, run.trials[at], *sources, self._display)

    def _show(self, at: int) -> None:
        run, pairs = self.run, self._pairs
        shown = None if pairs is None else pairs.pair(at)
        if run is None or pairs is None or shown is None or at != self._at:
            return
        self._since = time.monotonic()
        self.pair.show_pair(shown)
        if at + 1 < len(run.trials):
            # made while this one is looked at
            pairs.want(at + 1)

    def _pass_over(self, at: int, error: Exception) -> None:
        self.failed.emit(error)
        if at == self._at and self.currentWidget() is self.pair:
            self._turn(at + 1)

    def answer(self, key: str) -> None:
        """Take the answer to the pair in view."""
        run, shown = self.run, None if self._pairs is None else self._pairs.pair(self._at)
        if run is None or shown is None or self._pairs is None or not self.pair.ready:
            return
        self._pairs.forget(self._at)
        from stemviewer.inspection.blind import Answer

        names, seconds = (shown.first, shown.second), time.monotonic() - self._since
        self.run = run.with_answer(self._at, Answer(key), names, seconds)
        if self._path is not None:
            self._keeper.keep(self._path, self._session_id, self.run)
        self._turn(self._at + 1)

    def end(self) -> None:
        """End early: what was answered is kept."""
        if self.currentWidget() is self.pair:
            self._finish()

    def _finish(self) -> None:
        from stemviewer.inspection.blind import sentences

        assert self.run is not None
        self._threads.give_up()
        self.result.show_result(sentences(self.run))
        self.result.state.setText("" if self.run.answered else tr("Nothing was answered or kept."))
        self.setCurrentWidget(self.result)

    def _kept(self, path: Path) -> None:
        self.result.state.setText(tr("Kept in {0}", path))

    def export(self) -> None:
        """Write all answers as a table into the folder of the exports."""
        path, folder = self._path, self._folder()
        if path is not None:
            self._do(
                lambda: exported(path, folder),
                lambda made: self.setup.state.setText(tr("Written: {0}", made)),
            )

    # threads

    def _do(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        def done(outcome: Outcome[Any]) -> None:
            if outcome.error is None:
                then(outcome.value)
            else:
                self.failed.emit(outcome.error)
                self.setup.begin.setEnabled(self._path is not None)

        self._threads.start(work, done)

    def poll(self) -> None:
        """Take what the threads have made; called from the window's timer."""
        self._threads.poll()
        self._keeper.poll()

    def close_jobs(self) -> None:
        """Wait for the threads, and for the answers to be on the disk."""
        self._threads.close()
        self._keeper.close()
