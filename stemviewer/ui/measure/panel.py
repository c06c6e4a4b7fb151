"""The measuring panel: tools, pages, and the thread behind them; for any window with images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stemviewer.measuring.lattice import Pair
from stemviewer.measuring.shapes import Shape, ShapeKind
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.draw.drawing import Drawing
from stemviewer.ui.image.draw.marks import DrawingMark
from stemviewer.ui.image.draw.pen import Pen
from stemviewer.ui.image.pair import PaintedPair
from stemviewer.ui.image.pixel_interval import interval_of
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.measure.answer import Answer, Question
from stemviewer.ui.measure.lattice_page import LatticePage
from stemviewer.ui.measure.measurer import Measurer
from stemviewer.ui.measure.profile_page import ProfilePage
from stemviewer.ui.measure.shape_page import ShapePage
from stemviewer.ui.measure.spectrum_view import SpectrumView
from stemviewer.ui.measure.tools import ToolRow
from stemviewer.ui.theme import GRID
from stemviewer.ui.widgets import SegmentedControl

ASK_S = 0.1
"""Shortest time between two questions [s]."""

REST = 6.0
"""Measuring takes at most one part in this many of a processor's time."""

SHAPES, PROFILE, SPECTRUM = "shapes", "profile", "spectrum"
PAGES = ((SHAPES, mark("Shapes")), (PROFILE, mark("Profile")), (SPECTRUM, mark("FFT, lattice")))


