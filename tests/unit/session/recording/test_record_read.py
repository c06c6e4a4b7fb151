from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from stemviewer.core.errors import RecordingError, SessionFileError
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import Source, set_to
from stemviewer.session.format.options import InstrumentInfo, RecordOptions
from stemviewer.session.format.types import Fate
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify


def test_everything_put_in_comes_out(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(n) for n in range(12)]
    path = kit.record(tmp_path, frames)
    assert path.name == "Night run 1.nxs"
    assert list(tmp_path.glob("*.part")) == []
    with SessionReader(path) as reader:
        assert reader.info == kit.INFO
        assert len(reader) == 12
        assert reader.closed
        assert not reader.incomplete
        for at, frame in enumerate(frames):
            raw, row = reader.raw(at), reader.row(at)
            assert raw.data.dtype == frame.data.dtype
            assert np.array_equal(raw.data, frame.data)
            assert (raw.number, raw.channel, raw.settings) == (at, "HAADF", frame.settings)
            assert raw.calibration == frame.calibration
            assert raw.acquired_utc_ns == frame.acquired_utc_ns
            assert row.flags == Flag.SIMULATED
            assert row.fate is (Fate.PROCESSED if at % 3 == 1 else Fate.NOT_PROCESSED)
        assert verify(path).good


def test_a_skipped_inference_is_a_gap_and_never_a_shift(tmp_path: Path, kit: Any) -> None:
    frames = [kit.frame(n) for n in range(12)]
    path = kit.record(tmp_path, frames)
    with SessionReader(path) as reader:
        for at, frame in enumerate(frames):
            picture = reader.processed(at)
            if at % 3 != 1:
                assert picture is None
                continue
            assert picture is not None
            assert picture.parent == at
            assert np.array_equal(picture.image, kit.picture(frame).image)
            row = reader.row(at).processed_row
            assert row is not None
            network = at % 2 == 1
            assert (Flag.NETWORK in row.flags) is network
            assert row.provenance.weights_sha256 == (kit.WEIGHTS if network else "")
    with h5py.File(path) as file:
        assert file["entry/denoised/frame_number"][:].tolist() == [1, 4, 7, 10]


def test_pictures_that_are_not_stored_are_still_marked(tmp_path: Path, kit: Any) -> None:
    path = kit.record(tmp_path, [kit.frame(n) for n in range(6)], record_processed=False)
    with SessionReader(path) as reader:
        row = reader.row(1)
        assert reader.processed(1) is None
        assert row.fate is Fate.PROCESSED
        assert row.processed_row is not None
        assert not row.processed_row.stored
        assert Flag.NETWORK in row.processed_row.flags
        assert len(row.processed_row.sha256) == 64
    with h5py.File(path) as file:
        assert "denoised" not in file["entry"]
    assert verify(path).good


def test_the_default_plot_is_the_raw_stack(tmp_path: Path, kit: Any) -> None:
    path = kit.record(tmp_path, [kit.frame(n) for n in range(6)])
    with h5py.File(path) as file:
        assert file.attrs["NX_class"] == b"NXroot"
        assert file.attrs["default"] == b"entry"
        entry = file["entry"]
        assert (entry.attrs["NX_class"], entry.attrs["default"]) == (b"NXentry", b"raw")
        plot = entry["raw"]
        assert plot.attrs["NX_class"] == b"NXdata"
        assert plot.attrs["signal"] == b"data"
        assert list(plot.attrs["axes"]) == [b"frame_number", b"y", b"x"]
        assert plot.attrs["interpretation"] == b"image"
        assert plot["data"].attrs["interpretation"] == b"image"
        assert plot["data"].dtype == np.uint16
        assert plot["x"].attrs["units"] == b"nm"
        assert np.allclose(np.diff(plot["x"][:]), 0.02)
        assert entry["process_01/program"][()] == b"live-0.1"
        assert entry["process_01/details/weights_sha256"][()] == kit.WEIGHTS.encode()
        assert entry["process_02/program"][()] == b"gaussian"


