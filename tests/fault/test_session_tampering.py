"""Any change to a session shows; no good session is accused."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from stemviewer.bench.log.tamper_forger import EDITS, NONE, OWN, STALE, forge
from stemviewer.bench.log.tamper_spans import STRUCTURE, spans_of
from stemviewer.core.errors import RecordingError
from stemviewer.session.format.options import RecordOptions
from stemviewer.session.format.schema import STATE_DTYPE, TABLES
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import Signer, verify

FLIPS = 40


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, kit: Any) -> Path:
    folder = tmp_path_factory.mktemp("good")
    frames = [kit.frame(n, 24) for n in range(9)] + [kit.frame(n, 32) for n in range(9, 14)]
    path: Path = kit.record(folder, frames, every=2)
    report = verify(path)
    assert report.good, report.problems
    assert report.frames == 14
    assert len(report.head) == 64
    return path


@pytest.fixture
def session(good: Path, tmp_path: Path) -> Path:
    for part in good.parent.iterdir():
        shutil.copy(part, tmp_path)
    return tmp_path / good.name


def _used_spans(path: Path) -> list[tuple[int, int]]:
    """Offsets and sizes of stored pictures and of the used part of every table's chunks."""
    spans = []
    with h5py.File(path) as file:
        entry = file["entry"]
        stacks = [entry[name]["data"] for name in entry if name.startswith(("raw", "denoised"))]
        for data in stacks:
            infos = [data.id.get_chunk_info(i) for i in range(data.id.get_num_chunks())]
            spans += [(info.byte_offset, info.size) for info in infos]
        for name in [*TABLES, "parent_row"]:
            data = entry["log"][name]
            for i in range(data.id.get_num_chunks()):
                info = data.id.get_chunk_info(i)
                rows = min(data.shape[0] - info.chunk_offset[0], data.chunks[0])
                spans.append((info.byte_offset, rows * data.dtype.itemsize))
        spans.append((entry["log/state"].id.get_offset(), STATE_DTYPE.itemsize))
        header = entry["log/header"]
        spans.append((header.id.get_offset(), header.dtype.itemsize))
    return spans


@pytest.mark.parametrize("seed", range(3))
def test_every_flipped_byte_of_content_is_found(session: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    spans = _used_spans(session)
    for _ in range(FLIPS // 3 + 1):
        offset, size = spans[int(rng.integers(len(spans)))]
        at = offset + int(rng.integers(size))
        bit = 1 << int(rng.integers(8))
        _flip(session, at, bit)
        assert not verify(session).good, f"bit {bit} of byte {at} went unnoticed"
        _flip(session, at, bit)
    assert verify(session).good


def test_a_decayed_byte_of_a_fast_session_is_found_and_crashes_nothing(
    tmp_path: Path, kit: Any
) -> None:
    frames = [kit.frame(n, 24) for n in range(6)]
    path = kit.record(tmp_path, frames, every=0, compression="fast")
    with h5py.File(path) as file:
        data = file["entry/raw/data"].id
        spans = [(i.byte_offset, i.size) for i in map(data.get_chunk_info, range(6))]
    rng = np.random.default_rng(4)
    for _ in range(12):
        offset, size = spans[int(rng.integers(6))]
        at, bits = offset + int(rng.integers(size)), int(rng.integers(1, 256))
        _flip(path, at, bits)
        problems = verify(path, hash_files=False).problems
        assert any("damaged" in problem for problem in problems), (at, bits)
        _flip(path, at, bits)


def _flip(path: Path, at: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ bit]))


def _edit(change: Callable[[h5py.Group], None]) -> Callable[[Path], None]:
    def apply(path: Path) -> None:
        with h5py.File(path, "r+") as file:
            change(file["entry"])

    return apply


def _set(table: str, at: int, name: str, value: Any) -> Callable[[Path], None]:
    def change(entry: h5py.Group) -> None:
        rows = entry["log"][table][:]
        rows[name][at] = value
        entry["log"][table][:] = rows

    return _edit(change)


def _swap_rows(entry: h5py.Group) -> None:
    rows = entry["log/frames"][:]
    entry["log/frames"][:] = rows[[1, 0, *range(2, len(rows))]]


def _drop_last_row(entry: h5py.Group) -> None:
    entry["log/frames"].resize(entry["log/frames"].shape[0] - 1, axis=0)


def _drop_row_within(entry: h5py.Group) -> None:
    rows = np.delete(entry["log/frames"][:], 3)
    entry["log/frames"].resize(len(rows), axis=0)
    entry["log/frames"][:] = rows


