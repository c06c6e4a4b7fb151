"""Changes by someone who opens the files with an HDF5 library and writes them properly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np

Attack = Callable[[Path, np.random.Generator], bool]
"""Changes the closed session in a folder; ``False`` where it has nothing to be changed."""


def segments(folder: Path) -> list[Path]:
    """Return the session's files in order."""
    files = [f for f in folder.glob("*.nxs") if not f.name.endswith(".master.nxs")]
    return sorted(files, key=lambda file: (file.name.count("."), file.name))


def _any_segment(folder: Path, rng: np.random.Generator) -> Path:
    files = segments(folder)
    return files[int(rng.integers(len(files)))]


def _on_rows(table: str, change: Callable[[np.ndarray, np.random.Generator], np.ndarray]) -> Attack:
    """Return an attack that rewrites a table of one file."""

    def attack(folder: Path, rng: np.random.Generator) -> bool:
        with h5py.File(_any_segment(folder, rng), "r+") as file:
            data = file["entry/log"][table]
            rows = data[:]
            if len(rows) < 2:
                return False
            changed = change(rows.copy(), rng)
            data.resize((len(changed),))
            data[:] = changed
            return bool(changed.tobytes() != rows.tobytes())

    return attack


def _delete(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.delete(rows, int(rng.integers(len(rows))))


def _delete_last(rows: np.ndarray, _: np.random.Generator) -> np.ndarray:
    return rows[:-1]


def _duplicate(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    at = int(rng.integers(len(rows)))
    return np.insert(rows, at, rows[at])


def _reorder(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    first, second = rng.choice(len(rows), 2, replace=False)
    rows[[first, second]] = rows[[second, first]]
    return rows


def _edit_flags(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    rows["flags"][int(rng.integers(len(rows)))] ^= np.uint32(1 << int(rng.integers(12)))
    return rows


def _edit_field(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Change one number of one row by one."""
    names = [n for n in rows.dtype.names or () if rows.dtype[n].kind in "iu"]
    name, at = names[int(rng.integers(len(names)))], int(rng.integers(len(rows)))
    rows[name][at] ^= rows[name].dtype.type(1)
    return rows


def _on_entry(change: Callable[[h5py.Group, np.random.Generator], bool]) -> Attack:
    def attack(folder: Path, rng: np.random.Generator) -> bool:
        with h5py.File(_any_segment(folder, rng), "r+") as file:
            return change(file["entry"], rng)

    return attack


def _swap_groups(entry: h5py.Group, _: np.random.Generator) -> bool:
    if "denoised" not in entry:
        return False
    entry.move("raw", "other")
    entry.move("denoised", "raw")
    entry.move("other", "denoised")
    return True


def _denoised_as_raw(entry: h5py.Group, rng: np.random.Generator) -> bool:
    """Put the values of a processed picture in the place of a measurement."""
    if "denoised" not in entry or not entry["denoised/data"].shape[0]:
        return False
    raw, made = entry["raw/data"], entry["denoised/data"]
    at = int(rng.integers(raw.shape[0]))
    raw[at] = np.round(made[int(rng.integers(made.shape[0]))]).astype(raw.dtype)
    return True


def _raw_as_denoised(entry: h5py.Group, rng: np.random.Generator) -> bool:
    if "denoised" not in entry or not entry["denoised/data"].shape[0]:
        return False
    raw, made = entry["raw/data"], entry["denoised/data"]
    at = int(rng.integers(made.shape[0]))
    made[at] = raw[int(rng.integers(raw.shape[0]))].astype(made.dtype)
    return True


def _swap_pictures(entry: h5py.Group, rng: np.random.Generator) -> bool:
    raw = entry["raw/data"]
    if raw.shape[0] < 2:
        return False
    first, second = sorted(rng.choice(raw.shape[0], 2, replace=False).tolist())
    one, two = raw[first], raw[second]
    raw[first], raw[second] = two, one
    return not np.array_equal(one, two)


def _drop_picture(entry: h5py.Group, _: np.random.Generator) -> bool:
    raw = entry["raw/data"]
    if not raw.shape[0]:
        return False
    raw.resize(raw.shape[0] - 1, axis=0)
    return True


def _one_pixel(entry: h5py.Group, rng: np.random.Generator) -> bool:
    raw = entry["raw/data"]
    if not raw.shape[0]:
        return False
    at = tuple(int(rng.integers(size)) for size in raw.shape)
    raw[at] = raw[at] + 1
    return True


def _state(entry: h5py.Group, rng: np.random.Generator) -> bool:
    state = entry["log/state"][...]
    name = ("closed", "continued", "incomplete")[int(rng.integers(3))]
    state[name] = 1 - state[name]
    entry["log/state"][...] = state
    return True


def _plot_denoised(entry: h5py.Group, _: np.random.Generator) -> bool:
    entry.attrs["default"] = np.bytes_("denoised")
    return True


def _cut_file(folder: Path, rng: np.random.Generator) -> bool:
    file = _any_segment(folder, rng)
    content = file.read_bytes()
    file.write_bytes(content[: int(rng.integers(len(content)))])
    return True


def _remove_file(folder: Path, rng: np.random.Generator) -> bool:
    _any_segment(folder, rng).unlink()
    return True


def _swap_files(folder: Path, _: np.random.Generator) -> bool:
    files = segments(folder)
    if len(files) < 2:
        return False
    spare = files[0].with_suffix(".spare")
    files[0].rename(spare)
    files[1].rename(files[0])
    spare.rename(files[1])
    return True


def _remove_manifest(folder: Path, _: np.random.Generator) -> bool:
    next(folder.glob("*.manifest.json")).unlink()
    return True


ATTACKS: dict[str, Attack] = {
    "frame row deleted": _on_rows("frames", _delete),
    "last frame row deleted": _on_rows("frames", _delete_last),
    "frame row duplicated": _on_rows("frames", _duplicate),
    "frame rows reordered": _on_rows("frames", _reorder),
    "event row deleted": _on_rows("events", _delete),
    "event rows reordered": _on_rows("events", _reorder),
    "processed row deleted": _on_rows("processed", _delete),
    "processed row duplicated": _on_rows("processed", _duplicate),
    "flag of a frame edited": _on_rows("frames", _edit_flags),
    "flag of a processed picture edited": _on_rows("processed", _edit_flags),
    "number in a frame row edited": _on_rows("frames", _edit_field),
    "number in a processed row edited": _on_rows("processed", _edit_field),
    "signature deleted": _on_rows("signatures", _delete),
    "last signature deleted": _on_rows("signatures", _delete_last),
    "signatures reordered": _on_rows("signatures", _reorder),
    "raw and processed stacks swapped": _on_entry(_swap_groups),
    "processed pixels in a raw picture's place": _on_entry(_denoised_as_raw),
    "raw pixels in a processed picture's place": _on_entry(_raw_as_denoised),
    "raw pictures swapped": _on_entry(_swap_pictures),
    "raw picture deleted": _on_entry(_drop_picture),
    "one pixel changed by one": _on_entry(_one_pixel),
    "state edited": _on_entry(_state),
    "default plot made the processed stack": _on_entry(_plot_denoised),
    "file truncated": _cut_file,
    "file removed": _remove_file,
    "files of a session swapped": _swap_files,
    "manifest removed": _remove_manifest,
}
