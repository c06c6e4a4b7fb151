from __future__ import annotations

import subprocess
import sys

import pytest

from stemviewer.core.errors import SettingsError
from stemviewer.denoise.registry import method, methods


def test_classical_filters_come_first_and_none_is_no_method() -> None:
    names = [m.name for m in methods()]
    assert names[:5] == ["gaussian", "median", "wiener", "nlm", "tv"]
    assert len(set(names)) == len(names)
    assert [m.network for m in methods()][:5] == [False] * 5
    with pytest.raises(SettingsError, match="gaussian"):
        method("none")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("gaussian", {"sigma": -1.0}),
        ("gaussian", {"sigma": float("nan")}),
        ("gaussian", {"sigma": "wide"}),
        ("gaussian", {"sigma": True}),
        ("gaussian", {"size": 3}),
        ("median", {"radius": 1.5}),
        ("nlm", {"patch": 4}),
        ("tv", {"weight": 1e9}),
    ],
)
def test_bad_parameters_are_refused_by_name(name: str, given: dict[str, float | str]) -> None:
    with pytest.raises(SettingsError, match=name):
        method(name).make(given)


def test_defaults_of_every_parameter_are_within_their_bounds() -> None:
    for entry in methods():
        for spec in entry.parameters:
            assert spec.low <= spec.default <= spec.high
            assert spec.step > 0


def test_listing_methods_loads_neither_torch_nor_qt_nor_skimage() -> None:
    code = (
        "import sys; from stemviewer.denoise.registry import methods; methods();"
        "print([m for m in ('torch', 'PySide6', 'skimage', 'h5py') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
