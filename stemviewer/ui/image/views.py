"""All panes of one frame, and the kinds of view that put them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QWidget

from stemviewer.ui import colours as c
from stemviewer.ui.image.arrangement import Slot, ViewKind, ViewState, arrangement
from stemviewer.ui.image.board import PaneBoard
from stemviewer.ui.image.camera import Camera
from stemviewer.ui.image.corner import EmptyCorner
from stemviewer.ui.image.curtain import CurtainPane
from stemviewer.ui.image.evidence_layer import Overlay
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import PanePicture
from stemviewer.ui.language.words import mark, tr

BLINK_MS = 600
"""How long Blink shows each side."""

FRAME_BEFORE = mark("FRAME BEFORE")
"""Over a processed picture that waits for the one of the frame being scanned."""

Over = Callable[[QPainter, QRectF, PanePicture], None]


class Views(PaneBoard):
    """Shows raw and processed in one of the kinds of view, with one camera.

    ``raw`` and ``processed`` are given their pictures by a presenter; the other panes show the
    same pictures, see ``mirror``.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Camera(self)
        self.raw = ImagePane(self.camera, "raw")
        self.processed = ImagePane(self.camera, "processed")
        self.raw_again = ImagePane(self.camera, "raw")
        self.curtain = CurtainPane(self.camera)
        self.evidence = ImagePane(self.camera, "processed")
        self.corner: QWidget = EmptyCorner()
        self._state = ViewState()
        self._badge = ("", c.CAUTION)
        self.raw.companion = lambda: self._unseen(self.processed)
        self.processed.companion = lambda: self._unseen(self.raw)
        self.evidence.setAccessibleName(tr("evidence"))
        for pane in (self.curtain, self.evidence):
            # a region dragged in one of them is the region in all of them
            pane.mark, pane.marks = self.processed.mark, self.processed.marks
        self.raw_again.marks = self.raw.marks
        self._blink = QTimer(self)
        self._blink.setInterval(BLINK_MS)
        self._blink.timeout.connect(self._take_turns)
        widgets: tuple[tuple[Slot, QWidget], ...] = (
            (Slot.RAW, self.raw),
            (Slot.PROCESSED, self.processed),
            (Slot.RAW_AGAIN, self.raw_again),
            (Slot.CURTAIN, self.curtain),
            (Slot.EVIDENCE, self.evidence),
            (Slot.CORNER, self.corner),
        )
        for slot, widget in widgets:
            self.put(slot, widget)
        self._arrange()

    @property
    def state(self) -> ViewState:
        """Kind of view, and what it depends on."""
        return self._state

    @property
    def panes(self) -> tuple[ImagePane, ...]:
        """All panes that show an image, seen or not."""
        return (self.raw, self.processed, self.raw_again, self.curtain, self.evidence)

    # what is chosen

    def set_kind(self, kind: ViewKind) -> None:
        """Choose a kind of view."""
        self._change(kind=kind, raw_turn=False)

    def set_processing(self, on: bool) -> None:
        """Give the processed side its place, or all the room to raw."""
        self._change(processing=on)

    def set_raw_only(self, on: bool) -> None:
        """Show raw in the place of what is processed, to compare by a key that is held."""
        self._change(raw_only=on)

    def other(self) -> None:
        """In Single show the other picture; in Blink stop at the other one, or go on."""
        if self._state.kind is ViewKind.BLINK and not self._blink.isActive():
            self._run_blink()
        elif self._state.one_at_a_time:
            self._change(raw_turn=not self._state.raw_turn)
            self._blink.stop()

    def set_corner(self, widget: QWidget) -> None:
        """Put a widget into the fourth place of the 2x2 view."""
        self.corner = widget
        self.put(Slot.CORNER, widget)

    # what is shown

    def mirror(self) -> None:
        """Show in all panes what raw and processed show now."""
        raw, processed = self.raw.picture, self.processed.picture
        if raw is None:
            self.raw_again.clear()
        else:
            self.raw_again.show_picture(raw)
        self.curtain.show_pair(raw, processed)
        if processed is None:
            self.evidence.clear()
        else:
            self.evidence.show_picture(processed)
        self._show_badges()

    def set_empty(self, heading: str, hint: str) -> None:
        """Say what the processed side waits for."""
        for pane in (self.processed, self.curtain, self.evidence):
            pane.set_empty(heading, hint)

    def set_state_badge(self, text: str, colour: str = c.CAUTION) -> None:
        """Show the same word over all panes, e.g. ``"HELD"``; empty to take it away."""
        self._badge = (text, colour)
        self._show_badges()

    def set_evidence(self, overlay: Overlay, *, on: bool) -> None:
        """Show what unseen electrons say, in its own pane and, while on, over the picture."""
        self.evidence.set_evidence(overlay)
        for pane in (self.processed, self.curtain):
            pane.set_evidence(overlay if on else None)
        # with the legend all images have the same height
        self.raw.set_legend_strip(on)
        self.raw_again.set_legend_strip(on)

    def set_over(self, raw: Over, processed: Over) -> None:
        """Have more painted over the pictures of either side."""
        for pane in self.panes:
            one_sided = pane.side == "processed" and pane is not self.curtain
            pane.over = processed if one_sided else raw

    def on_region(self, ask: Callable[[QRectF], None]) -> None:
        """Have regions told that are dragged in a processed picture."""
        for pane in (self.processed, self.curtain, self.evidence):
            pane.on_region = ask

    def set_marking(self, on: bool) -> None:
        """Let a drag mark a region also without the Shift key."""
        for pane in (self.processed, self.curtain, self.evidence):
            pane.marking = on

    def paint_over(self) -> None:
        """Paint the panes anew: what is over them changed."""
        for pane in self.panes:
            pane.update()

    # in between

    def _change(self, **changes: object) -> None:
        state = replace(self._state, **changes)  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self._arrange()

    def _arrange(self) -> None:
        self.arrange(arrangement(self._state))
        self._run_blink()

    def _run_blink(self) -> None:
        if self._state.blinking and self.isVisible():
            if not self._blink.isActive():
                self._blink.start()
        else:
            self._blink.stop()

    def _take_turns(self) -> None:
        # not the way of a choice: that would begin the time anew
        self._state = replace(self._state, raw_turn=not self._state.raw_turn)
        self.arrange(arrangement(self._state))

    def _unseen(self, pane: ImagePane) -> PanePicture | None:
        return pane.picture if self._state.one_at_a_time and self._state.processing else None

    def _show_badges(self) -> None:
        raw, processed = self.raw.picture, self.processed.picture
        late = raw is not None and processed is not None and raw.number != processed.number
        own = (tr(FRAME_BEFORE), c.CAUTION) if late and not self._badge[0] else self._badge
        for pane in self.panes:
            one_sided = pane.side == "processed" and pane is not self.curtain
            pane.set_state_badge(*(own if one_sided else self._badge))
        if not own[0]:
            self.evidence.set_state_badge(tr("EVIDENCE"), c.SECONDARY)

    def showEvent(self, event: QShowEvent) -> None:
        """Go on blinking."""
        super().showEvent(event)
        self._run_blink()

    def hideEvent(self, event: QHideEvent) -> None:
        """Blink no longer."""
        super().hideEvent(event)
        self._blink.stop()
