"""Choosing, leaving and ending a source; snapshots; the review window."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from stemviewer.core.errors import StemviewerError
from stemviewer.live.state import LiveStatus, Notice, Severity
from stemviewer.ui.language.told import error_words
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.background import Backgrounds
from stemviewer.ui.live.file_dialog import ask_open, shown
from stemviewer.ui.live.pipeline_api import LivePipelineLike

if TYPE_CHECKING:
    from stemviewer.ui.live.window import LiveWindow

FIELDS = ("session", "sample", "operator")


class SessionCommands:
    """Life of the source behind a live window.

    Parameters
    ----------
    window : LiveWindow
        Shows it.
    connect : callable
        Makes a pipeline; may be slow and raise ``StemviewerError``.
    """

    def __init__(self, window: LiveWindow, connect: Callable[[str], LivePipelineLike]) -> None:
        self._window = window
        self._make = connect
        self.work = Backgrounds()
        self._ending = False
        self._ended = False
        self.restore_chain = False
        self.last_pipeline: LivePipelineLike | None = None
        self._reviews: list[subprocess.Popen[bytes]] = []
        page, strip = window.start_page, window.strip
        page.source_chosen.connect(self.open)
        page.session_requested.connect(self.review)
        strip.session_edited.connect(self._keep_fields)
        strip.session.setText(date.today().isoformat())
        strip.sample.setText(window.store.text("field/sample"))
        strip.operator.setText(window.store.text("field/operator"))

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            "connect": self.leave,
            "review": self.review,
            "folder": self.choose_folder,
            "quit": self._window.close,
            "reset_layout": self._window.layout_.reset,
        }

    # -- source -------------------------------------------------------------------------

    def attach(self, pipeline: LivePipelineLike | None) -> None:
        """Show a pipeline and start it; the start page when there is none."""
        window = self._window
        window.forget()
        window.link.pipeline = self.last_pipeline = pipeline
        window.show_page(images=pipeline is not None)
        if pipeline is None:
            return
        if self.restore_chain:
            pipeline.set_chain(window.store.chain())
        pipeline.start()
        window.view.raw.setFocus()

    def open(self, where: str) -> None:
        """Open a source in the background."""
        window = self._window
        name = tr("the simulator") if where == "simulator" else where
        given_up = threading.Event()
        window.start_page.set_busy(tr("Opening {0} …", name))

        def opened(pipeline: LivePipelineLike) -> None:
            window.start_page.set_busy("")
            if where != "simulator" and not given_up.is_set():
                window.store.remember_address(where)
            if self._ending or given_up.is_set():
                self._stop(pipeline)
            else:
                self.attach(pipeline)
                window.refresh()

        def failed(error: Exception) -> None:
            window.start_page.show_error("" if given_up.is_set() else error_words(error))

        def cancel() -> None:
            given_up.set()
            window.start_page.set_busy("")

        self.work.run(
            "open-source",
            lambda: self._make(where),
            opened,
            failed,
            title=tr("Opening {0}", name),
            cancel=cancel,
        )

    @property
    def busy(self) -> bool:
        """Whether a source is being opened or ended, or a picture saved."""
        return self.work.busy

    def leave(self) -> None:
        """Go back to the start page; a recording is ended only when the operator says so."""
        if self._window.record.active:
            self._ask(tr("leave this source"), self._leave_now)
        else:
            self._leave_now()

    def _leave_now(self) -> None:
        window, pipeline = self._window, self._window.link.pipeline
        if pipeline is None:
            return
        window.link.pipeline = None
        window.show_page(images=False)
        window.start_page.set_busy(tr("Closing the last source …"))
        window.forget()
        self._stop(pipeline)

    def _stop(self, pipeline: LivePipelineLike) -> None:
        self.work.run(
            "stop-pipeline",
            pipeline.stop,
            lambda _: self._stopped(),
            self._stop_failed,
            title=tr("Closing the source: what is under way is written"),
        )

    def _stopped(self) -> None:
        self._window.start_page.set_busy("")

    def _stop_failed(self, error: Exception) -> None:
        self.tell_error(error)
        self._stopped()

    # -- the end ------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Whether the window may close now; if not, what has to be done first is begun."""
        if self._ended:
            return True
        if self._ending:
            return False
        if self._window.record.active:
            self._ask("close", self.finish)
            return False
        self.finish()
        return self._ended

    def finish(self) -> None:
        """End recording and source without asking, then close the window."""
        if self._ending:
            return
        self._ending = True
        pipeline = self._window.link.pipeline
        if pipeline is not None:
            self._window.link.say(tr("Closing: what is under way is still written."))
            self._stop(pipeline)
        self._close_when_done()

    def _close_when_done(self) -> None:
        """Close when nothing is under way any more: a snapshot is finished, a source stopped."""
        if self._ending and not self._ended and not self.work.busy:
            self._ended = True
            self._window.close()

    def _ask(self, what: str, act: Callable[[], None]) -> None:
        path = self._window.link.status.recording.path if self._window.link.status else ""
        self._window.bar.ask(
            Notice(
                0, Severity.WARNING, tr("A session is being recorded."), tr("It goes to {0}.", path)
            ),
            (
                (tr("End recording and {0}", what), act),
                (tr("Go on recording"), lambda: None),
            ),
        )

    # -- files --------------------------------------------------------------------------

    def review(self) -> None:
        """Choose a session and open it in a process of its own."""
        kinds, folder = [tr("Sessions (*.nxs)"), tr("All files (*)")], self._window.record.folder
        ask_open(self._window, tr("Review session"), folder, kinds, self.open_review)

    def open_review(self, path: str) -> None:
        """Start the review window on a file; it outlives this one."""
        command = [sys.executable, "-m", "stemviewer", "review", path]
        if getattr(sys, "frozen", False):
            command = [sys.executable, "review", path]
        try:
            process = subprocess.Popen(command, start_new_session=True)
        except OSError as error:
            self._window.link.warn(
                tr("The review window did not start: {0}", error), "", tr("Try again.")
            )
            return
        self._reviews = [p for p in self._reviews if p.poll() is None] + [process]
        self._window.link.say(tr("Review of {0} opens in a window of its own.", Path(path).name))

    def choose_folder(self) -> None:
        """Choose where sessions and snapshots go."""
        dialog = QFileDialog(
            self._window, tr("Folder of sessions"), str(self._window.record.folder)
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        shown(dialog, self.set_folder)

    def set_folder(self, path: str) -> None:
        """Keep the folder of sessions and snapshots."""
        self._window.record.folder = Path(path)
        self._window.store.set_text("folder", path)

    # -- polling ------------------------------------------------------------------------

    def poll(self) -> None:
        """Hand over what was done in the background."""
        self.work.poll()
        self._close_when_done()

    def update(self, status: LiveStatus | None) -> None:
        """Enable what can be done now."""
        self._window.actions_["connect"].setEnabled(status is not None and not self._ending)

    def tell_error(self, error: Exception) -> None:
        """Tell the operator of an error."""
        if isinstance(error, StemviewerError):
            self._window.link.say(error.what, error.meaning, error.action, Severity.ERROR)
        else:
            self._window.link.say(error_words(error), severity=Severity.ERROR)

    def _keep_fields(self) -> None:
        for name in FIELDS[1:]:
            field = getattr(self._window.strip, name)
            self._window.store.set_text(f"field/{name}", field.text().strip())
