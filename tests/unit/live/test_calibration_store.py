"""Calibrations kept over restarts, by source, with their age; bad files change nothing."""

from __future__ import annotations

import math
import re
import time
from pathlib import Path

import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import Source, estimated
from stemviewer.feeds.base import Channel, Connected, Instrument, Origin, ScanState
from stemviewer.live.dose.calibrate import Calibration
from stemviewer.live.dose.calibration_state import CalibrationStep, typed_calibration
from stemviewer.live.dose.calibration_store import load_calibrations, save_calibrations
from stemviewer.live.dose.desk import DoseDesk
from stemviewer.live.notices import NoticeBoard

NOW = time.time_ns()


def found() -> dict[str, Calibration]:
    values = DetectorCalibration(estimated(38.0), estimated(1250.0))
    return {
        "HAADF": Calibration(values, 0.5, 2.0, None, 20, 0, NOW, "20 pairs"),
        "BF": Calibration(COUNTING, 0.0, 0.0, 0.0, 20, 8, NOW, "counting"),
        "ADF": typed_calibration(3.0, -1.0, NOW),
    }


def test_what_is_kept_comes_back_with_source_errors_and_time(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.json"
    save_calibrations(path, "scope", found())
    back = load_calibrations(path, "scope")
    assert back["HAADF"] == found()["HAADF"]
    assert back["BF"].calibration == COUNTING
    assert back["ADF"].calibration.source is Source.SET
    assert math.isnan(back["ADF"].gain_error)
    assert load_calibrations(path, "another") == {}
    assert load_calibrations(tmp_path / "none.json", "scope") == {}


@pytest.mark.parametrize(
    ("old", "new"), [('"gain": 38.0', '"gain": -38.0'), ("38.0", '"many"'), ("{", "[")]
)
def test_a_bad_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "x.json"
    save_calibrations(path, "scope", found())
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_calibrations(path, "scope")


def desk(path: Path, lines: list[str], name: str = "scope") -> DoseDesk:
    made = DoseDesk(lambda *_: None, lambda _, text, __: lines.append(text), NoticeBoard(), path)
    channels = (Channel("HAADF", "uint16"), Channel("BF", "uint16"))
    instrument = Instrument(name, Origin.DETECTOR, channels, {}, "")
    settings = ScanSettings(rows=4, columns=4)
    made.connected(Connected(instrument, settings, ScanState()))
    made.calibrator.show("HAADF")
    return made


def test_a_restarted_program_goes_on_with_it_until_it_is_forgotten(tmp_path: Path) -> None:
    path, lines = tmp_path / "ledger.npz", list[str]()
    first = desk(path, lines)
    first.calibrator.keep("HAADF", found()["HAADF"])
    first.close(0.0)
    second = desk(path, lines)
    assert second.calibrator.state.in_force == found()["HAADF"]
    age_hours = (time.time_ns() - NOW) / 3.6e12  # the module may have been imported long before
    assert re.search(r"kept, (\d+\.\d) h old", lines[-1])[1] == f"{age_hours:.1f}"
    assert desk(path, lines, "another").calibrator.state.in_force is None
    second.calibrator.step(CalibrationStep.FORGET, "HAADF", can_blank=True)
    assert desk(path, lines).calibrator.state.in_force is None
