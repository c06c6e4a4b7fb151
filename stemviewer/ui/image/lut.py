"""Colour tables, and the step from values to their indices."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.ui.image.bands import row_bands
from stemviewer.ui.image.display_settings import DisplaySettings, Limits
from stemviewer.ui.image.picture import ColourTable

COLOUR_MAPS = ("grey", "viridis", "inferno", "magma", "cividis")
"""Grey, and perceptually uniform maps as shipped with pyqtgraph."""

BELOW, ABOVE = 0, 255
"""Indices of values outside the limits; 1 to 254 are inside."""

LOW_MARK = 0xFF3D8BFF
HIGH_MARK = 0xFFFF5A4F
"""Signal colours of values below and above the limits."""

_INSIDE = 253.0
_TABLE_SIZES = {1: 1 << 8, 2: 1 << 16}

Indices = npt.NDArray[np.uint8]


@lru_cache(maxsize=32)
def colour_table(gamma: float, colour_map: str, invert: bool, marks: bool) -> ColourTable:
    """Return the 256 colours of a set of display settings.

    Parameters
    ----------
    gamma : float
        Above 1 brightens the dark.
    colour_map : str
        Of ``COLOUR_MAPS``.
    invert : bool
        First and last colour swapped.
    marks : bool
        First and last index in signal colours.

    Raises
    ------
    ValueError
        If there is no such map.
    """
    place = np.clip((np.arange(256) - 1) / _INSIDE, 0.0, 1.0) ** (1.0 / gamma)
    if invert:
        place = 1.0 - place
    rgb = _map_colours(colour_map)[np.rint(place * 255).astype(int)].astype(np.uint32)
    table: ColourTable = np.uint32(0xFF << 24) | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]
    if marks:
        table[BELOW], table[ABOVE] = LOW_MARK, HIGH_MARK
    table.flags.writeable = False
    return table


def table_of(display: DisplaySettings) -> ColourTable:
    """Return the colour table of display settings."""
    return colour_table(*display.colours)


@lru_cache(maxsize=8)
def _map_colours(name: str) -> npt.NDArray[np.uint8]:
    if name not in COLOUR_MAPS:
        raise ValueError(f"no colour map {name!r}")
    if name == "grey":
        return np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)
    table = np.loadtxt(_map_file(name), delimiter=",", comments=";", usecols=(0, 1, 2))
    return np.floor(255 * table + 0.5).astype(np.uint8)


def _map_file(name: str) -> Path:
    """Return the file of a map that pyqtgraph ships (CC0).

    Importing all of pyqtgraph for it would hold the Qt thread up for a second.
    """
    package = find_spec("pyqtgraph")
    if package is None or package.origin is None:
        raise ValueError("pyqtgraph, which has the colour maps, is not installed")
    return Path(package.origin).parent / "colors" / "maps" / f"{name}.csv"


class Leveller:
    """Turns values into indices; keeps the last integer table. Used by one thread."""

    def __init__(self) -> None:
        self._key: tuple[str, Limits] | None = None
        self._table: Indices = np.zeros(0, np.uint8)

    def indices(self, values: npt.NDArray[Any], limits: Limits, out: Indices) -> None:
        """Level ``values`` into ``out``.

        Parameters
        ----------
        values : ndarray, shape (rows, columns)
            Any raw dtype, or float32.
        limits : Limits
            In the unit of ``values``.
        out : ndarray of uint8, same shape
            Receives 1 to 254 inside the limits, 0 below, 255 above; NaN becomes 0.
        """
        if values.dtype.kind in "ui" and values.dtype.itemsize in _TABLE_SIZES:
            self._level_integers(values, limits, out)
        else:
            _level_floats(values, limits, out)

    def _level_integers(self, values: npt.NDArray[Any], limits: Limits, out: Indices) -> None:
        table = self._integer_table(values.dtype, limits)
        unsigned = values.view(f"u{values.dtype.itemsize}")
        bands = row_bands(values.shape)
        # numpy's own way from small indices to those it looks up takes a copy of all of them
        places = np.empty((bands[0].stop, values.shape[1]), np.intp) if bands else None
        for band in bands:
            part = unsigned[band]
            assert places is not None
            np.copyto(places[: len(part)], part)
            # an unsigned index can't leave the table: "clip" only spares a buffer
            np.take(table, places[: len(part)], out=out[band], mode="clip")

    def _integer_table(self, dtype: np.dtype[Any], limits: Limits) -> Indices:
        key = (dtype.str, limits)
        if key != self._key:
            entries = np.arange(_TABLE_SIZES[dtype.itemsize]).astype(f"u{dtype.itemsize}")
            table = np.empty(entries.size, np.uint8)
            _level_floats(entries.view(dtype)[None, :], limits, table[None, :])
            self._key, self._table = key, table
        return self._table


def _level_floats(values: npt.NDArray[Any], limits: Limits, out: Indices) -> None:
    # large black levels cost precision in float32: 32-bit integers and float64 stay in float64
    wide = values.dtype.itemsize >= 4 and values.dtype != np.float32
    kind = np.float64 if wide else np.float32
    low, factor = kind(limits.low), kind(_INSIDE / (limits.high - limits.low))
    bands = row_bands(values.shape)
    room = np.empty((bands[0].stop, values.shape[1]), kind) if bands else None
    for band in bands:
        assert room is not None
        scaled = room[: band.stop - band.start]
        np.subtract(values[band], low, out=scaled, dtype=kind)
        scaled *= factor
        # a hair is given to the upper limit itself, or rounding would mark it as above
        scaled += kind(1.0 + 1e-3)
        np.clip(scaled, kind(0), kind(255), out=scaled)
        if np.isnan(np.dot(scaled.ravel(), scaled.ravel())):
            # the NaN of foreign files, which stays NaN through clip
            np.nan_to_num(scaled, copy=False)
        np.copyto(out[band], scaled, casting="unsafe")
