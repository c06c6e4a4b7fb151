from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING
from stemviewer.denoise.base import Denoised
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.trust.frame_test import run_frame_test
from stemviewer.trust.places import Place
from stemviewer.trust.states import PlaceState, StateGrid
from stemviewer.ui import colours as c
from stemviewer.ui.image.evidence_layer import EvidenceLayer, hatched_path, legend
from stemviewer.ui.live.window import LiveWindow


class Blur:
    """A denoiser that a test can make as bad as it likes."""

    name = "live-0.1"

    def __init__(self, sigma: float, blot: float = 0.0) -> None:
        self.sigma, self.blot = sigma, blot

    def apply(self, electrons: np.ndarray) -> Denoised:
        image = gaussian_filter(electrons, self.sigma)
        image[190:202, 60:72] += self.blot
        return Denoised(image, None)  # type: ignore[arg-type]


@pytest.fixture
def running(window: LiveWindow, pipeline, qtbot: QtBot, shown) -> LiveWindow:
    window.processing_dock.choice.button("network").click()
    pipeline.next = shown()
    qtbot.waitUntil(lambda: window.view.on_screen is not None)
    qtbot.mouseClick(window.view.raw, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.view.raw.hasFocus)
    return window


def judged(window: LiveWindow, sigma: float = 2.5, blot: float = 0.0, seed: int = 1):
    frame = window.view.on_screen.frame
    result = run_frame_test(frame.data, COUNTING, Blur(sigma, blot), seed=seed)
    return FrameEvidence(frame, 1, result)


def give(window: LiveWindow, pipeline, qtbot: QtBot, evidence: FrameEvidence) -> None:
    pipeline.next_evidence = evidence
    qtbot.waitUntil(lambda: pipeline.next_evidence is None)


def test_the_dock_says_verdict_source_shares_and_limit(running, pipeline, qtbot: QtBot) -> None:
    row = running.processing_dock.evidence
    assert "no frame tested yet" in row.verdict.text()
    found = judged(running, blot=40.0)
    give(running, pipeline, qtbot, found)
    verdict = found.evidence.verdict
    assert f"(z = {verdict.z:+.1f})" in row.verdict.text()
    assert "live-0.1 predicts unseen electrons" in row.verdict.text()
    assert row.source.text() == "frame 1 · thinned, q = 0.50"
    count = len(found.evidence.contradicted)
    assert count >= 1
    assert f"contradicted {count}" in row.shares.text()
    assert "This dose can" in row.limit.text()


def test_what_cannot_be_tested_says_the_reason(running, pipeline, qtbot: QtBot) -> None:
    frame = running.view.on_screen.frame
    give(running, pipeline, qtbot, FrameEvidence(frame, 1, None, "whole rows share noise"))
    row = running.processing_dock.evidence
    assert row.verdict.text() == "○ evidence not available: whole rows share noise"
    assert not row.limit.isVisible()


def test_t_draws_rings_and_hatch_over_the_processed_picture_only(
    running, pipeline, qtbot: QtBot
) -> None:
    found = judged(running, blot=40.0)
    give(running, pipeline, qtbot, found)
    view, pane = running.view, running.view.processed
    before = pane.grab().toImage()
    qtbot.keyClick(view.raw, Qt.Key.Key_T)
    assert running.actions_["evidence"].isChecked()
    assert running.processing_dock.evidence.overlay.isChecked()
    layer = pane.evidence.layer
    assert [place.large for place in layer.places] == [True] * len(layer.places)
    assert view.raw.evidence is None
    after = pane.grab().toImage()
    assert after != before
    place = layer.places[0]
    wanted = QColor(c.CONTRADICTED)

    def ringed() -> bool:
        image = pane.grab().toImage()
        ratio = image.devicePixelRatio()
        centre = view.camera.to_screen(QPointF(place.column, place.row), pane.image_area())
        reach = int(max(2.5 * place.sigma * view.camera.scale, 9) + 6)
        return any(
            _near(image.pixelColor(int(x * ratio), int(y * ratio)), wanted)
            for x in range(int(centre.x()) - reach, int(centre.x()) + reach)
            for y in range(int(centre.y()) - reach, int(centre.y()) + reach)
        )

    assert ringed()
    # the ring stays on its place when the view is zoomed about it
    view.camera.zoom_about(2.0, QPointF(place.column, place.row))
    assert ringed()
    qtbot.keyClick(view.raw, Qt.Key.Key_T)
    assert pane.evidence is None


