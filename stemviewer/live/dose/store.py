"""The ledger on disk: written whole and at once, so that a killed program loses at most seconds."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.place import Place, Purpose
from stemviewer.core.quantity import Quantity, Source
from stemviewer.live.dose.book import AreaBook
from stemviewer.live.dose.dose_map import MOST_CELLS, PURPOSES, DoseMap, Patch
from stemviewer.live.dose.following import DriftFollower, DriftNow
from stemviewer.live.dose.ledger import DoseLedger
from stemviewer.live.dose.reference import MOST_KEPT, Reference

FORMAT = 2

MOST_BYTES = 512 * 2**20
"""A larger file is not read."""

_QUANTITIES = ("dwell", "beam_current", "pixel_size", "flyback", "rotation", "voltage")


class LedgerFileError(StemviewerError):
    """A kept ledger cannot be read or written."""


def save_ledger(path: Path, ledger: DoseLedger, *, instrument: str, saved_utc_ns: int) -> None:
    """Write the ledger; the file before is replaced only by a whole one.

    Raises
    ------
    LedgerFileError
        If it cannot be written; the file before stays.
    """
    arrays: dict[str, Any] = {}
    areas = [_area_out(area, arrays) for area in ledger.areas]
    meta = {
        "format": FORMAT,
        "instrument": instrument,
        "saved_utc_ns": saved_utc_ns,
        "run": ledger.run,
        "last_number": ledger.last_number,
        "last_time": ledger.last_time,
        "settings": _settings_out(ledger.last_settings),
        "place": _place_out(ledger.last_place),
        "areas": areas,
        "drift": _drift_out(ledger.follower, arrays),
    }
    arrays["meta"] = np.frombuffer(json.dumps(meta).encode(), np.uint8)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        raise LedgerFileError(
            f"The dose ledger could not be kept in {path} ({error.strerror or error}).",
            "The dose is still counted, but a restart of the program would begin at zero.",
            "Free disk space or check the folder.",
        ) from error


def load_ledger(path: Path, ledger: DoseLedger) -> tuple[str, int]:
    """Fill a fresh ledger with what was kept; return the instrument and when it was saved [ns].

    Raises
    ------
    LedgerFileError
        If the file is missing or is not what it says; the ledger is as before.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("the file is too large")
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            meta = json.loads(bytes(kept["meta"]).decode())
            if meta["format"] != FORMAT:
                raise ValueError(f"format {meta['format']}")
            areas = [_area_in(item, kept) for item in meta["areas"]]
            settings = _settings_in(meta["settings"])
            place = _place_in(meta["place"])
            drift, references = _drift_in(meta["drift"], kept)
            number = meta["last_number"]
            last_time = None if meta["last_time"] is None else float(meta["last_time"])
            run, saved = str(meta["run"]), int(meta["saved_utc_ns"])
            name = str(meta["instrument"])
            if not areas or not (number is None or isinstance(number, int)):
                raise ValueError("no areas")
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise LedgerFileError(
            f"The kept dose ledger {path} cannot be read ({error}).",
            "The dose counts from zero; what the specimen had before is not in the numbers.",
            "Choose New area only at a fresh place.",
        ) from error
    ledger.areas, ledger.last_settings = areas, settings
    ledger.last_number, ledger.run, ledger.last_time = number, run, last_time
    ledger.last_place, ledger.feed_area = place, place.area
    if ledger.follower is not None:
        ledger.follower.resume(drift, references)
    ledger.publish()
    return name, saved


def _area_out(area: AreaBook, arrays: dict[str, Any]) -> dict[str, Any]:
    patches = []
    for patch in area.map.patches:
        key = f"patch_{len(arrays)}"
        arrays[key] = patch.electrons
        patches.append({"cell": patch.cell, "row": patch.row, "column": patch.column, "key": key})
    return {
        "number": area.number,
        "electrons": area.electrons,
        "frames": area.frames,
        "unknown": area.unknown,
        "unseen": area.unseen,
        "source": area.source.value,
        "patches": patches,
    }


def _area_in(item: dict[str, Any], kept: Any) -> AreaBook:
    patches = []
    for entry in item["patches"]:
        electrons = np.asarray(kept[entry["key"]], np.float64)
        good = electrons.ndim == 3 and electrons.shape[0] == len(PURPOSES)
        if not good or max(electrons.shape) > MOST_CELLS + 64 or not np.isfinite(electrons).all():
            raise ValueError("a map is not one")
        cell = float(entry["cell"])
        patches.append(Patch(cell, int(entry["row"]), int(entry["column"]), electrons))
    sums = {purpose: float(item["electrons"][purpose]) for purpose in PURPOSES}
    return AreaBook(
        int(item["number"]),
        sums,
        int(item["frames"]),
        int(item["unknown"]),
        int(item["unseen"]),
        Source(item["source"]),
        DoseMap(patches),
    )


def _settings_out(settings: ScanSettings | None) -> dict[str, Any] | None:
    if settings is None:
        return None
    found: dict[str, Any] = {"rows": settings.rows, "columns": settings.columns}
    for name in _QUANTITIES:
        quantity = getattr(settings, name)
        found[name] = [quantity.value, quantity.source.value]
    return found


def _settings_in(item: dict[str, Any] | None) -> ScanSettings | None:
    if item is None:
        return None
    values = {name: Quantity(item[name][0], Source(item[name][1])) for name in _QUANTITIES}
    return ScanSettings(int(item["rows"]), int(item["columns"]), **values)


def _place_out(place: Place) -> list[Any]:
    y, x = place.shift_y, place.shift_x
    return [place.area, int(place.purpose), y.value, y.source.value, x.value, x.source.value]


def _place_in(item: list[Any]) -> Place:
    area, purpose, y, y_source, x, x_source = item
    shift_y, shift_x = Quantity(y, Source(y_source)), Quantity(x, Source(x_source))
    return Place(int(area), Purpose(int(purpose)), shift_y, shift_x)


def _drift_out(follower: DriftFollower | None, arrays: dict[str, Any]) -> dict[str, Any] | None:
    if follower is None:
        return None
    now = follower.now
    kept = []
    for number, reference in enumerate(follower.references):
        key = f"reference_{number}"
        arrays[key] = reference.image.copy()
        kept.append([list(reference.key), reference.frames, list(reference.drift), key])
    return {
        "area": now.area,
        "position": now.position,
        "velocity": now.velocity,
        "time": now.time,
        "references": kept,
    }


def _drift_in(item: dict[str, Any] | None, kept: Any) -> tuple[DriftNow, list[Reference]]:
    if item is None:
        return DriftNow(), []
    y, x = (float(v) for v in item["position"])
    down, right = (float(v) for v in item["velocity"])
    time = None if item["time"] is None else float(item["time"])
    now = DriftNow(int(item["area"]), (y, x), (down, right), time)
    return now, [_reference_in(entry, kept) for entry in item["references"][:MOST_KEPT]]


def _reference_in(entry: list[Any], kept: Any) -> Reference:
    key, frames, drift, name = entry
    image = np.asarray(kept[name], np.float32)
    numbers = tuple(float(v) for v in key)
    at = (float(drift[0]), float(drift[1]))
    if len(numbers) != 6 or image.shape != numbers[:2] or not np.isfinite(image).all():
        raise ValueError("a reference is not one")
    return Reference(numbers, image, int(frames), at)
