"""The image area of the review window: the kinds of view of the live window, of a stored frame."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stemviewer.core.processed import Processed
from stemviewer.denoise.base import RangeVerdict
from stemviewer.session.format.types import Fate
from stemviewer.ui.image.arrangement import ViewKind
from stemviewer.ui.image.pair import PictureSource
from stemviewer.ui.image.presenter import PairPresenter
from stemviewer.ui.image.views import Views
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.live.image_area import ImageArea
from stemviewer.ui.review.answers import FrameRead
from stemviewer.ui.review.blind_view import BlindView
from stemviewer.ui.review.compare_view import CompareView
from stemviewer.ui.widgets import SegmentedControl

NO_SESSION = (
    mark("No session is open"),
    mark("Open one with Ctrl+O, or drop a .nxs file on this window."),
)

RAW_ONLY = "raw only"


class ReviewViews(QWidget):
    """Switch and panes, and what feeds them.

    Attributes
    ----------
    panes : Views
        Kinds of view, as in the live window.
    bar : QHBoxLayout
        Beside the switch, for more of the kind.
    """

    def __init__(self, blind: BlindView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.blind = blind
        self.panes = Views()
        self.camera = self.panes.camera
        self.raw, self.processed = self.panes.raw, self.panes.processed
        self.presenter = PairPresenter(self.camera, self.raw, self.processed, self)
        self.presenter.on_change = self.panes.mirror
        self._generation = 0
        self._empty = ("", "")
        self.switch = SegmentedControl(
            [(k.value, k.label) for k in ViewKind], tr("View"), padding=9
        )
        self.switch.changed.connect(lambda key: self.choose(ViewKind(key)))
        self.area = ImageArea()
        self.area.set_held_keys({int(Qt.Key.Key_D): RAW_ONLY})
        self.area.held.connect(lambda _name, down: self.panes.set_raw_only(down))
        inside = self.area.layout()
        assert inside is not None
        inside.addWidget(self.panes)
        self.bar = QHBoxLayout()
        self.bar.setContentsMargins(0, 2, 0, 4)
        self.bar.setSpacing(4)
        self.bar.addWidget(self.switch)
        self.bar.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.compare = CompareView()
        self.compare.hide()
        self.pin = QPushButton(tr("Pin"))
        self.pin.setToolTip(tr("Keep what is in view for comparison (P; Shift+P: raw)"))
        self.comparing = QPushButton(tr("Compare"))
        self.comparing.setCheckable(True)
        self.compare.changed.connect(self._counted)
        self.blinding = QPushButton(tr("Blind A/B"))
        self.blinding.setCheckable(True)
        self.blinding.setToolTip(tr("Compare two kinds of picture without their labels"))
        self.blind.hide()
        self.comparing.toggled.connect(lambda on: self._turn(self.comparing, on))
        self.blinding.toggled.connect(lambda on: self._turn(self.blinding, on))
        for button in (self.pin, self.comparing, self.blinding):
            self.bar.addWidget(button)
        layout.addLayout(self.bar)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.compare, 1)
        layout.addWidget(self.blind, 1)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choose(ViewKind.SPLIT)
        self.show_nothing()

    def choose(self, kind: ViewKind) -> None:
        """Show a kind of view, and mark it as chosen."""
        self.comparing.setChecked(False)
        self.blinding.setChecked(False)
        self.panes.set_kind(kind)
        self.switch.set_current(kind.value)

    def _turn(self, button: QPushButton, on: bool) -> None:
        """Show one of the three: the frame, the comparison, the blind comparison."""
        other = self.blinding if button is self.comparing else self.comparing
        if on:
            other.setChecked(False)
        self.area.setVisible(not (self.comparing.isChecked() or self.blinding.isChecked()))
        self.compare.setVisible(self.comparing.isChecked())
        self.blind.setVisible(self.blinding.isChecked())

    def _counted(self, pins: int) -> None:
        self.comparing.setText(tr("Compare {0}", pins) if pins else tr("Compare"))

    def show_nothing(self) -> None:
        """Show that no session is open."""
        self.presenter.clear()
        self.panes.set_state_badge("")
        self.raw.set_empty(*map(tr, NO_SESSION))
        self.panes.set_processing(False)

    def show_frame(
        self, read: FrameRead, made: Processed | None, verdict: RangeVerdict | None, badge: str
    ) -> None:
        """Show a frame beside its stored picture, or beside another one with a badge."""
        self._generation += 1
        self.panes.set_processing(True)
        self.panes.set_state_badge(badge)
        self._say_empty(why_empty(read))
        self.presenter.present(
            PictureSource(
                read.frame,
                made,
                verdict,
                read.row.dose.frame,
                read.counted,
                # a trial has levels of its own; stored pictures keep theirs while stepping
                self._generation if badge and made is not read.layered else 0,
            )
        )

    def show_unreadable(self, message: str) -> None:
        """Show that the frame gone to cannot be read; no older picture stays in its place."""
        self.presenter.clear()
        self.raw.set_empty(tr("This frame cannot be read"), message)
        self._say_empty(("", ""))

    def _say_empty(self, words: tuple[str, str]) -> None:
        # painting it anew for every frame of a series costs as much as the image
        if words != self._empty:
            self._empty = words
            self.panes.set_empty(*words)


def why_empty(read: FrameRead) -> tuple[str, str]:
    """Return why the right side is empty, and what can be done."""
    if read.layer is not None and read.layered is None:
        return (tr("Not in this layer"), tr("The layer holds no picture of this frame."))
    made = read.row.processed_row
    if made is not None:
        name = made.provenance.label()
        hint = tr("{0} was made of this frame, but its pixels were not recorded.", name)
        return (tr("The picture was not stored"), tr("{0} Make it again under Reprocess.", hint))
    if read.row.fate is Fate.NOT_PROCESSED:
        return (tr("Not processed"), tr("The log says that no picture was made of this frame."))
    return (tr("Not processed"), tr("The log says nothing of a picture made of this frame."))