def _duplicate_row(entry: h5py.Group) -> None:
    rows = entry["log/frames"][:]
    entry["log/frames"].resize(len(rows) + 1, axis=0)
    entry["log/frames"][:] = np.append(rows, rows[-1:])


def _swap_pictures(entry: h5py.Group) -> None:
    data = entry["raw/data"]
    first, second = data[0], data[1]
    data[0], data[1] = second, first


def _swap_raw_and_denoised(entry: h5py.Group) -> None:
    entry.move("raw", "other")
    entry.move("denoised", "raw")
    entry.move("other", "denoised")


def _raw_pixels_from_denoised(entry: h5py.Group) -> None:
    entry["raw/data"][1] = np.round(entry["denoised/data"][0]).astype(np.uint16)


def _append_picture(entry: h5py.Group) -> None:
    data = entry["raw/data"]
    data.resize(data.shape[0] + 1, axis=0)


def _default_to_denoised(entry: h5py.Group) -> None:
    entry.attrs["default"] = np.bytes_("denoised")


def _call_denoised_raw(entry: h5py.Group) -> None:
    entry["denoised/data"].attrs["kind"] = np.bytes_("raw")


def _stretch_axis(entry: h5py.Group) -> None:
    entry["raw/x"][:] = entry["raw/x"][:] * 2


def _renumber(entry: h5py.Group) -> None:
    entry["denoised/frame_number"][0] = 0


def _rename_model(entry: h5py.Group) -> None:
    entry["process_01/program"][()] = b"harmless"


def _other_weights(entry: h5py.Group) -> None:
    entry["process_01/details/weights_sha256"][()] = b"0" * 64


def _other_parameters(entry: h5py.Group) -> None:
    entry["process_01/details/parameters"][0] = b"{}"


def _voltage_in_the_log(entry: h5py.Group) -> None:
    entry["settings/voltage/value"][0] = 300e3


def _source_in_the_log(entry: h5py.Group) -> None:
    entry["settings/dwell_source"][0] = b"measured"


def _change_forgotten(entry: h5py.Group) -> None:
    for name in ("pixel_size/time", "pixel_size/value", "pixel_size_source", "pixel_size_row"):
        entry["settings"][name].resize(0, axis=0)


def _voltage_of_the_event(entry: h5py.Group) -> None:
    source = entry["measurement/event_recording/instrument/ebeam_column/electron_source"]
    source["voltage"][()] = 80e3


def _not_a_simulation(entry: h5py.Group) -> None:
    entry["sample/is_simulation"][()] = False


def _not_continued(entry: h5py.Group) -> None:
    state = entry["log/state"][()]
    state["continued"] = 0
    entry["log/state"][()] = state


def _add_dataset(entry: h5py.Group) -> None:
    entry["extra"] = np.zeros(3)


def _remove_middle(path: Path) -> None:
    path.with_name("Night run 1.0002.nxs").unlink()


