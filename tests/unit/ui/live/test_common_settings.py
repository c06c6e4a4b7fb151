from __future__ import annotations

from pathlib import Path

from stemviewer.ui.live.store import FILE_NAME, Store


def test_what_is_set_for_all_holds_until_an_operator_chooses(tmp_path: Path) -> None:
    common, own = tmp_path / "all" / FILE_NAME, tmp_path / "own" / FILE_NAME
    common.parent.mkdir()
    common.write_text("[General]\nfolder=/data/sessions\naddress=ws://scope:8765\n", "utf-8")
    before = common.read_bytes()
    store = Store(own, common)
    assert store.text("folder") == "/data/sessions"
    assert store.text("nothing", "as it came") == "as it came"
    store.set_text("folder", "/home/me")
    store.flush()
    again = Store(own, common)
    assert again.text("folder") == "/home/me"
    assert again.text("address") == "ws://scope:8765"
    assert common.read_bytes() == before


def test_without_a_file_for_all_nothing_is_made(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE_NAME, tmp_path / "etc" / FILE_NAME)
    assert store.text("folder") == ""
    assert not (tmp_path / "etc").exists()
