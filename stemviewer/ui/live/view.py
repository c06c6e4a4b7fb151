"""The live views: raw and processed of one frame, in the kind of view that was chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemviewer.live.state import Shown
from stemviewer.ui.image.display_settings import DisplaySettings
from stemviewer.ui.image.pair import PaintedPair, PictureSource
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.image.presenter import PairPresenter
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import mark, tr

COMING = (mark("Nothing processed yet"), mark("The first picture is on its way."))
PREPARING = (
    mark("Preparing"),
    mark("A network takes some seconds to load; raw goes on meanwhile."),
)


class LiveView(QWidget):
    """Shows the newest pair; the processed side is away while nothing is processed.

    Parameters
    ----------
    painted : callable
        Told of each :class:`Shown` when it has been painted.

    Attributes
    ----------
    panes : Views
        Kinds of view, and all that is drawn over the pictures.
    """

    def __init__(self, painted: Callable[[Shown], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tell_painted = painted
        self.panes = Views()
        self.camera = self.panes.camera
        self.raw, self.processed = self.panes.raw, self.panes.processed
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panes)
        self.presenter = PairPresenter(self.camera, self.raw, self.processed, self)
        self.presenter.on_change = self.panes.mirror
        self._unpainted: Shown | None = None
        self._on_screen: Shown | None = None
        self.raw.set_empty(
            tr("Waiting for the first frame"), tr("Raw frames appear here as they come.")
        )
        for pane in self.panes.panes:
            pane.on_painted = self._painted

    @property
    def on_screen(self) -> Shown | None:
        """What the panes show now."""
        return self._on_screen

    @property
    def raw_only(self) -> bool:
        """Whether raw is shown in the place of what is processed."""
        return self.panes.state.raw_only

    def set_processing(self, on: bool, *, ready: bool = True) -> None:
        """Give the processed side its place, or give all the room to raw; say what it waits for."""
        self.panes.set_empty(*map(tr, COMING if ready else PREPARING))
        self.panes.set_processing(on)

    def present(self, shown: Shown, *, live: bool = True) -> None:
        """Have a pair rendered; it appears with the next :meth:`poll` after that.

        One that is not live is shown as it is: without an age, without rows of another frame.
        """
        partial = not shown.frame.complete
        source = PictureSource(
            frame=shown.frame,
            processed=shown.processed,
            range=shown.range,
            dose=shown.dose,
            electrons_per_pixel=shown.electrons_per_pixel,
            generation=shown.generation,
            live=live,
            awaiting=live and self.panes.state.processing and partial and shown.processed is None,
            token=shown,
        )
        self.presenter.present(source)

    def poll(self) -> PaintedPair | None:
        """Put a rendered pair on the panes; return it, or ``None`` if there is none."""
        pair = self.presenter.poll()
        if pair is None:
            return None
        shown = pair.request.source.token
        if isinstance(shown, Shown) and shown is not self._on_screen:
            self._on_screen = self._unpainted = shown
        return pair

    def refresh_age(self) -> None:
        """Bring the ages in the titles up to date."""
        for pane in self.panes.panes:
            if pane.isVisible():
                pane.refresh_age()

    def set_display(self, display: DisplaySettings) -> None:
        """Change levels or colours of what is shown; nothing is computed anew."""
        self.presenter.set_display(display)

    def clear(self) -> None:
        """Show empty panes."""
        self.presenter.clear()
        self._unpainted = self._on_screen = None

    def _painted(self, picture: PanePicture) -> None:
        del picture
        shown, self._unpainted = self._unpainted, None
        if shown is not None:
            self._tell_painted(shown)
