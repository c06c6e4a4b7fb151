from __future__ import annotations

from dataclasses import replace

import pytest

from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Source, set_to
from stemviewer.feeds.base import Control, Range
from stemviewer.ui.live.dose_plan import current_value, field_of_view, planned, preview
from stemviewer.ui.live.setups import DEFAULTS, Purpose, ScanSetup

SETTINGS = ScanSettings(
    500,
    500,
    dwell=set_to(1e-6),
    beam_current=set_to(1e-12),
    pixel_size=set_to(2e-11),
    flyback=set_to(0.0),
)


def test_a_new_size_keeps_the_field_of_view_and_raises_the_dose_by_its_square() -> None:
    after = planned(SETTINGS, {Control.SIZE: 1000.0})
    assert after.shape == (1000, 1000)
    assert field_of_view(after).value == pytest.approx(1e-8)
    shown = preview(SETTINGS, {Control.SIZE: 1000.0})
    assert shown.raises
    assert shown.then.value == pytest.approx(4 * shown.now.value)


def test_dwell_and_current_multiply_the_dose() -> None:
    twice = preview(SETTINGS, {Control.DWELL: 2e-6})
    assert twice.then.value == pytest.approx(2 * twice.now.value)
    assert twice.factor_text() == "× 2.00"
    half = preview(SETTINGS, {Control.BEAM_CURRENT: 0.5e-12})
    assert not half.raises


def test_a_wider_field_lowers_the_dose() -> None:
    wide = preview(SETTINGS, {Control.FIELD_OF_VIEW: 2e-8})
    assert wide.then.value == pytest.approx(wide.now.value / 4)
    assert not wide.raises


def test_unknown_stays_unknown_and_is_not_called_harmless() -> None:
    blind = replace(SETTINGS, beam_current=UNKNOWN)
    shown = preview(blind, {Control.DWELL: 2e-6})
    assert shown.text() == "unknown → unknown"
    assert shown.raises
    assert shown.factor_text() == ""
    cured = preview(blind, {Control.BEAM_CURRENT: 1e-12})
    assert cured.now is UNKNOWN
    assert cured.then.source is Source.SET


def test_an_impossible_size_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        planned(SETTINGS, {Control.SIZE: 1e6})


def test_a_setup_sends_only_what_differs_and_can_be_set() -> None:
    setup = ScanSetup.of(SETTINGS)
    controls = {Control.DWELL: Range(1e-7, 1e-3), Control.SIZE: Range(64, 4096)}
    assert setup.changes(SETTINGS, controls) == {}
    assert setup.changes(replace(SETTINGS, dwell=set_to(3e-6)), controls) == {Control.DWELL: 1e-6}
    assert setup.refused({Control.DWELL: Range(2e-6, 1e-3)}) == [Control.DWELL]


def test_a_setup_survives_being_written_and_read() -> None:
    setup = ScanSetup.of(SETTINGS)
    assert dict(ScanSetup.from_json(setup.to_json()).values) == dict(setup.values)
    assert current_value(SETTINGS, Control.FIELD_OF_VIEW).value == pytest.approx(1e-8)


@pytest.mark.parametrize(
    "text", ["[]", '{"dwell": -1}', '{"scan": 1}', '{"dwell": "x"}', "{", '{"warp": 9}']
)
def test_a_broken_setup_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each text has its own message
        ScanSetup.from_json(text)


def test_a_setup_tells_its_values_and_its_dose() -> None:
    told = DEFAULTS[Purpose.SEARCH].describe(SETTINGS)
    assert "dwell 0.500 µs" in told
    assert "512 × 512" in told
    assert "e⁻/Å² per frame" in told
    assert DEFAULTS[Purpose.RECORD].describe(None) == "as set now"
    unknown = DEFAULTS[Purpose.FOCUS].describe(replace(SETTINGS, beam_current=UNKNOWN))
    assert "dose e⁻/px unknown" in unknown
