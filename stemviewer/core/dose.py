"""Dose arithmetic: electrons per pixel, dose (fluence) and dose rate (flux).

Sources: the elementary charge is exact in the SI since 2019 (CODATA 2018, 1.602176634e-19 C);
dose (fluence) and dose rate (flux) follow Egerton, Ultramicroscopy 127 (2013) 100.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import UNKNOWN, Quantity, product, weakest

ELEMENTARY_CHARGE = 1.602176634e-19
"""[C], exact."""

ANGSTROM = 1e-10
"""[m]."""


def electrons_per_pixel(current: Quantity, dwell: Quantity) -> Quantity:
    """Return current x dwell / e: the electrons sent to one pixel.

    Parameters
    ----------
    current : Quantity
        Beam current [A].
    dwell : Quantity
        Dwell time [s].

    Returns
    -------
    Quantity
        [electrons per pixel].
    """
    return product(current, dwell, scale=1.0 / ELEMENTARY_CHARGE)


def fluence(per_pixel: Quantity, pixel_size: Quantity) -> Quantity:
    """Return electrons per pixel over the pixel's area.

    Parameters
    ----------
    per_pixel : Quantity
        [electrons per pixel].
    pixel_size : Quantity
        Sampling [m].

    Returns
    -------
    Quantity
        Dose [e/Å^2].
    """
    if per_pixel.value is None or pixel_size.value is None:
        return UNKNOWN
    area = (pixel_size.value / ANGSTROM) ** 2
    return Quantity(per_pixel.value / area, weakest(per_pixel.source, pixel_size.source))


def fluence_under_probe(per_pixel: Quantity, diameter: Quantity) -> Quantity:
    """Return electrons per pixel over the disc of the probe, pi/4 x diameter^2.

    Where the probe is smaller than a pixel this is what the places it stands on get, and the
    rest of the pixel gets nothing; over the pixel's area the dose would look lower than it is.

    Parameters
    ----------
    per_pixel : Quantity
        [electrons per pixel].
    diameter : Quantity
        Of the probe, full width at half maximum [m].

    Returns
    -------
    Quantity
        Dose [e/Å^2].
    """
    if per_pixel.value is None or not diameter.value:
        return UNKNOWN
    area = math.pi / 4.0 * (diameter.value / ANGSTROM) ** 2
    return Quantity(per_pixel.value / area, weakest(per_pixel.source, diameter.source))


@dataclass(frozen=True, slots=True)
class FrameDose:
    """What one frame costs the specimen.

    Parameters
    ----------
    per_pixel : Quantity
        Sent to each pixel during its dwell [electrons per pixel].
    imaging : Quantity
        The same over the pixel area [e/Å^2].
    flyback : Quantity
        Mean over the field of view of what arrives during flyback [e/Å^2]; zero when
        the flyback time is zero, unknown when it is unknown.
    rate : Quantity
        Dose rate while the probe is on a pixel [e/(Å^2 s)].
    duration : Quantity
        Time for the frame, flyback included as far as known [s].
    """

    per_pixel: Quantity
    imaging: Quantity
    flyback: Quantity
    rate: Quantity
    duration: Quantity

    @property
    def total(self) -> Quantity:
        """Imaging plus flyback [e/Å^2]; imaging alone where the flyback time is unknown."""
        if self.imaging.value is None or self.flyback.value is None:
            return self.imaging
        source = weakest(self.imaging.source, self.flyback.source)
        return Quantity(self.imaging.value + self.flyback.value, source)


def frame_dose(settings: ScanSettings, rows: int | None = None) -> FrameDose:
    """Return the dose of one frame from its scan settings.

    Parameters
    ----------
    settings : ScanSettings
        How the frame was (or would be) scanned.
    rows : int, optional
        Rows really scanned, when fewer than all; scales the flyback share and the duration.

    Returns
    -------
    FrameDose
        Every value with the weakest source of what it rests on.
    """
    scanned = settings.rows if rows is None else rows
    per_pixel = electrons_per_pixel(settings.beam_current, settings.dwell)
    imaging = fluence(per_pixel, settings.pixel_size)
    flyback = fluence(
        product(
            settings.beam_current,
            settings.flyback,
            scale=1.0 / (ELEMENTARY_CHARGE * settings.columns),
        ),
        settings.pixel_size,
    )
    rate = UNKNOWN
    if imaging.value is not None and settings.dwell.value is not None:
        rate = Quantity(imaging.value / settings.dwell.value, imaging.source)
    return FrameDose(per_pixel, imaging, flyback, rate, _duration(settings, scanned))


def _duration(settings: ScanSettings, rows: int) -> Quantity:
    if settings.dwell.value is None:
        return UNKNOWN
    row = settings.dwell.value * settings.columns
    if settings.flyback.value is None:
        return Quantity(row * rows, settings.dwell.source)
    source = weakest(settings.dwell.source, settings.flyback.source)
    return Quantity((row + settings.flyback.value) * rows, source)
