"""The review window without a session."""

from __future__ import annotations

from stemviewer.catalogue.notes import Remark
from stemviewer.core.provenance import Flag
from stemviewer.ui.review.layout import ReviewLayout


def show_nothing(window: ReviewLayout) -> None:
    """Empty all panels: no session is open, or another one is coming."""
    window.model.clear()
    window.grid.small.set_thumbnails(())
    window.strip.begin()
    window.views.show_nothing()
    window.top.show_nothing()
    window.session.show_nothing()
    window.metadata.clear()
    window.measure.forget()
    window.provenance.show_chain((), "")
    window.reprocess.show_frame(None, Flag.NONE)
    window.evidence.show_frame(None, -1, None, 0)
    window.export.show_frame("", None, None)
    window.export.more.show_frame(None, -1, 0)
    window.play.show_session(None, Flag.NONE)
    window.layers.show_session(None, "")
    window.blind.show_session(None)
    window.remark.show_remark(None, Remark())
    window.session_remark.show_remark(None, Remark())
    for panel in (window.frames_panel, window.frame_panel):
        panel.set_note("")
    window.display.clear()
