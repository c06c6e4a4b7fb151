"""What the operator states of a 4D-STEM scan: its shape, its detectors, what no camera knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Quantity, assumed, set_to
from stemviewer.feeds.address import FeedAddress
from stemviewer.feeds.fourd.detectors import DEFAULT_RINGS, Ring, parse_ring

_RINGS = ("adf", "haadf", "abf", "bf")
_AXIS = ("centre", "convergence", "mrad_per_px", "counts_per_electron")
_SCAN = ("scan", "dwell_us", "pixel_nm", "current_pa", "voltage_kv")

ADDRESS_WORDS = frozenset((*_RINGS, *_AXIS, *_SCAN))
"""What may be stated in the address of a feed that uses this path."""


@dataclass(frozen=True, slots=True)
class FourDOptions:
    """How patterns become virtual images.

    Parameters
    ----------
    shape : tuple of int or None
        Rows and columns of the scan; ``None`` to take a square of the announced patterns.
    rings : mapping of str to Ring
        Virtual detectors by channel name.
    centre : tuple of float or None
        Optical axis (y, x) on the pattern [px]; ``None`` to find it.
    convergence : float or None
        Semi-angle of the probe [mrad]; calibrates the camera length by the disc's radius.
    mrad_per_px : float or None
        Camera length, stated.
    dwell, pixel_size, beam_current, voltage : Quantity
        [s], [m], [A], [V]; unknown where the operator stated none.
    counts_per_electron : Quantity
        Gain of the virtual images [counts per electron].
    """

    shape: tuple[int, int] | None = None
    rings: Mapping[str, Ring] = field(default_factory=lambda: dict(DEFAULT_RINGS))
    centre: tuple[float, float] | None = None
    convergence: float | None = None
    mrad_per_px: float | None = None
    dwell: Quantity = UNKNOWN
    pixel_size: Quantity = UNKNOWN
    beam_current: Quantity = UNKNOWN
    voltage: Quantity = UNKNOWN
    # one count an electron is a habit, not a fact: charge is shared between pixels
    counts_per_electron: Quantity = field(default_factory=lambda: assumed(1.0))

    @property
    def calibration(self) -> DetectorCalibration:
        """Of the sums over rings."""
        return DetectorCalibration(gain=self.counts_per_electron, offset=set_to(0.0))

    def settings(self, shape: tuple[int, int], dwell: Quantity) -> ScanSettings:
        """Return the settings of a scan; what is stated wins over what the camera says."""
        return ScanSettings(
            *shape,
            dwell=self.dwell if self.dwell.known else dwell,
            beam_current=self.beam_current,
            pixel_size=self.pixel_size,
            voltage=self.voltage,
        )


def fourd_options(address: FeedAddress) -> FourDOptions:
    """Read the options of an address.

    Raises
    ------
    SettingsError
        If one is no number, out of range or malformed.
    """
    rings = dict(DEFAULT_RINGS)
    for name in DEFAULT_RINGS:
        text = address.word(name.lower())
        if text:
            rings[name] = parse_ring(name, text)
    gain = address.number("counts_per_electron", 1e-3, 1e6)
    return FourDOptions(
        shape=_shape(address.word("scan")),
        rings=rings,
        centre=_centre(address.word("centre")),
        convergence=address.number("convergence", 1e-3, 1e3),
        mrad_per_px=address.number("mrad_per_px", 1e-6, 1e3),
        dwell=address.quantity("dwell_us", 1e-6),
        pixel_size=address.quantity("pixel_nm", 1e-9),
        beam_current=address.quantity("current_pa", 1e-12),
        voltage=address.quantity("voltage_kv", 1e3),
        counts_per_electron=assumed(1.0) if gain is None else set_to(gain),
    )


def _shape(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    try:
        sides = [int(part) for part in text.lower().split("x")]
        settings = ScanSettings(sides[0], sides[-1])
        if len(sides) > 2:
            raise ValueError(text)
    except ValueError as error:
        raise SettingsError(
            f"scan={text!r} is not the shape of a scan.",
            "Nothing was connected.",
            "Write rows x columns, as in scan=256x256.",
        ) from error
    return settings.shape


def _centre(text: str) -> tuple[float, float] | None:
    if text in ("", "auto"):
        return None
    try:
        y, x = (float(part) for part in text.split(","))
    except ValueError as error:
        raise SettingsError(
            f"centre={text!r} is not a place on the pattern.",
            "Nothing was connected.",
            "Write y,x in pixels, as in centre=127.5,128, or auto.",
        ) from error
    return y, x
