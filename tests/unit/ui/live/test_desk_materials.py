"""Own materials: added, edited and removed by mouse and keys; bad input refused with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from stemviewer.live.dose.materials import own_materials
from stemviewer.ui.live.desk_materials import MaterialsPage


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_config_dir", lambda _: str(tmp_path))
    return tmp_path / "materials.json"


@pytest.fixture
def page(own: Path, window, qtbot: QtBot) -> MaterialsPage:
    qtbot.mouseClick(window.dose_dock.desk, Qt.MouseButton.LeftButton)
    desk = window.dose_commands.desk
    desk.tabs.setCurrentWidget(desk.materials)
    qtbot.waitExposed(desk)
    return desk.materials


def type_in(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(edit, text)


def test_added_edited_offered_as_a_budget_and_removed(
    page: MaterialsPage, own: Path, window, qtbot: QtBot
) -> None:
    type_in(qtbot, page.name, "My MOF")
    type_in(qtbot, page.dose, "25")
    assert "where the value is from" in page.message
    assert not page.save.isEnabled()
    type_in(qtbot, page.reference, "our notebook, 4 May")
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    assert [(m.name, m.critical_dose) for m in own_materials(own)] == [("My MOF", 25.0)]
    assert page.list.item(0).text().startswith("own · My MOF: 25")
    budget = window.dose_commands.desk.budget
    assert budget.material.itemText(1).startswith("My MOF")
    type_in(qtbot, page.dose, "30")
    qtbot.keyClick(page.dose, Qt.Key.Key_Return)
    assert [m.critical_dose for m in own_materials(own)] == [30.0]
    qtbot.mouseClick(
        page.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=page.list.visualItemRect(page.list.item(0)).center(),
    )
    qtbot.mouseClick(page.remove, Qt.MouseButton.LeftButton)
    assert own_materials(own) == ()
    assert not page.list.item(0).text().startswith("own")


@pytest.mark.parametrize("text", ["-3", "0", "1e12", "many", ""])
def test_an_absurd_dose_is_refused_with_the_range(
    page: MaterialsPage, own: Path, qtbot: QtBot, text: str
) -> None:
    type_in(qtbot, page.name, "My MOF")
    type_in(qtbot, page.reference, "our notebook")
    type_in(qtbot, page.dose, text)
    assert "Critical dose must be 0.01 to" in page.message
    assert not page.save.isEnabled()
    qtbot.keyClick(page.dose, Qt.Key.Key_Return)
    assert not own.exists()


def test_a_shipped_one_is_copied_never_changed(
    page: MaterialsPage, own: Path, qtbot: QtBot
) -> None:
    row = next(i for i in range(page.list.count()) if "ZIF-8" in page.list.item(i).text())
    page.list.setFocus()
    page.list.setCurrentRow(row)
    assert page.dose.wanted() == 80.0
    assert "10.1021" in page.reference.text()
    assert not page.remove.isEnabled()
    type_in(qtbot, page.dose, "40")
    qtbot.mouseClick(page.save, Qt.MouseButton.LeftButton)
    assert own_materials(own)[0].critical_dose == 40.0
    assert page.list.item(0).text().startswith("own · ZIF-8")
