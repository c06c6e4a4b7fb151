"""Crafted sessions: a good one of ours, changed to lead elsewhere, to expand, or to lie."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

from stemviewer.bench.crafted.base import Ground, Kind, packed_zeros
from stemviewer.core.calibration import COUNTING
from stemviewer.core.errors import RecordingError
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import set_to
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.recording.recorder import Recorder

Change = Callable[[h5py.File, Ground], None]

_LOG = "entry/log"


def record_good(folder: Path, frames: int = 12, side: int = 32) -> Path:
    """Record a short session of counts and return its file.

    Raises
    ------
    RecordingError
        If it could not be closed.
    """
    rng = np.random.default_rng(3)
    folder.mkdir(parents=True, exist_ok=True)
    recorder = Recorder.start(folder, SessionInfo("good"), RecordOptions(reserve_bytes=1 << 20))
    settings = ScanSettings(side, side, set_to(1e-6), set_to(1e-11), set_to(2e-11))
    for number in range(frames):
        counts = read_only(rng.poisson(5, (side, side)).astype(np.uint16))
        recorder.put_frame(Frame(number, "HAADF", counts, settings, COUNTING))
    recorder.stop()
    found = sorted(folder.glob("*.nxs"))
    if not found:
        raise RecordingError("The session to start from was not closed.")
    return found[0]


def _changed(change: Change) -> Callable[[Ground], Path]:
    def make(ground: Ground) -> Path:
        assert ground.session is not None
        path = Path(shutil.copy(ground.session, ground.folder / "crafted.nxs"))
        with h5py.File(path, "r+", libver=("v110", "v110")) as file:
            change(file, ground)
        return path

    return make


def _replace(file: h5py.File, name: str, value: object) -> None:
    del file[name]
    file[name] = value


def _link(name: str, target: str) -> Change:
    return lambda file, ground: _replace(file, name, h5py.ExternalLink(str(ground.secret), target))


def _external_pixels(file: h5py.File, ground: Ground) -> None:
    old = file["entry/raw/data"]
    shape, dtype = old.shape, old.dtype
    del file["entry/raw/data"]
    where = [(str(ground.outside / "secret.bin"), 0, h5py.h5f.UNLIMITED)]
    file.create_dataset("entry/raw/data", shape, dtype, external=where)


def _virtual_pixels(file: h5py.File, ground: Ground) -> None:
    old = file["entry/raw/data"]
    layout = h5py.VirtualLayout(old.shape, old.dtype)
    layout[:3] = h5py.VirtualSource(str(ground.secret), "a", (3, *old.shape[1:]))
    del file["entry/raw/data"]
    file.create_virtual_dataset("entry/raw/data", layout)


def _soft_pixels(file: h5py.File, ground: Ground) -> None:
    file["entry/there"] = h5py.ExternalLink(str(ground.secret), "/")
    _replace(file, "entry/raw/data", h5py.SoftLink("/entry/there/a"))


def _extra(file: h5py.File, ground: Ground) -> None:
    file["entry/sample/more"] = h5py.ExternalLink(f"../{ground.outside.name}/secret.h5", "/a")


def _many_rows(file: h5py.File, _ground: Ground) -> None:
    file[f"{_LOG}/frames"].resize((1 << 40,))


def _many_parents(file: h5py.File, _ground: Ground) -> None:
    file[f"{_LOG}/processed"].resize((1 << 40,))
    file[f"{_LOG}/parent_row"].resize((1 << 40,))


def _long_header(file: h5py.File, _ground: Ground) -> None:
    _replace(file, f"{_LOG}/header", np.bytes_(b"{" + b" " * (64 << 20) + b"}"))


def _nested_header(file: h5py.File, _ground: Ground) -> None:
    _replace(file, f"{_LOG}/header", np.bytes_(b"[" * 200_000 + b"]" * 200_000))


def _header_text(old: bytes, new: bytes) -> Change:
    def change(file: h5py.File, _ground: Ground) -> None:
        text = bytes(file[f"{_LOG}/header"][()])
        _replace(file, f"{_LOG}/header", np.bytes_(text.replace(old, new)))

    return change


def _many_stacks(file: h5py.File, _ground: Ground) -> None:
    text = bytes(file[f"{_LOG}/header"][()])
    start = text.index(b'"stacks":[') + len(b'"stacks":[')
    one = text[start : text.index(b"}", start) + 1]
    _replace(file, f"{_LOG}/header", np.bytes_(text[:start] + (one + b",") * 3000 + text[start:]))


def _chunk_bomb(file: h5py.File, _ground: Ground) -> None:
    data = file["entry/raw/data"]
    data.id.write_direct_chunk((0, 0, 0), packed_zeros(4 << 30))


def _huge_pictures(file: h5py.File, _ground: Ground) -> None:
    del file["entry/raw/data"]
    file.create_dataset("entry/raw/data", (12, 16384, 16384), "f8", chunks=(1, 16384, 16384))


def _groups(file: h5py.File, _ground: Ground) -> None:
    for number in range(5000):
        file["entry/notes"].create_group(f"{number}")


def _texts(file: h5py.File, _ground: Ground) -> None:
    file["entry/sample"].create_dataset("more", (5,), h5py.string_dtype())


def _row_lies(field: str, value: int, table: str = "frames") -> Change:
    def change(file: h5py.File, _ground: Ground) -> None:
        data = file[f"{_LOG}/{table}"]
        if data.shape[0]:
            row = data[0]
            row[field] = value
            data[0] = row

    return change


def _continued(file: h5py.File, _ground: Ground) -> None:
    state = file[f"{_LOG}/state"][()]
    state["continued"] = 1
    file[f"{_LOG}/state"][()] = state


def _next_elsewhere(ground: Ground) -> Path:
    """Make a session that goes on in a file which is a link out of the folder."""
    path = _changed(_continued)(ground)
    (ground.folder / "crafted.0002.nxs").symlink_to(ground.secret)
    return path


def _next_is_a_pipe(ground: Ground) -> Path:
    path = _changed(_continued)(ground)
    (ground.folder / "crafted.0002.nxs").symlink_to("/dev/zero")
    return path


def _cut(ground: Ground) -> Path:
    path = _changed(lambda *_: None)(ground)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def _unfinished(ground: Ground) -> Path:
    """Make a file that says it grows, and whose rows were never written."""
    path = _changed(_many_rows)(ground)
    return path.rename(path.with_name("crafted.nxs.part"))


KINDS = (
    Kind("session whose pixels are in another file", _changed(_external_pixels), "another file"),
    Kind("session whose pixels are a view", _changed(_virtual_pixels), "virtual"),
    Kind("session whose stack is a link", _changed(_link("entry/raw", "/entry/data")), "another"),
    Kind("session whose log is a link", _changed(_link(_LOG, "/entry/data")), "another file"),
    Kind("session with a link by a soft link", _changed(_soft_pixels), "link"),
    Kind("session with one more link", _changed(_extra), "another file"),
    Kind("session of 10^12 frames", _changed(_many_rows), "claims"),
    Kind("session of 10^12 pictures", _changed(_many_parents), "claims"),
    Kind("session that grows by 10^12 frames", _unfinished, "claims"),
    Kind("session with a header of 64 MB", _changed(_long_header), "header"),
    Kind("session with a nested header", _changed(_nested_header), "header"),
    Kind("session of 3000 stacks", _changed(_many_stacks), "stacks|header"),
    Kind("session of huge pictures", _changed(_huge_pictures), "MB"),
    Kind(
        "session whose header lies of its size",
        _changed(_header_text(b'"rows":32', b'"rows":16000')),
    ),
    Kind(
        "session with rows before its first",
        _changed(_header_text(b'"first_row":0', b'"first_row":1099511627776')),
        "precede",
    ),
    Kind("session with a chunk that expands to 4 GB", _changed(_chunk_bomb)),
    Kind("session of 5000 groups", _changed(_groups), "objects"),
    Kind("session with texts of no size", _changed(_texts), "fixed size"),
    Kind("session with a row that names picture -9", _changed(_row_lies("index", -9))),
    Kind("session with a row that names stack 200", _changed(_row_lies("stack", 200))),
    Kind("session with an event of 65000 parts", _changed(_row_lies("parts", 65000, "events"))),
    Kind("session that goes on elsewhere", _next_elsewhere, "crafted.0002|read|missing"),
    Kind("session that goes on in a device", _next_is_a_pipe, "crafted.0002|file"),
    Kind("session cut off", _cut, "read|opened"),
)
