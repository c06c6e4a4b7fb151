"""Numbers and units as the operator reads them."""

from __future__ import annotations

import math

THIN = "\u2009"
"""Thin space between groups of three figures."""

E_PER_PX = "e⁻/px"
E_PER_A2 = "e⁻/Å²"
UNKNOWN_TEXT = "unknown"

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LENGTHS = ((1e-10, "Å"), (1e-9, "nm"), (1e-6, "µm"), (1e-3, "mm"))


def thousands(value: int) -> str:
    """Return a whole number with thin spaces between groups of three, e.g. ``1 482``."""
    return f"{value:,}".replace(",", THIN)


def significant(value: float, figures: int = 3) -> str:
    """Return a number with so many significant figures, with a power of ten only if need be.

    Parameters
    ----------
    value : float
        Any finite number.
    figures : int
        At least 1; figures before the point are never rounded away below 1e7.
    """
    if not math.isfinite(value):
        return UNKNOWN_TEXT
    if value == 0:
        return "0"
    exponent = math.floor(math.log10(abs(value)))
    if exponent >= 7 or exponent < -4:
        mantissa, power = f"{value:.{figures - 1}e}".split("e")
        return f"{mantissa}×10{str(int(power)).translate(_SUPERSCRIPT)}".replace("-", "−")
    decimals = max(figures - 1 - exponent, 0)
    text = f"{value:,.{decimals}f}".replace(",", THIN)
    return text.replace("-", "−")


def age(seconds: float) -> str:
    """Return an age in ms, s or min, e.g. ``41 ms``."""
    if seconds < 1:
        return f"{max(seconds, 0) * 1e3:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def length(metres: float) -> str:
    """Return a length in Å below 1 nm, else in nm, µm or mm, e.g. ``5 Å``, ``20 nm``."""
    unit, name = _LENGTHS[0]
    for candidate in _LENGTHS[1:]:
        if metres >= candidate[0] * 0.9999:
            unit, name = candidate
    value = metres / unit
    text = f"{value:.0f}" if abs(value - round(value)) < 1e-6 else significant(value)
    return f"{text} {name}"


def short_hash(digest: str) -> str:
    """Return a digest's first and last four figures, e.g. ``7f1c…a90e``."""
    return digest if len(digest) <= 12 else f"{digest[:4]}…{digest[-4:]}"
