"""The dose desk: budget by keys, from the library, overridden with a reason; the ledger's page."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.quantity import UNKNOWN, measured, set_to
from stemviewer.live.dose.budget import Budget, BudgetAction, Level, budget_state
from stemviewer.live.dose.calibrate import Calibration
from stemviewer.live.dose.calibration_state import CalibrationState, CalibrationStep, Phase
from stemviewer.live.dose.dose_map import DoseMap
from stemviewer.live.dose.materials import Material, add_own, materials
from stemviewer.live.dose.rectangle import Rectangle
from stemviewer.live.dose.view import LedgerView, Tracking
from stemviewer.ui.live.budget_bar import duration
from stemviewer.ui.live.dose_desk import DoseDesk
from stemviewer.ui.live.window import LiveWindow


@pytest.fixture
def desk(window: LiveWindow, qtbot: QtBot) -> DoseDesk:
    qtbot.mouseClick(window.dose_dock.desk, Qt.MouseButton.LeftButton)
    made = window.dose_commands.desk
    qtbot.waitExposed(made)
    return made


def type_limit(qtbot: QtBot, desk: DoseDesk, text: str) -> None:
    edit = desk.budget.limit
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(edit, text)


def test_a_typed_budget_shows_bar_forecast_and_what_is_left(
    desk: DoseDesk, window, pipeline, qtbot: QtBot
) -> None:
    type_limit(qtbot, desk, "30000")
    qtbot.keyClick(desk.budget.limit, Qt.Key.Key_Return)
    assert pipeline.now.budget.budget == Budget(30000.0, BudgetAction.WARN, "typed")
    dock = window.dose_dock
    qtbot.waitUntil(lambda: dock.left.text == "11\u2009660")
    assert dock.budget_bar.text.startswith("61% of 30\u2009000 e⁻/Å² 48 frames · ")


@pytest.mark.parametrize("text", ["-3", "0", "1e12", "many", "nan"])
def test_an_absurd_budget_is_refused_with_the_range(
    desk: DoseDesk, pipeline, qtbot: QtBot, text: str
) -> None:
    type_limit(qtbot, desk, text)
    assert "Limit must be 0.01 to" in desk.budget.message
    assert not desk.budget.apply.isEnabled()
    qtbot.keyClick(desk.budget.limit, Qt.Key.Key_Return)
    assert "set_budget" not in pipeline.calls


def test_a_limit_that_is_spent_already_says_what_it_would_do_at_once(
    desk: DoseDesk, window, pipeline, qtbot: QtBot
) -> None:
    type_limit(qtbot, desk, "30000")
    qtbot.keyClick(desk.budget.limit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.budget.bar.text.startswith("61%"))
    type_limit(qtbot, desk, "500")
    assert "18\u2009340 e⁻/Å² are spent here already: you are warned" in desk.budget.message
    qtbot.mouseClick(desk.budget.action.button("stop"), Qt.MouseButton.LeftButton)
    assert "the scan stops with the running frame" in desk.budget.message
    assert desk.budget.apply.isEnabled()
    type_limit(qtbot, desk, "40000")
    assert not desk.budget.message


def test_a_material_brings_its_dose_and_its_reference(
    desk: DoseDesk, pipeline, qtbot: QtBot
) -> None:
    page = desk.budget
    index = next(i for i in range(page.material.count()) if "ZIF-8" in page.material.itemText(i))
    page.material.setFocus()
    while page.material.currentIndex() < index:
        qtbot.keyClick(page.material, Qt.Key.Key_Down)
    assert "acs.nanolett.4c02242" in page.about
    qtbot.mouseClick(page.action.button("stop"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.apply, Qt.MouseButton.LeftButton)
    budget = pipeline.now.budget.budget
    assert (budget.limit, budget.action) == (80.0, BudgetAction.STOP)
    assert "acs.nanolett.4c02242" in budget.origin


def test_an_override_needs_its_reason(desk: DoseDesk, window, pipeline, qtbot: QtBot) -> None:
    used = pipeline.now.dose.here
    red = budget_state(Budget(18000.0, BudgetAction.STOP, "typed"), used, pipeline.now.settings)
    pipeline.change(budget=red)
    qtbot.waitUntil(lambda: "■ spent" in window.dose_dock.budget_bar.text)
    page = desk.budget
    qtbot.waitUntil(page.reason.isEnabled)
    assert not page.override.isEnabled()
    qtbot.mouseClick(page.reason, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.reason, "  ")
    qtbot.keyClick(page.reason, Qt.Key.Key_Return)
    assert not any(call.startswith("override") for call in pipeline.calls)
    qtbot.keyClicks(page.reason, "last of the series")
    qtbot.keyClick(page.reason, Qt.Key.Key_Return)
    assert "override last of the series" in pipeline.calls
    qtbot.waitUntil(lambda: "overridden" in window.dose_dock.budget_bar.text)


@pytest.mark.parametrize(
    ("share", "mark"), [(0.5, ""), (0.93, "▲"), (1.2, "■ spent"), (None, "unknown of")]
)
def test_every_level_has_a_word_beside_its_colour(
    window: LiveWindow, pipeline, qtbot: QtBot, share: float | None, mark: str
) -> None:
    used = UNKNOWN if share is None else set_to(1000.0 * share)
    state = budget_state(Budget(1000.0), used, pipeline.now.settings)
    pipeline.change(budget=state)
    qtbot.waitUntil(lambda: "of 1\u2009000" in window.dose_dock.budget_bar.text)
    assert mark in window.dose_dock.budget_bar.text
    assert (state.level is Level.UNKNOWN) == (share is None)


def test_the_ledger_page_shows_purposes_and_the_map(desk: DoseDesk, pipeline, qtbot: QtBot) -> None:
    book = DoseMap()
    view = Rectangle(0.0, 0.0, 100.0, 100.0)
    book.add(view, {"imaging": 1e6})
    pipeline.patches = book.copies()
    electrons = dict.fromkeys(("imaging", "focus", "subscan", "flyback", "parked"), 0.0)
    electrons["imaging"] = 1e6
    ledger = LedgerView(
        here=set_to(100.0),
        maximum=set_to(100.0),
        frames_here=3,
        electrons=electrons,
        session=electrons,
        unseen=2,
        tracking=Tracking.DRIFT,
        view=view,
    )
    pipeline.change(dose=ledger)
    desk.tabs.setCurrentWidget(desk.ledger)
    qtbot.waitUntil(lambda: desk.ledger.texts("imaging")[0] != "")
    assert desk.ledger.texts("parked") == ("0", "0")
    assert "drift tracked" in desk.ledger.note
    assert "2 frames never arrived" in desk.ledger.note
    assert desk.ledger.map.peak == pytest.approx(100.0, rel=0.05)


def test_counts_that_contradict_the_current_are_told(window, pipeline, qtbot, shown) -> None:
    pipeline.next = replace(shown(network=False), electrons_per_pixel=measured(9.0))
    dock = window.dose_dock
    qtbot.waitUntil(lambda: "counted as sent" in dock.agreement_text)
    pipeline.next = replace(shown(network=False), electrons_per_pixel=measured(2.0))
    qtbot.waitUntil(lambda: dock.agreement_text == "")


def test_own_materials_come_first_and_a_bad_file_is_told(tmp_path) -> None:
    own = tmp_path / "sub" / "materials.json"
    add_own(own, Material(name="Mine", critical_dose=12.0, reference="our notebook, 4 May"))
    add_own(own, Material(name="Mine", critical_dose=14.0, reference="our notebook, 5 May"))
    found = materials(own)
    assert (found[0].name, found[0].critical_dose) == ("Mine", 14.0)
    assert all(np.isfinite(m.critical_dose) and m.reference for m in found)
    own.write_text('{"materials": [{"name": "x", "critical_dose": -1, "reference": "abc"}]}')
    with pytest.raises(Exception, match="cannot be used"):
        materials(own)


def test_durations() -> None:
    assert [duration(s) for s in (3.21, 18, 700, 9000)] == ["3.2 s", "18 s", "12 min", "2.5 h"]


def test_calibration_is_typed_with_its_range_or_measured_and_accepted(
    desk: DoseDesk, pipeline, qtbot: QtBot
) -> None:
    desk.tabs.setCurrentWidget(desk.calibration)
    page = desk.calibration
    for edit, text in ((page.gain, "-2"), (page.offset, "1250")):
        qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
        qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClicks(edit, text)
    assert "Gain must be" in page.message.text()
    assert not page.use.isEnabled()
    qtbot.keyClick(page.gain, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(page.gain, "38")
    qtbot.mouseClick(page.use, Qt.MouseButton.LeftButton)
    assert "type calibration 38.0 1250.0" in pipeline.calls
    measure, accept = (page.buttons[s] for s in (CalibrationStep.MEASURE, CalibrationStep.ACCEPT))
    qtbot.mouseClick(measure, Qt.MouseButton.LeftButton)
    assert "calibrate measure" in pipeline.calls
    assert not accept.isEnabled()
    values = DetectorCalibration(measured(38.1), measured(1250.2))
    found = Calibration(values, 0.4, 0.1, 9.0, 20, 8, time.time_ns() - 120 * 10**9, "20 pairs")
    pipeline.change(calibration=CalibrationState(Phase.FOUND, "HAADF", found=found))
    qtbot.waitUntil(accept.isEnabled)
    assert "gain 38.10 ± 0.40 units/e⁻" in page.progress.text()
    pipeline.change(calibration=CalibrationState(channel="HAADF", in_force=found))
    qtbot.waitUntil(lambda: "old" in page.now.text())
    assert "(measured)" in page.now.text()