def _truncate_file(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


def _reopen_state(entry: h5py.Group) -> None:
    state = entry["log/state"][()]
    state["closed"] = 0
    entry["log/state"][()] = state


TAMPERINGS: dict[str, Callable[[Path], None]] = {
    "dose": _set("frames", 2, "dose_imaging", 1.0),
    "source of a value": _set("frames", 2, "pixel_size_source", 1),
    "simulated flag removed": _set("frames", 2, "flags", 0),
    "network flag removed": _set("processed", 0, "flags", 2),
    "model hash": _set("processed", 0, "weights_sha256", b"00" * 32),
    "parent": _set("processed", 0, "parent_row", 2),
    "event": _set("events", 0, "piece", b'{"data":{},"text":"nothing"}'),
    "provenance": _set("texts", 0, "piece", b"{}"),
    "rows swapped": _edit(_swap_rows),
    "last row dropped": _edit(_drop_last_row),
    "row dropped": _edit(_drop_row_within),
    "row duplicated": _edit(_duplicate_row),
    "pictures swapped": _edit(_swap_pictures),
    "raw and denoised swapped": _edit(_swap_raw_and_denoised),
    "denoised pixels in raw": _edit(_raw_pixels_from_denoised),
    "picture added": _edit(_append_picture),
    "default plot": _edit(_default_to_denoised),
    "denoised called raw": _edit(_call_denoised_raw),
    "axis": _edit(_stretch_axis),
    "frame numbers": _edit(_renumber),
    "process": _edit(_rename_model),
    "weights of a process": _edit(_other_weights),
    "parameters of a process": _edit(_other_parameters),
    "voltage in the settings": _edit(_voltage_in_the_log),
    "source in the settings": _edit(_source_in_the_log),
    "change of settings forgotten": _edit(_change_forgotten),
    "voltage of the event": _edit(_voltage_of_the_event),
    "simulation denied": _edit(_not_a_simulation),
    "continuation denied": _edit(_not_continued),
    "dataset added": _edit(_add_dataset),
    "file removed": _remove_middle,
    "file cut off": _truncate_file,
    "closing denied": _edit(_reopen_state),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(session: Path, name: str) -> None:
    TAMPERINGS[name](session)
    report = verify(session)
    assert not report.good
    assert report.problems


def test_the_report_names_the_frame(session: Path) -> None:
    _edit(_swap_pictures)(session)
    problems = " ".join(verify(session).problems)
    assert "frame 0 (row 0)" in problems
    assert "raw pixels" in problems


def test_another_sessions_file_is_not_taken_for_a_part(
    session: Path, tmp_path: Path, kit: Any
) -> None:
    other = tmp_path / "other"
    frames = [kit.frame(0, 24), kit.frame(1, 32)]
    kit.record(other, frames)
    shutil.copy(other / "Night run 1.0002.nxs", session.with_name("Night run 1.0002.nxs"))
    assert not verify(session).good


@pytest.mark.parametrize("signing", [STALE, NONE, OWN])
@pytest.mark.parametrize("name", [name for name in EDITS if "loss" not in name])
def test_links_made_anew_without_the_key_are_found(session: Path, name: str, signing: str) -> None:
    public = verify(session).public_key
    rng = np.random.default_rng(3)
    assert forge(session.parent, EDITS[name], signing, rng)
    assert not verify(session, key=public).good
    report = verify(session)
    if signing == STALE:
        assert any("another history" in problem for problem in report.problems)
    else:
        # nothing in the files contradicts it: whose key it is has to be looked at
        assert report.signer is (Signer.NOBODY if signing == NONE else Signer.UNKNOWN)
        assert not any("does not fit" in problem for problem in report.problems)


def _without_signature(entry: h5py.Group) -> None:
    rows = entry["log/signatures"][:]
    entry["log/signatures"].resize((len(rows) - 1,))
    entry["log/signatures"][:] = rows[:-1]


def test_a_removed_signature_is_named(session: Path) -> None:
    _edit(_without_signature)(session)
    problems = verify(session).problems
    assert any("its end is not signed" in problem for problem in problems)
    assert any("signature" in problem and "was due" in problem for problem in problems)


@pytest.mark.parametrize("name", ["Night run 1.manifest.json", "Night run 1.master.nxs"])
@pytest.mark.parametrize("change", ["flip", "remove"])
def test_manifest_and_master_are_looked_after(session: Path, name: str, change: str) -> None:
    path = session.with_name(name)
    if change == "remove":
        path.unlink()
    else:
        _flip(path, path.stat().st_size // 2, 4)
    problems = verify(session).problems
    assert any(problem.startswith(name) for problem in problems)


def test_a_byte_that_holds_nothing_is_found_by_the_manifest(session: Path) -> None:
    spans = spans_of(session.parent)[STRUCTURE]
    content = session.read_bytes()
    empty = [s for s in spans if s.file == session and not any(content[s.start : s.start + s.size])]
    assert empty
    _flip(session, empty[0].start, 1)
    report = verify(session)
    assert report.problems == [
        f"{session.name}: the file is not, byte for byte, the one that was closed"
    ]
    assert verify(session, hash_files=False).good


def test_rows_cut_off_a_killed_session_show_by_the_head_kept_elsewhere(
    tmp_path: Path, kit: Any
) -> None:
    recorder = Recorder.start(tmp_path, kit.INFO, RecordOptions(**kit.SMALL))
    for number in range(6):
        recorder.put_frame(kit.frame(number))
    kit.wait_until(lambda: recorder.status().acknowledged == 6)
    os.kill(recorder.process_id, signal.SIGKILL)
    with pytest.raises(RecordingError):
        recorder.stop()
    part = recorder.path.with_name(recorder.path.name + ".part")
    head = verify(part).head
    assert verify(part, head=head).good
    # the last row was committed after the last signature: cutting it leaves a chain that fits
    content = part.read_bytes()
    with h5py.File(part, "r", swmr=True) as file:
        frames = file["entry/log/frames"]
        chunk = frames.id.get_chunk_info(0)
        start = chunk.byte_offset + 5 * frames.dtype.itemsize
        size = frames.dtype.itemsize
    part.write_bytes(content[:start] + bytes(size) + content[start + size :])
    cut = verify(part)
    assert cut.frames == 5
    assert any("nothing is known of what came after" in note for note in cut.notes)
    assert not verify(part, head=head).good
