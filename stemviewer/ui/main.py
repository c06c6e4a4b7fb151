"""Runs the live window as a program."""

from __future__ import annotations

import faulthandler
import os
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from stemviewer.ui.dressing import show_icon
from stemviewer.ui.program import Connector, Program
from stemviewer.ui.window_options import WindowOptions

__all__ = ["Program", "WindowOptions", "run_live_window"]


def run_live_window(connect: Connector, options: WindowOptions) -> int:
    """Show the live window until it is closed.

    Parameters
    ----------
    connect : callable
        Makes a pipeline; raises ``StemviewerError`` on what it cannot open.
    options : WindowOptions
        From the command line.

    Returns
    -------
    int
        Exit code; 1 when a scripted run ended with an error.

    Raises
    ------
    StemviewerError
        If ``options.feed`` cannot be opened.
    """
    faulthandler.enable()
    if options.headless:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication(["stemviewer"])
    assert isinstance(app, QApplication)
    app.setApplicationName("stemviewer")
    show_icon(app)
    with tempfile.TemporaryDirectory(prefix="stemviewer-") as scratch:
        program = Program(app, connect, options, Path(scratch))
        return program.run()
