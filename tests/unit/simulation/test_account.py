"""Every electron is booked, once, where it went."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.core.dose import ELEMENTARY_CHARGE, frame_dose
from stemviewer.simulation.dose_map import CELL, IMAGING, DoseMap
from stemviewer.simulation.microscope import Microscope
from stemviewer.simulation.sampling import RowPath
from stemviewer.simulation.scan import STILL
from stemviewer.simulation.setup import ScanSetup
from stemviewer.simulation.specimens import Box


def test_account_sums_to_current_times_time() -> None:
    microscope = Microscope("particle", 7, rows=96, columns=128)
    expected = dict.fromkeys(("imaging", "focus", "subscan", "flyback", "parked"), 0.0)

    def book(purpose: str, seconds: float) -> None:
        expected[purpose] += microscope.setup.beam_current * seconds / ELEMENTARY_CHARGE

    def scan(rows: int) -> None:
        microscope.begin_frame()
        setup = microscope.setup
        microscope.scan_rows(0, rows)
        if not microscope.blanked:
            book(setup.purpose.word, setup.dwell * setup.columns * rows)
            book("flyback", setup.flyback * rows)

    scan(96)
    microscope.change("field_of_view", 2.1e-8)
    microscope.change("beam_current", 3e-11)
    scan(40)
    microscope.idle(1.5)
    book("parked", 1.5)
    microscope.blanked = True
    scan(96)
    microscope.idle(3.0)
    microscope.blanked = False
    microscope.idle(2.0, beam_on=False)
    microscope.new_area()
    microscope.change("size", 200)
    scan(200)
    microscope.change("purpose", 2.0)
    microscope.change("shift_y", 3e-9)
    scan(50)
    microscope.change("subscan", 0.25)
    microscope.setup = microscope.setup.scanned()
    scan(50)
    account = microscope.account()
    assert account.electrons == pytest.approx(expected, rel=1e-9)
    assert account.total == pytest.approx(sum(expected.values()), rel=1e-9)
    by_place = sum(float(m.sum()) for area in account.areas for m in area.maps.values())
    assert by_place == pytest.approx(account.total, rel=1e-9)
    assert [area.number for area in account.areas] == [0, 1]


@pytest.mark.parametrize(("nanometres", "rotation"), [(5.12, 0.0), (4.7, 0.0), (1.3, 0.3)])
def test_dose_per_frame_agrees_with_the_dose_arithmetic(nanometres: float, rotation: float) -> None:
    setup = ScanSetup(256, 256, field_of_view=nanometres * 1e-9, rotation=rotation)
    microscope = Microscope("amorphous", 1, setup=setup, errors=STILL)
    microscope.begin_frame()
    microscope.scan_rows(0, 256)
    area = microscope.account().areas[0]
    row = int((area.centre[0] - area.origin[0]) / area.cell)
    column = int((area.centre[1] - area.origin[1]) / area.cell)
    middle = area.dose[row - 4 : row + 4, column - 4 : column + 4]
    stated = frame_dose(microscope.frame_settings).total.value
    assert middle.mean() == pytest.approx(stated, rel=1e-3)
    assert middle.std() < 0.01 * middle.mean()


def test_parked_probe_hits_the_first_pixel() -> None:
    setup = ScanSetup(64, 64, field_of_view=4e-9)
    microscope = Microscope("amorphous", 1, setup=setup, errors=STILL)
    microscope.idle(0.1)
    area = microscope.account().areas[0]
    parked = area.maps["parked"]
    rows, columns = np.indices(parked.shape)
    share = parked / parked.sum()
    y = area.origin[0] + ((rows + 0.5) * share).sum() * area.cell
    x = area.origin[1] + ((columns + 0.5) * share).sum() * area.cell
    assert y == pytest.approx(area.centre[0] - 31.5 * setup.pixel, abs=1e-6)
    assert x == pytest.approx(area.centre[1] - 31.5 * setup.pixel, abs=1e-6)
    assert (parked > 0.0).sum() <= 4


def test_an_account_is_a_copy() -> None:
    microscope = Microscope(rows=64, columns=64)
    microscope.idle(0.1)
    before = microscope.account()
    total = before.total
    microscope.idle(0.1)
    assert before.total == total
    assert before.areas[0].maps["parked"].sum() == pytest.approx(total)


def path(y: float, x: float, rows: int, columns: int, pixel: float) -> RowPath:
    return RowPath(y + pixel * np.arange(rows), np.full(rows, x), (0.0, pixel), columns)


def test_dose_map_grows_in_all_directions_and_loses_nothing() -> None:
    dose = DoseMap()
    for y, x in ((0.0, 0.0), (-90.0, 5.0), (4.0, -77.0), (150.0, 3.0), (2.0, 160.0)):
        dose.add_path(path(y, x, 10, 23, 0.17), {IMAGING: 2.0})
    assert dose.total(IMAGING) == pytest.approx(5 * 2.0 * 230)
    here, corner = dose.within(Box(-1.0, -1.0, 3.0, 6.0))
    assert here.sum() * CELL**2 == pytest.approx(2.0 * 230)
    assert corner == (-1.0, -1.0)
    nothing, _ = dose.within(Box(900.0, 900.0, 905.0, 905.0))
    assert not nothing.any()
