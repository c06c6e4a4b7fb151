"""The raw frame and the settings it was scanned with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy.typing as npt

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.place import NOWHERE, Place
from stemviewer.core.quantity import UNKNOWN, Quantity

RawArray = npt.NDArray[Any]
"""Two-dimensional array in the feed's own dtype, [detector units]."""

RAW_DTYPES = frozenset(
    ["uint8", "uint16", "uint32", "int8", "int16", "int32", "float32", "float64"]
)
"""Names of the dtypes a raw frame may have (any byte order is converted to little-endian)."""

MAX_SIDE = 16384
"""Largest number of rows or columns of a frame that is accepted."""


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """How a frame was scanned; every value with its source.

    Parameters
    ----------
    rows, columns : int
        Shape of the frame, 1 to ``MAX_SIDE``.
    dwell : Quantity
        Dwell time per pixel [s].
    beam_current : Quantity
        Probe current [A].
    pixel_size : Quantity
        Sampling at the specimen [m].
    flyback : Quantity
        Time from the end of a row to the start of the next [s].
    rotation : Quantity
        Scan rotation [rad].
    voltage : Quantity
        Acceleration voltage [V].
    """

    rows: int
    columns: int
    dwell: Quantity = UNKNOWN
    beam_current: Quantity = UNKNOWN
    pixel_size: Quantity = UNKNOWN
    flyback: Quantity = UNKNOWN
    rotation: Quantity = UNKNOWN
    voltage: Quantity = UNKNOWN

    def __post_init__(self) -> None:
        for side in (self.rows, self.columns):
            if not 1 <= side <= MAX_SIDE:
                raise ValueError(f"frame side {side} is outside 1 to {MAX_SIDE}")
        for name in ("dwell", "pixel_size"):
            value = getattr(self, name).value
            if value is not None and value <= 0:
                raise ValueError(f"{name} must be positive, got {value}")
        for name in ("beam_current", "flyback"):
            value = getattr(self, name).value
            if value is not None and value < 0:
                raise ValueError(f"{name} must not be negative, got {value}")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.rows, self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One raw frame of one detector channel, as the feed sent it; never rescaled.

    Parameters
    ----------
    number : int
        Sequence number given by the feed, from 0.
    channel : str
        Detector channel, e.g. ``"HAADF"``.
    data : ndarray, shape (rows, columns)
        Raw values in the feed's own dtype [detector units], read-only. Rows from
        ``valid_rows`` on hold nothing and must not be read.
    settings : ScanSettings
        How it was scanned.
    calibration : DetectorCalibration
        Units per electron and black level, as far as known.
    valid_rows : int
        Number of rows that have arrived.
    complete : bool
        Whether the feed declared the frame whole and its checksum agreed.
    acquired_utc_ns : int
        Start of the scan, UTC since 1970 [ns], by the feed's clock.
    received_utc_ns, received_monotonic_ns : int
        When its last row arrived here [ns].
    sha256 : str
        Of the raw bytes (C order, little-endian); empty while incomplete.
    place : Place
        Where it was scanned and what for, as far as the feed states it.
    changes : tuple of (int, ScanSettings)
        Settings that changed within the frame: from this row on the others hold. Their shape is
        that of ``settings``; rows ascend.

    Raises
    ------
    ValueError
        If shape, rows and settings contradict each other or the array is writeable.
    """

    number: int
    channel: str
    data: RawArray
    settings: ScanSettings
    calibration: DetectorCalibration = field(default_factory=DetectorCalibration)
    valid_rows: int = -1
    complete: bool = True
    acquired_utc_ns: int = 0
    received_utc_ns: int = 0
    received_monotonic_ns: int = 0
    sha256: str = ""
    place: Place = NOWHERE
    changes: tuple[tuple[int, ScanSettings], ...] = ()

    def __post_init__(self) -> None:
        if self.valid_rows < 0:
            object.__setattr__(self, "valid_rows", self.settings.rows)
        if self.data.shape != self.settings.shape:
            raise ValueError(f"array {self.data.shape} is not of shape {self.settings.shape}")
        if self.valid_rows > self.settings.rows:
            raise ValueError(f"{self.valid_rows} valid rows in {self.settings.rows}")
        if self.complete and self.valid_rows != self.settings.rows:
            raise ValueError("a complete frame has all its rows")
        if self.data.flags.writeable:
            raise ValueError("the array of a frame must be read-only")

    @property
    def valid(self) -> RawArray:
        """The rows that have arrived, shape (valid_rows, columns) [detector units]; a view."""
        return self.data[: self.valid_rows]

    def spans(self) -> list[tuple[int, int, ScanSettings]]:
        """Return the arrived rows by the settings they were scanned with: (first, last, settings).

        ``last`` is the row after the span; spans without rows are left out.
        """
        starts = [(0, self.settings), *self.changes]
        ends = [row for row, _ in self.changes] + [self.valid_rows]
        spans = []
        for (first, settings), end in zip(starts, ends, strict=True):
            last = min(end, self.valid_rows)
            if last > first:
                spans.append((first, last, settings))
        return spans


def read_only(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a read-only view of ``array``, which the caller must no longer write to."""
    view = array.view()
    view.flags.writeable = False
    return view
