"""Pages that explain: guide, model card, keys, about, past notices. None of them is modal."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QTextBrowser, QVBoxLayout, QWidget

import stemviewer
from stemviewer.core.errors import StemviewerError
from stemviewer.core.resources import resource_path
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.ui.language.words import tr
from stemviewer.ui.live.link import Link
from stemviewer.ui.live.notices import NoticeBar, NoticeList
from stemviewer.ui.live.processing_dock import ProcessingDock

PAGES = (
    ("dock_processing", "filters"),
    ("dock_dose", "dose"),
    ("dock_measure", "measuring"),
    ("dock_timeline", "timeline"),
    ("start_page", "live-window"),
)
"""Guide page of each part of the window, by object name; ``live-window`` for the rest."""

GENERAL = "live-window"


class PageWindow(QDialog):
    """A Markdown page in a window of its own."""

    def __init__(self, title: str, text: str, folder: Path | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("page_window")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 640)
        self.browser = QTextBrowser(self)
        self.browser.setAccessibleName(title)
        self.browser.setOpenExternalLinks(False)
        if folder is not None:
            self.browser.setSearchPaths([str(folder)])
        self.browser.setMarkdown(text)
        _space_out(self.browser.document())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.browser)


def _space_out(document: QTextDocument) -> None:
    """Give paragraphs and headings the room that Qt's Markdown leaves out."""
    document.setDocumentMargin(16)
    block = document.begin()
    while block.isValid():
        form = block.blockFormat()
        form.setTopMargin(16 if form.headingLevel() > 1 else 0)
        form.setBottomMargin(6)
        QTextCursor(block).setBlockFormat(form)
        block = block.next()
    document.clearUndoRedoStacks()


class HelpCommands:
    """Opens the pages; each is there at most once."""

    def __init__(
        self,
        window: QWidget,
        link: Link,
        bar: NoticeBar,
        processing: ProcessingDock,
    ) -> None:
        self._window = window
        self._link = link
        self._bar = bar
        self._processing = processing
        bar.list_requested.connect(self.notices)
        processing.card_requested.connect(self.model_card)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what carries out each action."""
        return {
            "help": self.help,
            "about": self.about,
            "notices": self.notices,
            "model_card": lambda: self.model_card(self._processing.network),
        }

    def help(self) -> None:
        """Open the guide at the page on what is under the mouse."""
        for page in dict.fromkeys((_page_under_mouse(), GENERAL)):
            try:
                path = resource_path("guide", f"{page}.md")
            except StemviewerError:
                continue
            self._open(PageWindow(tr("Help"), path.read_text("utf-8"), path.parent, self._window))
            return
        self._link.warn(
            tr("The guide is missing from this installation."),
            tr("Nothing else is affected."),
            tr("Ctrl+/ lists the keys; install stemviewer again to have the guide."),
        )

    def model_card(self, name: str) -> None:
        """Open the card of a network."""
        if not name:
            self._link.warn(
                tr("No network is installed."), "", tr("Filters can be used meanwhile.")
            )
            return
        try:
            path = resource_path("networks", f"{name}.md")
        except StemviewerError as error:
            self._link.warn(error.what, error.meaning, error.action)
            return
        title = tr("Model card: {0}", name)
        self._open(PageWindow(title, path.read_text("utf-8"), path.parent, self._window))

    def notices(self) -> None:
        """Open the list of past notices."""
        self._open(NoticeList(list(self._bar.history), self._window))

    def about(self) -> None:
        """Open the versions and the licence."""
        text = tr(
            "# stemviewer {0}\n\nLive viewer for low-dose STEM: raw and denoised "
            "side by side, dose in hand, every network picture marked. "
            "BSD-3-Clause.\n\nPython {1} · PySide6 {2} · numpy {3} · torch {4} · "
            "h5py {5}\n\n{6}\n\n{7}\n\n{8}",
            stemviewer.__version__,
            platform.python_version(),
            version("PySide6-Essentials"),
            version("numpy"),
            version("torch"),
            version("h5py"),
            platform.platform(),
            sys.executable,
            _networks(),
        )
        page = PageWindow(tr("About stemviewer"), text, None, self._window)
        page.browser.setOpenLinks(False)
        page.browser.anchorClicked.connect(lambda link: self.model_card(link.path()))
        self._open(page)

    def _open(self, dialog: QDialog) -> None:
        """Show a page in place of an older one of the same kind."""
        for old in self._window.findChildren(type(dialog)):
            if old is not dialog:
                old.close()
        dialog.show()


def _networks() -> str:
    """Return the installed networks, each with the digest of its weights and a link to its card."""
    try:
        entries = read_catalogue().networks
    except StemviewerError as error:
        return tr("Networks: {0}\n", error)
    lines = [
        tr(
            "- **{0}** · weights SHA-256 {1}… · [model card]({2})",
            entry.name,
            entry.sha256[:16],
            entry.name,
        )
        for entry in entries
    ]
    return "\n".join([tr("## Networks"), "", *lines, ""])


def _page_under_mouse() -> str:
    widget = QApplication.widgetAt(QCursor.pos())
    while widget is not None:
        for name, page in PAGES:
            if widget.objectName() == name:
                return page
        widget = widget.parentWidget()
    return GENERAL
