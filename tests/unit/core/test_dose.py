from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemviewer.core.dose import electrons_per_pixel, fluence, fluence_under_probe, frame_dose
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Source, assumed, measured, set_to

SETTINGS = ScanSettings(
    rows=512,
    columns=256,
    dwell=set_to(1e-6),
    beam_current=measured(1e-12),
    pixel_size=set_to(10e-12),
    flyback=set_to(0.0),
)


def test_one_picoampere_for_one_microsecond_is_6_24_electrons() -> None:
    dose = electrons_per_pixel(measured(1e-12), set_to(1e-6))
    assert dose.value == pytest.approx(6.241509, rel=1e-6)
    assert dose.source is Source.SET


def test_fluence_is_per_square_angstrom() -> None:
    # a pixel of 0.1 Å has an area of 0.01 Å^2
    assert fluence(measured(2.2), set_to(10e-12)).value == pytest.approx(220.0)


def test_frame_dose_of_known_settings() -> None:
    dose = frame_dose(SETTINGS)
    assert dose.imaging.value == pytest.approx(624.1509, rel=1e-6)
    assert dose.flyback.value == 0.0
    assert dose.total.value == pytest.approx(624.1509, rel=1e-6)
    assert dose.rate.value == pytest.approx(624.1509e6, rel=1e-6)
    assert dose.duration.value == pytest.approx(512 * 256e-6)


def test_flyback_spreads_over_the_row() -> None:
    flown = ScanSettings(
        rows=10,
        columns=100,
        dwell=set_to(1e-6),
        beam_current=set_to(1e-12),
        pixel_size=set_to(1e-10),
        flyback=set_to(50e-6),
    )
    dose = frame_dose(flown)
    # half of a row's time again is spent in flyback
    assert dose.flyback.value == pytest.approx(0.5 * (dose.imaging.value or 0))


@pytest.mark.parametrize("missing", ["dwell", "beam_current", "pixel_size"])
def test_a_missing_factor_leaves_the_dose_unknown(missing: str) -> None:
    known = {"dwell": set_to(1e-6), "beam_current": set_to(1e-12), "pixel_size": set_to(1e-10)}
    settings = ScanSettings(rows=8, columns=8, **(known | {missing: UNKNOWN}))
    assert not frame_dose(settings).imaging.known
    assert not frame_dose(settings).total.known


def test_the_weakest_source_is_told() -> None:
    assumed_current = electrons_per_pixel(assumed(1e-12), measured(1e-6))
    assert assumed_current.source is Source.ASSUMED


@given(
    current=st.floats(1e-14, 1e-9),
    dwell=st.floats(1e-8, 1e-2),
    factor=st.floats(0.1, 10),
)
def test_dose_is_proportional_to_the_dwell(current: float, dwell: float, factor: float) -> None:
    once = electrons_per_pixel(set_to(current), set_to(dwell)).value
    more = electrons_per_pixel(set_to(current), set_to(dwell * factor)).value
    assert once is not None
    assert more == pytest.approx(once * factor, rel=1e-9)


def test_impossible_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="dwell"):
        ScanSettings(rows=8, columns=8, dwell=set_to(0.0))
    with pytest.raises(ValueError, match="beam_current"):
        ScanSettings(rows=8, columns=8, beam_current=set_to(-1e-12))
    with pytest.raises(ValueError, match="side"):
        ScanSettings(rows=0, columns=8)


def test_under_a_small_probe_the_dose_is_higher_than_over_the_pixel() -> None:
    found = fluence_under_probe(measured(10.0), set_to(1e-10))
    assert found.value == pytest.approx(10.0 / 0.785398, rel=1e-6)
    assert found.source is Source.SET
    for missing in (UNKNOWN, set_to(0.0)):
        assert not fluence_under_probe(measured(10.0), missing).known
    assert not fluence_under_probe(UNKNOWN, set_to(1e-10)).known
