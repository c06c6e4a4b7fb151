from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from stemviewer.denoise.base import RangeState, RangeVerdict
from stemviewer.live.state import ChainSettings, Rates, RecordingState
from stemviewer.ui.live.processing_dock import ProcessingDock
from stemviewer.ui.live.window import LiveWindow


def choose(qtbot: QtBot, window: LiveWindow, key: str) -> None:
    qtbot.mouseClick(window.processing_dock.choice.button(key), Qt.MouseButton.LeftButton)


def test_a_click_chooses_the_method_with_its_defaults(window, pipeline, qtbot: QtBot) -> None:
    choose(qtbot, window, "gaussian")
    assert pipeline.chains[-1] == ChainSettings("gaussian", {"sigma": 1.5})
    assert window.processing_dock.note == "filter"
    assert window.view.processed.isVisible()
    choose(qtbot, window, "none")
    assert pipeline.chains[-1].method == "none"
    assert not window.view.processed.isVisible()


def test_a_parameter_is_typed_and_kept_per_method(window, pipeline, qtbot: QtBot) -> None:
    choose(qtbot, window, "gaussian")
    box = window.processing_dock.parameters.box("sigma")
    qtbot.mouseDClick(box.lineEdit(), Qt.MouseButton.LeftButton)
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, "3.2")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert pipeline.chains[-1].parameters["sigma"] == pytest.approx(3.2)
    choose(qtbot, window, "median")
    assert pipeline.chains[-1].parameters == {"radius": 1}
    choose(qtbot, window, "gaussian")
    assert pipeline.chains[-1].parameters["sigma"] == pytest.approx(3.2)


def test_a_parameter_out_of_range_cannot_be_entered(window, pipeline, qtbot: QtBot) -> None:
    choose(qtbot, window, "median")
    box = window.processing_dock.parameters.box("radius")
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, "99")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert 1 <= pipeline.chains[-1].parameters["radius"] <= 7
    assert "1 to 7" in box.toolTip().replace(".00", "")


def test_the_network_is_violet_with_model_and_card(window, pipeline, qtbot: QtBot) -> None:
    dock = window.processing_dock
    choose(qtbot, window, "network")
    assert pipeline.chains[-1].method == "live-0.1"
    assert dock.note == "network"
    assert dock.model.isVisible()
    with qtbot.waitSignal(dock.card_requested) as asked:
        qtbot.mouseClick(dock.card, Qt.MouseButton.LeftButton)
    assert asked.args == ["live-0.1"]
    for page in window.findChildren(QDialog, "page_window"):
        page.close()


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (RangeState.IN, "", "● in range"),
        (RangeState.EDGE, "dose 0.4 e/px", "◐ edge of range: dose 0.4 e/px"),
        (RangeState.OUT, "noise is not Poisson", "▲ out of range: noise is not Poisson"),
    ],
)
def test_the_range_light_says_the_reason(
    window, pipeline, qtbot: QtBot, shown, state: RangeState, reason: str, words: str
) -> None:
    choose(qtbot, window, "network")
    light = window.processing_dock.range_light
    assert "not judged" in light.text()
    pipeline.next = shown(verdict=RangeVerdict(state, reason))
    qtbot.waitUntil(lambda: light.text() == words)
    choose(qtbot, window, "gaussian")
    assert not light.isVisible()


def test_speed_and_readiness_are_told(window, pipeline, qtbot: QtBot) -> None:
    speed = window.processing_dock.speed
    assert not speed.isVisible()
    pipeline.change(chain_ready=False)
    choose(qtbot, window, "network")
    assert "preparing live-0.1" in speed.text()
    pipeline.change(chain_ready=True)
    window.refresh()
    assert speed.text() == "41 ms a frame · 2.4 frames/s"
    pipeline.change(rates=Rates())
    window.refresh()
    assert speed.text() == "waiting for a frame"


def test_raw_is_locked_and_processed_can_be_left_out(window, pipeline, qtbot: QtBot) -> None:
    dock = window.processing_dock
    qtbot.mouseClick(dock.record_raw, Qt.MouseButton.LeftButton)
    assert dock.record_raw.isChecked()
    assert not dock.record_raw.isEnabled()
    qtbot.mouseClick(dock.record_processed, Qt.MouseButton.LeftButton)
    window.record.toggle()
    assert pipeline.recordings[0][2].record_processed is False
    pipeline.change(recording=RecordingState(active=True))
    window.refresh()
    assert not dock.record_processed.isEnabled()


def test_the_dock_follows_a_pipeline_that_fell_back(window, pipeline, qtbot: QtBot) -> None:
    choose(qtbot, window, "network")
    pipeline.change(chain=ChainSettings())
    window.refresh()
    assert window.processing_dock.choice.current == "none"
    assert not window.view.processed.isVisible()


def test_without_a_network_its_segment_says_so(themed, qtbot: QtBot) -> None:
    dock = ProcessingDock(())
    qtbot.addWidget(dock)
    assert not dock.choice.button("network").isEnabled()
    assert "No network" in dock.choice.button("network").toolTip()


def test_an_automatic_zero_reads_automatic(themed, qtbot: QtBot) -> None:
    from stemviewer.denoise.registry import methods

    dock = ProcessingDock(methods())
    qtbot.addWidget(dock)
    dock.choose(ChainSettings("gaussian"))
    assert dock.parameters.box("sigma").text() == "automatic"
    dock.choose(replace(dock.settings, parameters={"sigma": 2.5}))
    assert dock.parameters.box("sigma").value() == pytest.approx(2.5)


def test_every_filter_of_the_registry_can_be_chosen(themed, qtbot: QtBot) -> None:
    from stemviewer.denoise.registry import methods

    dock = ProcessingDock(methods())
    qtbot.addWidget(dock)
    for name in ("gaussian", "median", "wiener", "nlm", "tv"):
        dock.choice.button(name).click()
        assert dock.settings.method == name
    dock.choice.button("wiener").click()
    assert dock.parameters.box("strength").value() == pytest.approx(1.3)


def test_frames_are_averaged_with_or_without_a_method(window, pipeline, qtbot: QtBot) -> None:
    row = window.processing_dock.average
    assert not row.frames.isEnabled()
    row.tick.click()
    assert pipeline.chains[-1] == ChainSettings("none", {}, 8)
    assert window.processing_dock.note == "average"
    row.frames.setValue(12)
    choose(qtbot, window, "gaussian")
    assert pipeline.chains[-1] == ChainSettings("gaussian", {"sigma": 1.5}, 12)
    window.processing_dock.choose(ChainSettings("gaussian", {}, 5))
    assert row.value == 5
    row.tick.click()
    assert pipeline.chains[-1].average == 0
    assert not row.frames.isEnabled()


def test_an_accepted_foreign_network_is_listed_and_keeps_the_word(
    window, tmp_path: Path, qtbot: QtBot
) -> None:
    dock = window.processing_dock
    given = ChainSettings(f"file:{tmp_path / 'theirs.safetensors'}", {"unverified": True})
    dock.choose(given)
    assert dock.settings == given
    assert "unverified" in dock.model.currentText()
    dock.average.tick.click()
    assert dock.settings.parameters == {"unverified": True}
    kept = window.store.chain()
    window.store.set_chain(given)
    assert window.store.chain() == kept
