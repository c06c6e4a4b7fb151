from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemviewer.denoise.network.catalogue import AUTOMATIC, automatic_method, sizes
from stemviewer.denoise.registry import methods
from stemviewer.live.state import ChainSettings, LinkState, LiveStatus, Rates
from stemviewer.ui.live.foreign_model import ForeignModel, WordDialog
from stemviewer.ui.live.processing_dock import ProcessingDock


@pytest.fixture
def dock(qtbot: QtBot) -> ProcessingDock:
    made = ProcessingDock(automatic_method() + methods())
    qtbot.addWidget(made)
    made.show()
    return made


def _status(network: str) -> LiveStatus:
    return LiveStatus(
        LinkState.CONNECTED, "ws://x", chain=ChainSettings(AUTOMATIC), network=network,
        rates=Rates(process_fps=2.4, process_seconds=0.041),
    )  # fmt: skip


def test_the_list_holds_automatic_and_both_sizes_and_a_file(dock: ProcessingDock) -> None:
    texts = [dock.model.itemText(i) for i in range(dock.model.count())]
    assert texts[0] == "Automatic"
    assert texts[-1] == "From a file…"
    assert {entry.label for entry in sizes()} <= set(texts)
    assert dock.network == methods()[-len(texts) + 3].name  # a plain network until chosen


def test_automatic_names_the_network_at_work(dock: ProcessingDock, qtbot: QtBot) -> None:
    small, large = (entry.name for entry in sizes())
    with qtbot.waitSignal(dock.chain_changed) as changed:
        dock.model.setCurrentIndex(dock.model.findData(AUTOMATIC))
        dock.model.activated.emit(dock.model.currentIndex())
    assert changed.args[0].method == AUTOMATIC
    dock.update_status(_status(small))
    assert dock.speed.text() == f"{small} · 41 ms a frame · 2.4 frames/s"
    assert dock.network == small
    dock.update_status(_status(large))
    with qtbot.waitSignal(dock.card_requested) as card:
        qtbot.mouseClick(dock.card, Qt.MouseButton.LeftButton)
    assert card.args == [large]


def test_a_file_is_used_only_with_the_word(
    dock: ProcessingDock, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(b"x")
    asked = ForeignModel(dock)
    asked.accepted.connect(lambda chosen: dock._model_row.accepted.emit(Path(chosen)))
    before = dock.model.currentData()
    asked.confirm(str(path))
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, WordDialog))
    assert not dialog.use.isEnabled()
    qtbot.keyClicks(dialog.word, "yes")
    dialog.accept()
    assert dialog.isVisible()
    assert dock.model.currentData() == before
    dialog.word.clear()
    qtbot.keyClicks(dialog.word, "unverified")
    with qtbot.waitSignal(dock.chain_changed) as changed:
        qtbot.mouseClick(dialog.use, Qt.MouseButton.LeftButton)
    assert changed.args[0] == ChainSettings(f"file:{path}", {"unverified": True})
    assert dock.model.currentText() == "mine (unverified)"
