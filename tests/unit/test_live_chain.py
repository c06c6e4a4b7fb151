from __future__ import annotations

from pathlib import Path

import pytest

from stemviewer.app import LiveOptions, live_chain
from stemviewer.cli import build_parser
from stemviewer.core.errors import ModelError, SettingsError
from stemviewer.live.state import ChainSettings


def test_a_model_of_the_operators_own_needs_the_explicit_word(tmp_path: Path) -> None:
    path = tmp_path / "theirs.safetensors"
    with pytest.raises(ModelError, match="--unverified"):
        live_chain(LiveOptions(model=path))
    chain = live_chain(LiveOptions(model=path, unverified=True, average=4))
    assert chain == ChainSettings(f"file:{path}", {"unverified": True}, 4)


def test_filter_and_average_are_combined() -> None:
    assert live_chain(LiveOptions()).raw_only
    assert live_chain(LiveOptions(method="gaussian", average=3)) == ChainSettings("gaussian", {}, 3)
    average = live_chain(LiveOptions(average=8))
    assert (average.method, average.raw_only) == ("none", False)
    with pytest.raises(SettingsError, match="no filter named"):
        live_chain(LiveOptions(method="wishful"))


def test_the_command_line_bounds_the_average(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_parser().parse_args(["live", "--average", "8"]).average == 8
    with pytest.raises(SystemExit):
        build_parser().parse_args(["live", "--average", "1"])
    assert "2 to 64" in capsys.readouterr().err