def test_size_changes_open_new_files_only_once(tmp_path: Path, kit: Any) -> None:
    sides = [32, 32, 48, 48, 32, 48, 32, 64, 32, 48]
    frames = [kit.frame(n, side) for n, side in enumerate(sides)]
    frames.append(kit.frame(10, 64, pixel=3e-11))
    frames.append(kit.frame(11, 64, dtype="float32"))
    path = kit.record(tmp_path, frames)
    names = sorted(p.name for p in tmp_path.glob("*.nxs") if ".master." not in p.name)
    assert names == [f"Night run 1{n}.nxs" for n in (".0002", ".0003", ".0004", ".0005", "")]
    with SessionReader(path) as reader:
        assert len(reader) == len(frames)
        for at, frame in enumerate(frames):
            assert np.array_equal(reader.raw(at).data, frame.data)
            assert reader.row(at).settings == frame.settings
            picture = reader.processed(at)
            assert (picture is not None) == (at % 3 == 1)
            if picture is not None:
                assert np.array_equal(picture.image, kit.picture(frame).image)
    assert verify(path).good
    with SessionReader(tmp_path / names[1]) as same:
        assert len(same) == len(frames)
    (tmp_path / "Night run 1.0003.nxs").unlink()
    with pytest.raises(SessionFileError, match="0003"):
        SessionReader(path)
    assert not verify(path).good


def test_files_are_split_by_size(tmp_path: Path, kit: Any, monkeypatch: Any) -> None:
    options = RecordOptions(**kit.SMALL, segment_bytes=100_000)
    recorder = Recorder.start(tmp_path, kit.INFO, options)
    recorder.put_frame(kit.frame(0, 256))
    kit.wait_until(lambda: bool(list(tmp_path.glob("*.0002.nxs*"))))
    recorder.put_frame(kit.frame(1, 256))
    path = recorder.stop()
    with SessionReader(path) as reader:
        assert len(reader) == 2
        assert len(reader.segments) >= 2
    assert verify(path).good