class MeasurePanel(QWidget):
    """Draws shapes over the panes of a camera and measures the frame that they show.

    Hand it each rendered pair and call :meth:`poll` from a timer; give :attr:`mark` to the panes.
    What is not looked at is not computed.

    Parameters
    ----------
    camera : Camera
        Of the panes.
    """

    grown = Signal()
    """It may need more room."""

    def __init__(self, camera: Camera, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing = Drawing(camera, self)
        self.pen = Pen(camera, self.drawing, self)
        self.mark = DrawingMark(self.drawing)
        self.tools = ToolRow(self.pen, self.drawing)
        self.switch = SegmentedControl(
            [(key, tr(name)) for key, name in PAGES], tr("Measuring page"), padding=8
        )
        self.shapes, self.profile, self.lattice = ShapePage(), ProfilePage(), LatticePage()
        self.extra: list[SpectrumView] = [self.lattice.spectrum]
        self.failed: Callable[[Exception], None] = _raise
        """Told what a measurement failed with."""
        self._measurer = Measurer()
        self._pair: PaintedPair | None = None
        self._answer: Answer | None = None
        self._near: Pair | None = None
        self._shown = SHAPES
        self._due, self._asked_at = False, 0.0
        self._pages: dict[str, QWidget] = {
            SHAPES: self.shapes,
            PROFILE: self.profile,
            SPECTRUM: self.lattice,
        }
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GRID)
        rows.addWidget(self.tools)
        rows.addWidget(self.switch)
        rows.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.drawing.changed.connect(self._drawn)
        self.switch.changed.connect(self.show_page)
        self.shapes.chosen.connect(self.drawing.choose)
        self.profile.width_changed.connect(self._width_changed)
        self.profile.failed.connect(self._fail)
        self.lattice.wanted.connect(lambda _on: self._ask_soon())
        self.lattice.wanted.connect(lambda _on: self.grown.emit())
        self.lattice.spectrum.chosen.connect(self._reflections_chosen)

    # what the window does

    @property
    def answer(self) -> Answer | None:
        """What was measured last."""
        return self._answer

    @property
    def page(self) -> str:
        """Key of the page that is shown."""
        return self._shown

    def show_page(self, key: str) -> None:
        """Show a page."""
        self._shown = key
        self.switch.set_current(key)
        self._stack.setCurrentWidget(self._pages[key])
        self._ask_soon()
        self.grown.emit()

    def draw(self, kind: ShapeKind) -> None:
        """Draw a shape next, and show the page where its numbers appear."""
        self.show_page(PROFILE if kind is ShapeKind.PROFILE else SHAPES)
        self.pen.take(kind)

    def add_page(self, key: str, name: str, page: QWidget) -> None:
        """Add a page of the window's own after the others."""
        self._pages[key] = page
        self._stack.addWidget(page)
        shown = [*((one, tr(words)) for one, words in PAGES), (key, name)]
        self.switch.set_options(shown)
        self.switch.set_current(self._shown)

    def add_spectrum(self, view: SpectrumView) -> None:
        """Show the spectra in one more place."""
        view.chosen.connect(self._reflections_chosen)
        self.extra.append(view)

    def present(self, pair: PaintedPair) -> None:
        """Measure a frame; of a growing one only until there has been a whole one."""
        frame, before = pair.request.source.frame, self._pair
        if not frame.complete and before is not None:
            whole = before.request.source.frame
            if whole.complete and whole.settings == frame.settings:
                return
        self._pair = pair
        self._ask_soon()

    def poll(self) -> None:
        """Show what was measured, and ask again where something has changed."""
        try:
            answer = self._measurer.take()
        except Exception as error:  # noqa: BLE001 - told to the operator by the window
            self.failed(error)
            answer = None
        if answer is not None and self._pair is not None:
            self._answer = answer
            self._show()
        rest = max(ASK_S, REST * self._measurer.seconds)
        if self._due and self._wanted() and monotonic() - self._asked_at >= rest:
            self._due, self._asked_at = False, monotonic()
            question = self._question()
            if question is not None:
                self._measurer.ask(question)

    def forget(self) -> None:
        """Show nothing: another source is coming. Shapes stay."""
        self._pair = self._answer = None
        self._due = False
        self._show()

    def close_down(self) -> None:
        """End the thread: the window closes."""
        self._measurer.close()

    # in between

    def _wanted(self) -> bool:
        seen = self.isVisible() and bool(self.drawing.shapes or self.page == SPECTRUM)
        return seen or any(view.isVisible() for view in self.extra)

    def _question(self) -> Question | None:
        if self._pair is None:
            return None
        source = self._pair.request.source
        spectrum = any(view.isVisible() for view in self.extra)
        region = self._region()
        line = self.drawing.of_kind(ShapeKind.PROFILE)
        return Question(
            source.frame,
            source.processed,
            interval_of(self._pair),
            tuple(shape for shape in self.drawing.shapes if shape.kind is not ShapeKind.PROFILE),
            line if self.profile.isVisible() else None,
            None if region is None else region.box,
            spectrum,
            spectrum and self.lattice.tick.isChecked(),
            self._near,
        )

    def _region(self) -> Shape | None:
        chosen = self.drawing.chosen
        return chosen if chosen is not None and chosen.kind.region else None

    def _ask_soon(self) -> None:
        self._due = True

    def _fail(self, error: Exception) -> None:
        # who is told is known later than this is connected
        self.failed(error)

    def _drawn(self) -> None:
        line = self.drawing.of_kind(ShapeKind.PROFILE)
        if line is not None:
            self.profile.show_width(line.width)
        self._ask_soon()
        if not self.drawing.shapes:
            self._show()

    def _width_changed(self, width: float) -> None:
        self.pen.width = width
        line = self.drawing.of_kind(ShapeKind.PROFILE)
        if line is not None:
            self.drawing.put(replace(line, width=width))

    def _reflections_chosen(self, pair: Pair | None) -> None:
        self._near = pair
        if pair is not None:
            self.lattice.tick.setChecked(True)
        self._ask_soon()

    def _show(self) -> None:
        answer, chosen = self._answer, self.drawing.chosen
        region = self._region()
        drawn = answer if self.drawing.shapes else None
        if self.shapes.isVisible() or answer is None:
            self.shapes.show_answer(drawn, "" if chosen is None else chosen.name)
        if self.profile.isVisible() or answer is None:
            self.profile.show_answer(drawn)
        if self.lattice.isVisible() or answer is None:
            self.lattice.show_answer(answer, "" if region is None else region.name)
        for view in self.extra[1:]:
            view.show_answer(answer)


def _raise(error: Exception) -> None:
    raise error
