from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING
from stemviewer.denoise.base import Denoised
from stemviewer.live.evidence_state import FrameEvidence
from stemviewer.trust.frame_test import run_frame_test
from stemviewer.trust.places import Place
from stemviewer.trust.region import Finding, check_region
from stemviewer.trust.states import PlaceState, StateGrid
from stemviewer.trust.verdict import signed
from stemviewer.ui import colours as c
from stemviewer.ui.image.evidence_layer import EvidenceLayer, Overlay, hatched_path, rings
from stemviewer.ui.image.evidence_legend import legend
from stemviewer.ui.live.region_trial import pixels_of
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
    assert f"(z = {signed(verdict.z)})" in row.verdict.text()
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
    lines = dict(legend(Overlay(layer, "")))
    assert lines[PlaceState.CONTRADICTED] == "contradicted: 1 place"
    assert lines[PlaceState.SUPPORTED] == "supported 50%"


def test_rings_do_not_overlap_and_join_what_is_near() -> None:
    places = tuple(
        Place(row, column, 2.0, z, -40.0, 0.6, True)
        for row, column, z in ((20, 20, -9.0), (24, 21, -7.0), (22, 30, 6.0), (90, 90, -5.0))
    )
    apart, near = rings(places, 4.0), rings(places, 0.5)
    assert [ring.sign for ring in near] == ["±3", "−"]
    assert [ring.sign for ring in apart] == ["−2", "+", "−"]
    for found, scale in ((apart, 4.0), (near, 0.5)):
        for at, ring in enumerate(found):
            for other in found[at + 1 :]:
                rows = (ring.place.row - other.place.row) * scale
                columns = (ring.place.column - other.place.column) * scale
                assert np.hypot(rows, columns) >= ring.radius + other.radius
        assert sum(1 + len(ring.others) for ring in found) == len(places)


def test_the_legend_is_beside_the_picture_not_over_it(running, pipeline, qtbot: QtBot) -> None:
    raw, made = running.view.raw, running.view.processed
    before = made.image_area()
    give(running, pipeline, qtbot, judged(running, blot=40.0))
    qtbot.keyClick(raw, Qt.Key.Key_T)
    assert made.image_area().height() < before.height()
    assert made.image_area().height() == raw.image_area().height()
    qtbot.keyClick(raw, Qt.Key.Key_T)
    assert made.image_area() == before


def drag(qtbot: QtBot, window: LiveWindow, corners: tuple[QPointF, QPointF], shift: bool) -> None:
    pane, camera = window.view.processed, window.view.camera
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    points = [camera.to_screen(p, pane.image_area()).toPoint() for p in corners]
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(pane, left, keys, points[0])
    qtbot.mouseMove(pane, points[1] - QPoint(1, 1))
    qtbot.mouseMove(pane, points[1])
    qtbot.mouseRelease(pane, left, keys, points[1])


def test_a_region_dragged_over_a_feature_is_answered(running, pipeline, qtbot: QtBot) -> None:
    row, mark = running.processing_dock.evidence, running.view.processed.mark
    found = judged(running, blot=40.0)
    give(running, pipeline, qtbot, found)
    blot = (QPointF(56, 186), QPointF(76, 206))
    drag(qtbot, running, blot, shift=True)
    assert abs(mark.rect.left() - 56) < 3
    qtbot.waitUntil(lambda: "%" in row.region.text(), timeout=20_000)
    test = found.result
    mask = pixels_of(mark.rect, test.picture.shape)
    wanted = check_region(test.picture, test.held, mask)
    assert wanted.finding in (Finding.ABSENT, Finding.PARTIAL)
    assert wanted.share < 0.2
    assert row.region.text() == f"region: {wanted.sentence(0.5)}"
    assert mark.words == wanted.sentence(0.5)
    # a click takes it away; with C held on, a plain drag marks as well
    drag(qtbot, running, (blot[0], blot[0]), shift=True)
    assert not row.region.isVisible()
    qtbot.keyClick(running.view.raw, Qt.Key.Key_C)
    drag(qtbot, running, blot, shift=False)
    qtbot.waitUntil(lambda: "%" in row.region.text(), timeout=20_000)


def test_nothing_is_said_of_an_area_that_was_left(
    running, pipeline, qtbot: QtBot, shown, frame
) -> None:
    qtbot.keyClick(running.view.raw, Qt.Key.Key_T)
    old = judged(running)
    give(running, pipeline, qtbot, old)
    assert running.view.processed.evidence.layer is not None
    qtbot.mouseClick(running.dose_dock.editors.new_area, Qt.MouseButton.LeftButton)
    assert running.view.processed.evidence.layer is None
    give(running, pipeline, qtbot, replace(old))  # was under way
    assert running.view.processed.evidence.layer is None
    pipeline.next = shown(frame(2))
    qtbot.waitUntil(lambda: running.view.on_screen.frame.number == 2)
    give(running, pipeline, qtbot, judged(running))
    assert running.view.processed.evidence.layer is not None


def test_the_plain_filter_is_offered_and_taken_by_a_click(running, pipeline, qtbot: QtBot) -> None:
    row = running.processing_dock.evidence
    found = judged(running, sigma=1.2)
    give(running, pipeline, qtbot, found)
    assert row.offer.isVisible() == found.evidence.offer_plain
    give(running, pipeline, qtbot, judged(running, sigma=14.0))
    assert row.offer.isVisible()
    qtbot.mouseClick(row.offer, Qt.MouseButton.LeftButton)
    assert pipeline.chains[-1].method == "gaussian"
    assert not row.offer.isVisible()


def test_a_false_lattice_is_named_in_words(running, pipeline, qtbot: QtBot) -> None:
    frame = running.view.on_screen.frame

    class Inventor(Blur):
        def apply(self, electrons: np.ndarray) -> Denoised:
            image = gaussian_filter(electrons, self.sigma)
            wave = np.cos(np.arange(image.shape[1]) * 2 * np.pi / 9.0)
            return Denoised((image * (1 + 0.6 * wave)).astype(np.float32), None)  # type: ignore[arg-type]

    result = run_frame_test(frame.data, COUNTING, Inventor(2.5), seed=1)
    give(running, pipeline, qtbot, FrameEvidence(frame, 1, result))
    words = running.processing_dock.evidence.lattice.text()
    assert words.startswith("▲ false lattice?")
    assert "0.898 Å" in words
    give(running, pipeline, qtbot, judged(running))
    assert "false" not in running.processing_dock.evidence.lattice.text()