def _near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(a - b) < 30 for a, b in pairs)


def test_the_overlay_says_how_old_it_is_and_goes_with_the_filter(
    running, pipeline, qtbot: QtBot, shown, frame
) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_T)
    assert legend(running.view.processed.evidence) == [(None, "no frame tested yet")]
    give(running, pipeline, qtbot, judged(running))
    assert legend(running.view.processed.evidence)[0][1] == "evidence of frame 1"
    pipeline.next = shown(frame(3))
    qtbot.waitUntil(lambda: running.view.on_screen.frame.number == 3)
    assert "2 frames before this one" in legend(running.view.processed.evidence)[0][1]
    pipeline.next = shown(frame(4), generation=2)
    qtbot.waitUntil(lambda: running.view.processed.evidence.layer is None)
    assert "no frame tested yet" in running.processing_dock.evidence.verdict.text()


def test_a_test_of_the_same_kind_stays_over_many_frames(
    running, pipeline, qtbot: QtBot, shown, frame
) -> None:
    give(running, pipeline, qtbot, judged(running))
    pipeline.next = shown(frame(2))
    qtbot.waitUntil(lambda: running.view.on_screen.frame.number == 2)
    assert "z = " in running.processing_dock.evidence.verdict.text()


def test_the_plain_filter_takes_over_only_when_wanted_and_after_two_tests(
    running, pipeline, qtbot: QtBot
) -> None:
    bad = judged(running, sigma=14.0)
    assert bad.evidence.offer_plain
    chains = len(pipeline.chains)
    for _ in range(3):
        give(running, pipeline, qtbot, replace(bad))
    assert len(pipeline.chains) == chains
    row = running.processing_dock.evidence
    qtbot.mouseClick(row.fallback, Qt.MouseButton.LeftButton)
    give(running, pipeline, qtbot, replace(bad))
    assert len(pipeline.chains) == chains
    give(running, pipeline, qtbot, replace(bad))
    assert pipeline.chains[-1].method == "gaussian"
    assert pipeline.chains[-1].parameters["sigma"] == pytest.approx(
        bad.evidence.plain.sigma, abs=0.06
    )
    assert running.processing_dock.settings.method == "gaussian"
    assert not row.fallback.isVisible()


def test_both_wishes_come_back_at_the_next_start(open_window, pipeline, qtbot: QtBot) -> None:
    first = open_window(pipeline)
    first.processing_dock.evidence.overlay.setChecked(True)
    first.processing_dock.evidence.fallback.setChecked(True)
    first.store.flush()
    again = open_window(type(pipeline)())
    assert again.actions_["evidence"].isChecked()
    assert again.processing_dock.evidence.fallback.isChecked()


def test_the_hatch_covers_undecided_places_to_the_border() -> None:
    states = np.array([[0, 1, 0], [2, 0, 0]], dtype=np.uint8)
    path = hatched_path(StateGrid(states, 4, (9, 14), np.zeros(states.shape)))
    inside = [(1, 1), (1, 13), (8, 5), (8, 13)]
    outside = [(1, 6), (6, 2)]
    assert all(path.contains(QPointF(x, y)) for y, x in inside)
    assert not any(path.contains(QPointF(x, y)) for y, x in outside)


def test_the_legend_counts_places_in_words() -> None:
    states = StateGrid(np.array([[1, 2]], np.uint8), 4, (4, 8), np.zeros((1, 2)))
    place = Place(2, 6, 1.5, -7.0, -40.0, 0.6, True)
    layer = EvidenceLayer(1482, states, (place,))
    from stemviewer.ui.image.evidence_layer import Overlay

    lines = dict(legend(Overlay(layer, "")))
    assert lines[PlaceState.CONTRADICTED] == "contradicted: 1 place"
    assert lines[PlaceState.SUPPORTED] == "supported 50%"
