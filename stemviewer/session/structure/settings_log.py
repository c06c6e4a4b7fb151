"""Changes of the scan's settings, as NeXus logs that only grow.

Every frame's own row has its settings too, inside the chain. The logs say the same to programs
that read NeXus and know nothing of our rows; ``stemviewer verify`` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import h5py
import numpy as np

from stemviewer.core.quantity import Source
from stemviewer.session.format.schema import SETTINGS, SOURCES, Row
from stemviewer.session.format.units import UNITS
from stemviewer.session.structure.parts import group, growing, iso_time, set_attributes
from stemviewer.session.structure.table import Column

CHANGES_PER_CHUNK = 64
_SOURCE_DTYPE = f"S{max(len(source.value) for source in Source)}"
_FIELDS = [name for setting in SETTINGS for name in (setting, f"{setting}_source")]


@dataclass(frozen=True, slots=True)
class Change:
    """A setting got another value or another source.

    Parameters
    ----------
    name : str
        Of the setting.
    row : int
        Position in the session of the first frame that has it.
    utc_ns : int
        When that frame was received [ns].
    value : float
        In the unit of ``units.UNITS``; NaN where unknown.
    source : bytes
        Where it comes from.
    """

    name: str
    row: int
    utc_ns: int
    value: float
    source: bytes


class SettingsChanges:
    """Follows the rows of a file's frames; the first one changes everything."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[bytes, int]] = {}
        self._last = b""

    def of(self, row: Row, position: int) -> Iterator[Change]:
        """Yield what a frame's row changes.

        Parameters
        ----------
        row : structured array, shape ()
            Of the table ``frames``.
        position : int
            Of the row in the session.
        """
        whole = row[_FIELDS].tobytes()
        if whole == self._last:
            return
        self._last = whole
        for name in SETTINGS:
            # bytes, as NaN is not equal to itself
            now = (row[name].tobytes(), int(row[f"{name}_source"]))
            if now == self._before.get(name):
                continue
            self._before[name] = now
            source = SOURCES.get(now[1], Source.UNKNOWN).value.encode()
            utc_ns = int(row["received_utc_ns"])
            yield Change(name, position, utc_ns, float(row[name]), source)


def create_settings(settings: h5py.Group, start_utc_ns: int) -> None:
    """Make the empty logs."""
    for name in SETTINGS:
        log = group(settings, name, "NXlog")
        growing(log, "time", "<f8", CHANGES_PER_CHUNK, units="s", start=iso_time(start_utc_ns))
        growing(log, "value", "<f8", CHANGES_PER_CHUNK, units=UNITS[name])
        growing(settings, f"{name}_source", _SOURCE_DTYPE, CHANGES_PER_CHUNK)
        made = growing(settings, f"{name}_row", "<i8", CHANGES_PER_CHUNK)
        set_attributes(made, long_name="position in the session of the first frame with it")


class SettingsLog:
    """Writes the logs of one file.

    Parameters
    ----------
    settings : Group
        As ``create_settings`` made it.
    start_utc_ns : int
        From which the logs' times count [ns].
    """

    def __init__(self, settings: h5py.Group, start_utc_ns: int) -> None:
        self._start = start_utc_ns
        self._changes = SettingsChanges()
        self._columns = {
            name: tuple(Column(settings[path]) for path in _paths(name)) for name in SETTINGS
        }
        self._dirty: set[str] = set()

    def take(self, row: Row, position: int) -> None:
        """Append what a frame's row changes; :meth:`flush` hands it on."""
        for change in self._changes.of(row, position):
            values = logged(change, self._start)
            for column, value in zip(self._columns[change.name], values, strict=True):
                column.append(value)
            self._dirty.add(change.name)

    def flush(self) -> None:
        """Hand new values to the operating system."""
        for name in self._dirty:
            for column in self._columns[name]:
                column.flush()
        self._dirty.clear()


def logged(change: Change, start_utc_ns: int) -> tuple[float, float, bytes, int]:
    """Return time [s], value, source and row of a change as the logs hold them."""
    return (change.utc_ns - start_utc_ns) / 1e9, change.value, change.source, change.row


def settings_problems(
    settings: h5py.Group, changes: list[Change], start_utc_ns: int, *, whole: bool
) -> Iterator[str]:
    """Yield how the logs differ from the changes that the frames' rows tell.

    Parameters
    ----------
    settings : Group
        Of the file.
    changes : list of Change
        By the file's rows.
    start_utc_ns : int
        Of the file [ns].
    whole : bool
        Whether the file was closed; a killed one may lack the last changes.
    """
    for name in SETTINGS:
        expected = [logged(change, start_utc_ns) for change in changes if change.name == name]
        for at, path in enumerate(_paths(name)):
            found = settings[path][()]
            wanted = np.array([values[at] for values in expected], found.dtype)
            if not whole and found.size and not any(found[-1:].tobytes()):
                # the place of the last one was made, and nothing written there
                found = found[:-1]
            missing = wanted.size - found.size
            if missing < 0 or (whole and missing) or not _same(found, wanted[: found.size]):
                yield f"{settings.name}/{path} is not what the rows of the frames say"


def _same(found: Row, wanted: Row) -> bool:
    return found.tobytes() == wanted.tobytes()


def _paths(name: str) -> tuple[str, str, str, str]:
    return f"{name}/time", f"{name}/value", f"{name}_source", f"{name}_row"
