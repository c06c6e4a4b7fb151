"""Changes by someone who makes all links anew afterwards, but has not the key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from stemviewer.bench.log.tamper_attacks import segments
from stemviewer.session.format import chain
from stemviewer.session.format.rows import canonical
from stemviewer.session.format.schema import TABLES
from stemviewer.session.signing.keys import SigningKey, key_id
from stemviewer.session.signing.manifest import Manifest, file_sha256
from stemviewer.session.signing.signatures import signed_message

Edit = Callable[[h5py.Group, np.random.Generator], bool]

STALE, NONE, OWN = (
    "leaves the signatures",
    "removes the signatures",
    "signs with a key of their own",
)
"""What the forger does about the signatures."""


@dataclass(slots=True)
class _Chain:
    """Where the new chain is, across the files."""

    signing: str
    key: SigningKey
    head: bytes = b""
    sequence: int = 1
    number: int = 0
    previous: str = ""
    heads: list[str] = field(default_factory=list)


def forge(folder: Path, edit: Edit, signing: str, rng: np.random.Generator) -> bool:
    """Change a closed session and make everything fit again that needs no key.

    Returns
    -------
    bool
        ``False`` where there was nothing to change.
    """
    files = segments(folder)
    with h5py.File(files[int(rng.integers(len(files)))], "r+") as file:
        if not edit(file["entry"], rng):
            return False
    new = _Chain(signing, SigningKey.new())
    for file in files:
        with h5py.File(file, "r+") as opened:
            _rechain(opened["entry/log"], new)
    _manifest(next(folder.glob("*.manifest.json")), files, new)
    return True


def _rechain(log: h5py.Group, new: _Chain) -> None:
    header = _header(log, new)
    at: dict[int, bytes] = {}
    tables = {name: log[name][:] for name in TABLES}
    places = sorted(
        (int(sequence), name, index)
        for name, rows in tables.items()
        for index, sequence in enumerate(rows["sequence"])
    )
    for old, name, index in places:
        at[old] = new.head
        row = tables[name][index : index + 1].reshape(())
        row["sequence"] = new.sequence
        row["chain"] = new.head = chain.link(new.head, name, row)
        new.sequence += 1
    for name, rows in tables.items():
        if len(rows):
            log[name][:] = rows
    state = log["state"][...]
    state["sequence"], state["head"] = new.sequence, new.head
    log["state"][...] = state
    new.heads.append(new.head.decode())
    _signatures(log, header, new, at)


def _header(log: h5py.Group, new: _Chain) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(bytes(log["header"][()]))
    first = header["segment"] == 1
    header["previous_head"] = "" if first else new.head.decode()
    header["first_sequence"] = new.sequence
    if new.signing != STALE:
        public = new.key.public if new.signing == OWN else ""
        header["public_key"], header["key_id"] = public, key_id(public) if public else ""
    text = canonical(header)
    attributes = dict(log["header"].attrs)
    del log["header"]
    made = log.create_dataset("header", data=np.bytes_(text))
    for name, value in attributes.items():
        made.attrs.create(name, value)
    new.head = chain.first_link(text) if first else chain.next_segment_link(new.head, text)
    return header


def _signatures(log: h5py.Group, header: dict[str, Any], new: _Chain, at: dict[int, bytes]) -> None:
    if new.signing == STALE:
        return
    data = log["signatures"]
    rows = data[:]
    if new.signing == NONE:
        data.resize((0,))
        return
    for index in range(len(rows)):
        row = rows[index : index + 1].reshape(())
        new.number += 1
        row["number"] = new.number
        row["head"] = at.get(int(row["sequence"]), new.head)
        if index == len(rows) - 1:
            row["sequence"], row["head"] = new.sequence, new.head
        message = signed_message(header["session_id"], header["segment"], row, new.previous)
        new.previous = new.key.sign(message)
        row["signature"] = new.previous.encode()
    data[:] = rows


def _manifest(path: Path, files: list[Path], new: _Chain) -> None:
    old = Manifest.model_validate_json(path.read_bytes())
    entries = tuple(
        entry.model_copy(
            update={
                "bytes": file.stat().st_size,
                "sha256": file_sha256(file),
                "head": head,
                "rows": _counts(file),
            }
        )
        for entry, file, head in zip(old.segments, files, new.heads, strict=True)
    )
    made = old.model_copy(update={"segments": entries, "head": new.heads[-1]})
    if new.signing == NONE:
        made = made.model_copy(update={"public_key": "", "key_id": "", "signature": ""})
    path.write_bytes((made.signed(new.key) if new.signing == OWN else made).file_bytes())


def _counts(file: Path) -> dict[str, int]:
    with h5py.File(file) as opened:
        return {name: int(opened["entry/log"][name].shape[0]) for name in TABLES}


def _row_edit(table: str, change: Callable[[np.ndarray, int], None]) -> Edit:
    def edit(entry: h5py.Group, rng: np.random.Generator) -> bool:
        rows = entry["log"][table][:]
        if not len(rows):
            return False
        before = rows.tobytes()
        change(rows, int(rng.integers(len(rows))))
        entry["log"][table][:] = rows
        return bool(rows.tobytes() != before)

    return edit


def _dose(rows: np.ndarray, at: int) -> None:
    rows["dose_imaging"][at] = 1.0 if np.isnan(rows["dose_imaging"][at]) else 0.5


def _time(rows: np.ndarray, at: int) -> None:
    rows["received_utc_ns"][at] -= 86_400_000_000_000


def _evidence(rows: np.ndarray, at: int) -> None:
    rows["evidence_state"][at], rows["evidence_score"][at] = 1, 9.0


def _reason(rows: np.ndarray, at: int) -> None:
    rows["reason"][at] = b"nothing happened"


def _pixels(entry: h5py.Group, rng: np.random.Generator) -> bool:
    """Change a raw picture, and its hash with it."""
    rows, raw = entry["log/frames"][:], entry["raw/data"]
    mine = np.flatnonzero((rows["stack"] == 0) & (rows["index"] >= 0))
    if not mine.size:
        return False
    at = int(mine[int(rng.integers(mine.size))])
    index = int(rows["index"][at])
    picture = raw[index]
    picture.flat[int(rng.integers(picture.size))] += 1
    raw[index] = picture
    rows["sha256"][at] = hashlib.sha256(np.ascontiguousarray(picture).data).hexdigest().encode()
    entry["log/frames"][:] = rows
    return True


def _note(entry: h5py.Group, rng: np.random.Generator) -> bool:
    rows = entry["log/events"][:]
    single = np.flatnonzero((rows["parts"] == 1) & (rows["kind"] != b"end of file"))
    if not single.size:
        return False
    rows["piece"][int(single[int(rng.integers(single.size))])] = b'{"data":{},"text":"as usual"}'
    entry["log/events"][:] = rows
    return True


EDITS: dict[str, Edit] = {
    "dose of a frame": _row_edit("frames", _dose),
    "time of a frame": _row_edit("frames", _time),
    "pixels of a frame, with their hash": _pixels,
    "evidence of a picture": _row_edit("processed", _evidence),
    "text of an event": _note,
    "reason of a loss": _row_edit("losses", _reason),
}
