"""Numbers as operators read them: grouped, with units, and 'unknown' where nobody knows."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from stemviewer.core.quantity import Quantity
from stemviewer.ui.language.words import tr
from stemviewer.ui.text import THIN, UNKNOWN_TEXT, significant

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = re.compile(r"^\s*([+\-−]?(?:\d[\d\s]*)?(?:[.,]\d*)?(?:[eE][+-]?\d+)?)\s*(.*?)\s*$")


@dataclass(frozen=True, slots=True)
class UnitFamily:
    """A unit shown by default and its relatives that may be typed.

    Parameters
    ----------
    symbol : str
        As shown in editors, e.g. ``"pA"``.
    factor : float
        SI value of one ``symbol``.
    relatives : mapping of str to float
        Other symbols understood when typed, with their SI values; they are also used for
        showing values far from the default unit, in ascending order.
    """

    symbol: str
    factor: float
    relatives: Mapping[str, float]

    def show(self, value: float, digits: int = 3) -> str:
        """Return an SI value with its unit, e.g. ``"0.35 pA"`` or ``"1.20 nA"``."""
        shown = value / self.factor
        if 0.01 <= abs(shown) < 10_000 or value == 0:
            return f"{number(shown, digits)} {self.symbol}"
        symbol, factor = self._best(abs(value))
        return f"{number(value / factor, digits)} {symbol}"

    def show_range(self, low: float, high: float) -> str:
        """Return a range of SI values, e.g. ``"0.1 to 1 000 µs"``."""
        return tr(
            "{0} to {1} {2}", exact(low / self.factor), exact(high / self.factor), self.symbol
        )

    def _best(self, value: float) -> tuple[str, float]:
        units = sorted({**self.relatives, self.symbol: self.factor}.items(), key=lambda u: u[1])
        fitting = [unit for unit in units if unit[1] <= value]
        return fitting[-1] if fitting else units[0]

    def parse(self, text: str) -> float:
        """Return the SI value of typed text; a bare number is in the default unit.

        Raises
        ------
        ValueError
            If it is not a finite number, or the unit is not of this family.
        """
        value, unit = _split(text)
        if unit in ("", self.symbol):
            return value * self.factor
        if unit in self.relatives:
            return value * self.relatives[unit]
        raise ValueError(f"{unit} is not a unit of this value ({self.symbol})")


def _split(text: str) -> tuple[float, str]:
    """Return number and unit of typed text; a decimal comma and ``us`` for µs are meant well."""
    match = _NUMBER.match(text)
    digits = match.group(1) if match else ""
    try:
        value = float(re.sub(r"\s", "", digits).replace(",", ".").replace("−", "-"))
    except ValueError:
        raise ValueError(f"{text.strip() or 'nothing'} is not a number") from None
    if match is None or not math.isfinite(value):
        raise ValueError(f"{text.strip()} is not a number")
    unit = match.group(2).replace("μ", "µ")
    return value, f"µ{unit[1:]}" if unit.startswith("u") else unit


CURRENT = UnitFamily("pA", 1e-12, {"fA": 1e-15, "nA": 1e-9, "µA": 1e-6, "A": 1.0})
"""Beam current [A]."""
DWELL = UnitFamily("µs", 1e-6, {"ns": 1e-9, "ms": 1e-3, "s": 1.0})
"""Dwell time [s]."""
LENGTH = UnitFamily("nm", 1e-9, {"pm": 1e-12, "Å": 1e-10, "µm": 1e-6, "m": 1.0})
"""Field of view [m]."""
SAMPLING = UnitFamily("Å", 1e-10, {"pm": 1e-12, "nm": 1e-9, "µm": 1e-6})
"""Pixel size [m]."""
PIXELS = UnitFamily("px", 1.0, {})
"""Frame side [pixels]."""


def number(value: float, digits: int = 3) -> str:
    """Return a number with about ``digits`` significant figures and grouped thousands."""
    text = significant(value, digits)
    mantissa, sign, exponent = text.partition("e")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPTS)}" if sign else text


def exact(value: float) -> str:
    """Return a number without the zeros that say nothing, for limits that are exact."""
    text = number(value, 6)
    return text.rstrip("0").rstrip(".") if "." in text and "×" not in text else text


def grouped(value: float, decimals: int = 0) -> str:
    """Return a number with fixed decimals and grouped thousands, e.g. ``"1 482"``."""
    return f"{value:,.{decimals}f}".replace(",", THIN)


def quantity(value: Quantity, scale: float = 1.0, digits: int = 3) -> str:
    """Return the number of a quantity times ``scale``, or ``"unknown"``."""
    return UNKNOWN_TEXT if value.value is None else number(value.value * scale, digits)


def with_unit(value: Quantity, family: UnitFamily, digits: int = 3) -> str:
    """Return a quantity in SI units with its unit, or ``"unknown"``."""
    return UNKNOWN_TEXT if value.value is None else family.show(value.value, digits)


def minutes(value: float | None) -> str:
    """Return a stretch of time given in minutes: ``"48 min"``, ``"31 h"``, ``"12 d"``."""
    if value is None:
        return UNKNOWN_TEXT
    if value < 90:
        return f"{max(0.0, value):.0f} min"
    if value < 48 * 60:
        return f"{value / 60:.0f} h"
    return f"{grouped(value / 1440)} d"


def milliseconds(seconds: float | None) -> str:
    """Return a time of processing or lag [s] as ``"41 ms"`` or ``"2.3 s"``."""
    if seconds is None:
        return UNKNOWN_TEXT
    return f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{number(seconds, 2)} s"
