"""Advice and fractions on the dose desk, by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from stemviewer.live.advice.state import AdviceState, DamageState, FadingPoint
from stemviewer.live.fractions.plan import plan_fractions
from stemviewer.live.fractions.state import FractionPhase, FractionState
from stemviewer.trust.advice.points import Criterion, DosePoint, Quality, Wish
from stemviewer.ui.live.dose_desk import DoseDesk
from stemviewer.ui.live.window import LiveWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(window: LiveWindow, qtbot: QtBot) -> DoseDesk:
    qtbot.mouseClick(window.dose_dock.desk, LEFT)
    made = window.dose_commands.desk
    qtbot.waitExposed(made)
    return made


def open_page(qtbot: QtBot, desk: DoseDesk, page: QWidget) -> None:
    """Click the tab of a page."""
    bar = desk.tabs.tabBar()
    qtbot.mouseClick(bar, LEFT, pos=bar.tabRect(desk.tabs.indexOf(page)).center())
    qtbot.waitUntil(page.isVisible)


def test_advice_is_asked_for_with_a_tick_and_judged_by_what_keys_choose(
    desk: DoseDesk, pipeline, qtbot: QtBot
) -> None:
    page = desk.advice
    open_page(qtbot, desk, page)
    assert not any(call.startswith("advice Wish") for call in pipeline.calls)
    qtbot.mouseClick(page.tick, LEFT)
    assert pipeline.calls[-1] == f"advice {Wish(Criterion.EVIDENCE, page.value.value())}"
    page.criterion.setFocus()
    qtbot.keyClick(page.criterion, Qt.Key.Key_Down)
    assert pipeline.calls[-1] == f"advice {Wish(Criterion.LOSS, 1.0)}"
    qtbot.keyClick(page.criterion, Qt.Key.Key_Down)
    assert pipeline.calls[-1] == f"advice {Wish(Criterion.COLUMN, 0.25)}"
    page.value.setFocus()
    page.value.selectAll()
    qtbot.keyClicks(page.value, "40")
    qtbot.keyClick(page.value, Qt.Key.Key_Return)
    assert pipeline.calls[-1] == f"advice {Wish(Criterion.COLUMN, 0.4)}"
    qtbot.mouseClick(page.tick, LEFT)
    assert pipeline.calls[-1] == "advice None"


def test_what_is_extrapolated_or_unknown_says_so(desk: DoseDesk, pipeline, qtbot: QtBot) -> None:
    page = desk.advice
    open_page(qtbot, desk, page)
    points = (
        DosePoint(0.5, Quality(0.5, 11.2, 0.2), 4.0, 0.5),
        DosePoint(1.0, None, None, float("inf"), "too few frames are aligned"),
        DosePoint(2.0, Quality(2.0, 14.1, 0.4, True), 9.0, 0.2),
    )
    pipeline.change(advice=AdviceState(True, points, "Half the dose would do.", looks=2))
    qtbot.waitUntil(lambda: page.sentence.text() == "Half the dose would do.")
    assert page.cells(0.5)[1:] == ("11.2 ± 0.2 dB", "z = 4.0", "50%")
    assert page.cells(1.0)[1:] == ("not known", "not known", "none")
    assert "extrapolated" in page.cells(2.0)[1]
    pipeline.change(advice=AdviceState(True, reason="the frames do not align"))
    qtbot.waitUntil(lambda: "the frames do not align" in page.progress.text())
    assert page.cells(0.5)[1:] == ("–", "–", "–")


def test_damage_is_told_by_a_sign_and_words(desk: DoseDesk, pipeline, qtbot: QtBot) -> None:
    page = desk.advice
    open_page(qtbot, desk, page)
    seen = (FadingPoint(100.0, 0.9, 0.03),)
    pipeline.change(damage=DamageState(True, lattice=seen, share=0.4))
    qtbot.waitUntil(lambda: "Lattice contrast 90% ± 3%." in page.damage.text())
    assert "40% of the way to an alarm" in page.damage.text()
    pipeline.change(damage=DamageState(True, lattice=seen, share=1.0, alarm="The lattice fades."))
    qtbot.waitUntil(lambda: page.damage.text() == "▲ The lattice fades.")


def test_fractions_wait_for_a_recording_and_start_with_the_number_typed(
    desk: DoseDesk, pipeline, qtbot: QtBot
) -> None:
    page = desk.fractions
    open_page(qtbot, desk, page)
    page.count.setFocus()
    page.count.selectAll()
    qtbot.keyClicks(page.count, "4")
    qtbot.keyClick(page.count, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Press Record first" in page.plan.text())
    assert page.plan.text().startswith("4 frames of")
    assert not page.start.isEnabled()
    qtbot.mouseClick(page.start, LEFT)
    assert not any(call.startswith("fractions") for call in pipeline.calls)
    pipeline.change(recording=replace(pipeline.now.recording, active=True))
    qtbot.waitUntil(page.start.isEnabled)
    qtbot.mouseClick(page.start, LEFT)
    assert pipeline.calls[-1] == "fractions 4"


def test_a_sum_of_the_first_fractions_is_stored_on_request(
    desk: DoseDesk, pipeline, qtbot: QtBot
) -> None:
    page = desk.fractions
    open_page(qtbot, desk, page)
    assert not page.store.isEnabled()
    now = pipeline.now
    plan = plan_fractions(now.settings, 4, now.instrument.controls)
    fading = tuple(FadingPoint(10.0 * n, 1.1 - 0.1 * n, 0.02) for n in range(1, 5))
    done = FractionState(FractionPhase.DONE, plan, 4, "Recorded.", 40.0, fading, 4, 3)
    pipeline.change(fractions=done)
    qtbot.waitUntil(page.store.isEnabled)
    assert "the first 3 keep most of its contrast" in page.progress.text()
    assert page.first.value() == 3
    page.first.setFocus()
    qtbot.keyClick(page.first, Qt.Key.Key_Down)
    qtbot.mouseClick(page.store, LEFT)
    assert pipeline.calls[-1] == "choose 2"
    pipeline.change(fractions=replace(done, phase=FractionPhase.FAILED, message="The feed broke."))
    qtbot.waitUntil(lambda: page.progress.text() == "▲ The feed broke.")