def test_losses_partial_frames_and_the_dose_of_both(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    recorder.put_frame(kit.frame(0))
    recorder.put_lost(1, 3, "the network was busy")
    recorder.put_frame(kit.frame(4, valid_rows=10, complete=False))
    recorder.put_frame(kit.frame(4, channel="BF"))
    recorder.put_frame(kit.frame(5), cumulative=set_to(123.0))
    path = recorder.stop()
    with SessionReader(path) as reader:
        (loss,) = reader.losses()
        assert (loss.first, loss.last, loss.gap, loss.before) == (1, 3, False, 1)
        assert loss.reason == "the network was busy"
        partial = reader.row(1)
        assert not partial.complete
        assert Flag.PARTIAL in partial.flags
        assert partial.valid_rows == 10
        raw = reader.raw(1)
        assert np.array_equal(raw.valid, kit.frame(4).data[:10])
        assert not raw.data[10:].any()
        one = reader.row(0).dose.cumulative
        assert one.value is not None
        assert one.source is Source.SET
        with_lost = partial.dose.cumulative
        assert with_lost.source is Source.ASSUMED
        assert with_lost.value == pytest.approx(5 * one.value)
        assert reader.row(2).dose.cumulative.value == with_lost.value
        assert reader.row(3).dose.cumulative == set_to(123.0)
    assert verify(path).good


def test_reading_while_recording(tmp_path: Path, kit: Any, recorder: Recorder) -> None:
    for n in range(3):
        recorder.put_frame(kit.frame(n))
    kit.wait_until(lambda: recorder.status().acknowledged == 3)
    with SessionReader(recorder.path) as reader:
        assert len(reader) == 3
        assert not reader.closed
        assert np.array_equal(reader.raw(2).data, kit.frame(2).data)
        assert reader.row(2).fate is Fate.UNSTATED
        recorder.put_frame(kit.frame(3))
        recorder.put_processed(kit.picture(kit.frame(3)))
        recorder.put_frame(kit.frame(4, 48))
        kit.wait_until(lambda: recorder.status().acknowledged == 5)
        reader.refresh()
        assert len(reader) == 5
        assert np.array_equal(reader.raw(4).data, kit.frame(4, 48).data)
        assert reader.row(0).fate is Fate.NOT_PROCESSED
        assert reader.row(3).fate is Fate.PROCESSED
        assert reader.row(4).fate is Fate.UNSTATED


def test_accumulated_pictures_name_all_their_frames(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for n in (0, 1, 2, 5):
        recorder.put_frame(kit.frame(n))
    recorder.put_processed(kit.picture(kit.frame(2), 0, 1))
    recorder.put_processed(kit.picture(kit.frame(5), 0, 2))
    recorder.put_processed(kit.picture(kit.frame(99)))
    path = recorder.stop()
    with SessionReader(path) as reader:
        assert reader.row(2).processed_row.numbers == (0, 1, 2)
        assert reader.row(3).processed_row.numbers == (0, 2, 5)
        assert any("99" in event.text for event in reader.events())
    assert verify(path).good


def test_events_of_any_length_and_alphabet(tmp_path: Path, kit: Any, recorder: Recorder) -> None:
    text = "größer: " + "Å" * 3000
    recorder.put_event("dose", text, {"current": 1e-11, "ok": True, "why": None})
    path = recorder.stop()
    with SessionReader(path) as reader:
        assert len(reader) == 0
        event = next(e for e in reader.events() if e.kind == "dose")
        assert event.text == text
        assert event.data == {"current": 1e-11, "ok": True, "why": None}
    assert verify(path).good


@pytest.mark.parametrize("compression", ["gzip", "fast"])
def test_every_dtype_is_kept_bit_for_bit(tmp_path: Path, kit: Any, compression: str) -> None:
    dtypes = ["uint8", "int16", "uint32", "float32", "float64"]
    frames = [kit.frame(n, 24, dtype=dtype) for n, dtype in enumerate(dtypes)]
    path = kit.record(tmp_path, frames, every=0, compression=compression)
    with SessionReader(path) as reader:
        for at, frame in enumerate(frames):
            assert reader.raw(at).data.dtype == frame.data.dtype
            assert reader.raw(at).data.tobytes() == frame.data.tobytes()
    assert verify(path).good


def test_a_second_session_of_the_same_name_gets_another_file(tmp_path: Path, kit: Any) -> None:
    first = kit.record(tmp_path, [kit.frame(0)], every=0)
    second = kit.record(tmp_path, [kit.frame(1)], every=0)
    assert first != second
    with SessionReader(first) as reader:
        assert len(reader) == 1


def test_a_start_without_room_or_folder_is_refused(tmp_path: Path, kit: Any) -> None:
    with pytest.raises(RecordingError, match="two minutes"):
        Recorder.start(tmp_path, kit.INFO, RecordOptions(expected_bytes_per_s=1e12))
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(RecordingError, match="Nothing can be written"):
        Recorder.start(blocked / "below", kit.INFO)


def test_too_large_a_picture_is_refused_and_the_rest_recorded(tmp_path: Path, kit: Any) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(ring_bytes=1 << 20))
    with pytest.raises(RecordingError, match="does not fit"):
        recorder.put_frame(kit.frame(0, 1024))
    recorder.put_frame(kit.frame(1))
    with SessionReader(recorder.stop()) as reader:
        assert reader.row(0).number == 1


def test_channels_of_one_instrument_share_a_file(tmp_path: Path, kit: Any) -> None:
    info = replace(kit.INFO, instrument=InstrumentInfo("Made", "simulator", ("HAADF", "BF")))
    recorder = Recorder.start(tmp_path, info, RecordOptions(**kit.SMALL))
    for number in range(3):
        for channel in ("HAADF", "BF"):
            recorder.put_frame(replace(kit.frame(number), channel=channel))
    path = recorder.stop()
    assert [file.name for file in tmp_path.glob("*.nxs*")] == [path.name]
    with SessionReader(path) as reader:
        found = [(row.number, row.channel) for row in reader.rows()]
    assert found == [(n, c) for n in range(3) for c in ("HAADF", "BF")]
    assert verify(path).good
