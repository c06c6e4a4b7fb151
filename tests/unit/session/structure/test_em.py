"""What NeXus programs find in a session besides its pictures."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import assumed, measured, set_to
from stemviewer.denoise.network.catalogue import read_catalogue
from stemviewer.session.format.header import HeaderModel
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.format.processes import PROCESS_SLOTS, ProcessSlots
from stemviewer.session.reading.summary import summarise
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify


def _with(frame: Any, **settings: Any) -> Any:
    return replace(frame, settings=replace(frame.settings, **settings))


def test_every_change_of_a_setting_is_in_its_log_and_no_more(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(n) for n in range(7)]
    frames[2] = _with(frames[2], dwell=set_to(2e-6), voltage=assumed(2e5))
    frames[3] = _with(frames[3], dwell=set_to(2e-6), voltage=measured(2e5))
    path = kit.record(tmp_path, frames)
    with h5py.File(path) as file:
        settings = file["entry/settings"]
        assert settings["dwell/value"][:].tolist() == [1e-6, 2e-6, 1e-6]
        assert settings["dwell_row"][:].tolist() == [0, 2, 4]
        assert settings["dwell/value"].attrs["units"] == b"s"
        sources = [b"unknown", b"assumed", b"measured", b"unknown"]
        assert settings["voltage_source"][:].tolist() == sources
        values = settings["voltage/value"][:]
        assert np.array_equal(values, [np.nan, 2e5, 2e5, np.nan], equal_nan=True)
        assert settings["rotation_row"][:].tolist() == [0]
        rows = file["entry/log/frames"][:]
        times = settings["dwell/time"][:]
        expected = np.diff(rows["received_utc_ns"][[0, 2, 4]]) / 1e9
        assert np.diff(times) == pytest.approx(expected, abs=1e-6)
    assert verify(path).good


def test_settings_of_the_first_frame_with_units_and_sources(tmp_path: Path, kit: Any) -> None:
    frame = _with(kit.frame(0), voltage=measured(2e5))
    with h5py.File(kit.record(tmp_path, [frame], every=0)) as file:
        event = file["entry/measurement/event_recording/instrument"]
        voltage = event["ebeam_column/electron_source/voltage"]
        assert voltage[()] == 2e5
        assert (voltage.attrs["units"], voltage.attrs["source"]) == (b"V", b"measured")
        current = event["optics/probe_current"]
        assert (current[()], current.attrs["units"]) == (1e-11, b"A")


def test_what_nobody_said_is_not_made_up(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, SessionInfo("x"), RecordOptions(**kit.SMALL))
    recorder.put_frame(kit.frame(0))
    with h5py.File(recorder.stop()) as file:
        entry = file["entry"]
        for name in ("user/name", "sample/name", "sample/atom_types", "sample/preparation_date"):
            assert entry[name][()] == b"not stated"
            assert entry[name].attrs["source"] == b"unknown"
        voltage = entry["measurement/event_recording/instrument/ebeam_column/electron_source"]
        assert np.isnan(voltage["voltage"][()])
        assert voltage["voltage"].attrs["source"] == b"unknown"
        assert entry["sampleID"] == entry["sample"]


@pytest.mark.parametrize(
    ("origin", "simulated", "source"),
    [("simulator", True, None), ("detector", False, None), ("file", False, b"assumed")],
)
def test_simulations_are_said_to_be(
    tmp_path: Path, kit: Any, origin: str, simulated: bool, source: bytes | None
) -> None:
    info = SessionInfo("x", instrument=InstrumentInfo("i", origin))
    recorder = Recorder.start(tmp_path, info, RecordOptions(**kit.SMALL))
    recorder.put_frame(kit.frame(0))
    with h5py.File(recorder.stop()) as file:
        made = file["entry/sample/is_simulation"]
        assert bool(made[()]) is simulated
        assert made.attrs.get("source") == source


def test_a_shipped_network_brings_its_training_range(tmp_path: Path, kit: Any) -> None:
    entry = read_catalogue().networks[0]
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for number in range(3):
        frame = kit.frame(number)
        recorder.put_frame(frame)
        parameters = {"tile": number // 2}
        step = Step(entry.name, "1", parameters, Flag.NETWORK, entry.sha256, "cpu", "float32")
        image = kit.picture(frame).image
        recorder.put_processed(Processed((number,), "HAADF", image, Provenance((step,))))
    path = recorder.stop()
    assert verify(path).good
    with h5py.File(path) as file:
        slot = file["entry/process_01"]
        assert slot["program"][()].decode() == entry.name
        assert slot["details/weights_sha256"][()].decode() == entry.sha256
        trained = json.loads(slot["details/trained"][()])
        assert trained == entry.trained.model_dump(mode="json")
        sets = [json.loads(text) for text in slot["details/parameters"][:]]
        assert [found["tile"] for found in sets] == [0, 1]
        assert sets[0]["device"] == "cpu"
        texts = file["entry/log/texts"][:]
        kinds = texts["kind"][slot["details/parameters_text"][:]]
        assert kinds.tolist() == [b"provenance"] * 2
        assert file["entry/process_02/program"][()] == b""
    low, high = entry.trained.dose_low, entry.trained.dose_high
    assert f"trained for mean doses of {low:g} to {high:g} e/px" in summarise(path)["methods"]


def _provenance(step: Step) -> bytes:
    return Provenance((step,)).canonical_json().encode()


def test_programs_past_the_last_slot_are_left_to_the_texts() -> None:
    slots = ProcessSlots()
    for number in range(PROCESS_SLOTS + 3):
        step = Step(f"filter {number}", "1", {}, Flag.FILTERED)
        changed = list(slots.note(_provenance(step), {}, "today", number))
        assert len(changed) == (number < PROCESS_SLOTS)
    again = Step("filter 0", "1", {}, Flag.FILTERED)
    assert list(slots.note(_provenance(again), {}, "today", 99)) == []


def test_long_parameters_are_named_not_cut() -> None:
    step = Step("filter", "1", {"kernel": "7" * 600}, Flag.FILTERED)
    (change,) = ProcessSlots().note(_provenance(step), {}, "today", 5)
    assert change.parameters == (b"see text", 5)


@pytest.mark.parametrize("setting", [(None, "measured"), (1.0, "unknown"), (1.0, "guessed")])
def test_a_header_with_impossible_settings_is_refused(
    tmp_path: Path, kit: Any, setting: Any
) -> None:
    path = kit.record(tmp_path, [kit.frame(0)])
    with h5py.File(path) as file:
        content = json.loads(bytes(file["entry/log/header"][()]))
    HeaderModel.model_validate(content)
    content["settings"]["dwell"] = setting
    with pytest.raises(ValueError, match=r"settings|source"):
        HeaderModel.model_validate(content)
