"""How far one frame lies from another: cross-correlation in a window about what is expected.

The image is band-limited before (Gaussian), the maximum refined by a parabola through its
neighbours (Guizar-Sicairos et al., Opt. Lett. 33 (2008) 156, discuss the error).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import scipy

from stemviewer.core.dose import ANGSTROM
from stemviewer.core.frame import Frame

Plane = npt.NDArray[np.float32]

SIDE = 256
"""Frames are put on about so many rows and columns."""

WINDOW = 1.4
"""Farthest from where the drift is expected [Å]: below half of common lattice spacings."""

SMOOTHING = 0.5
"""Deviation of the Gaussian that both images are blurred by [Å]."""

SHADING = 0.7
"""What varies over more than this share of the view, inverse, counts less."""

LEAST_PEAK = 6.0
"""A correlation maximum lower than so many deviations of what noise makes is not believed."""


def binned(frame: Frame) -> tuple[Plane, float]:
    """Return a frame on about ``SIDE`` pixels a side, and its sampling [Å]."""
    size = frame.settings.pixel_size.value
    assert size is not None
    factor = max(1, min(frame.data.shape) // SIDE)
    rows, columns = (n // factor * factor for n in frame.data.shape)
    data = frame.data[:rows, :columns].astype(np.float32)
    if factor > 1:
        data = data.reshape(rows // factor, factor, columns // factor, factor).mean((1, 3))
    return data.astype(np.float32, copy=False), size / ANGSTROM * factor


def displacement(
    reference: Plane, image: Plane, step: float, expected: tuple[float, float]
) -> tuple[float, float] | None:
    """Return how far the content of ``image`` lies from that of ``reference`` (down, right) [Å].

    ``None`` when no maximum within ``WINDOW`` of what is expected stands out of the noise.

    Both are cut to what they share where the content is expected, before they are windowed: a
    window that stands still while the content moves would draw the maximum towards no motion.
    """
    down, right = expected[0] / step, expected[1] / step
    cut = _shared(reference, image, round(down), round(right))
    if cut is None:
        return None
    rest = (down - round(down), right - round(right))
    correlation, noise = _correlation(shifted(cut[0], rest), cut[1], step)
    reach = max(2, math.ceil(WINDOW / step))
    offsets = np.arange(-reach, reach + 1)
    rows, columns = correlation.shape
    window = correlation[np.ix_(offsets % rows, offsets % columns)]
    i, j = (int(v) for v in np.unravel_index(int(window.argmax()), window.shape))
    if not 0 < i < 2 * reach or not 0 < j < 2 * reach:
        return None
    if float(window[i, j]) < LEAST_PEAK * noise:
        return None
    off = _vertex(window[i - 1 : i + 2, j - 1 : j + 2])
    return expected[0] + (offsets[i] + off[0]) * step, expected[1] + (offsets[j] + off[1]) * step


def _shared(reference: Plane, image: Plane, down: int, right: int) -> tuple[Plane, Plane] | None:
    """Cut both to what they share, the content of ``image`` lying so many pixels off.

    Sides are whole multiples of 8, which transforms fast; ``None`` when less than half is left.
    """
    rows, columns = image.shape
    high, wide = (rows - abs(down)) // 8 * 8, (columns - abs(right)) // 8 * 8
    if 2 * high < rows or 2 * wide < columns:
        return None
    first = reference[max(0, -down) :, max(0, -right) :][:high, :wide]
    second = image[max(0, down) :, max(0, right) :][:high, :wide]
    return first - first.mean(), second - second.mean()


def _correlation(first: Plane, second: Plane, step: float) -> tuple[Plane, float]:
    """Cross-correlation of two planes of mean zero, windowed and band-limited.

    Also the deviation that a second one of nothing but its own white noise would give.
    """
    rows, columns = second.shape
    taper = np.outer(np.hanning(rows), np.hanning(columns)).astype(np.float32)
    one = scipy.fft.rfft2(first * taper, workers=1)
    two = scipy.fft.rfft2(second * taper, workers=1)
    y, x = scipy.fft.fftfreq(rows)[:, None], scipy.fft.rfftfreq(columns)[None, :]
    squared = y**2 + x**2
    pass_band = np.exp(-((2 * np.pi * SMOOTHING / step) ** 2) * squared)
    # slow shading must not outweigh the lattice
    pass_band *= 1.0 - np.exp(-(squared / (2 * (SHADING / min(rows, columns)) ** 2)))
    high = np.abs(two[squared > 0.16]) ** 2
    # the median of an exponential distribution is ln 2 of its mean
    white = float(np.median(high)) / math.log(2.0)
    power = float(np.sum(np.abs(one * pass_band) ** 2, dtype=np.float64))
    noise = math.sqrt(2.0 * power * white) / (rows * columns)
    correlation = scipy.fft.irfft2(two * np.conj(one) * pass_band, s=(rows, columns), workers=1)
    return np.asarray(correlation, np.float32), noise


def _vertex(peak: Plane) -> tuple[float, float]:
    """Return where the paraboloid fitted to 3 x 3 values about a maximum has its top (y, x).

    Both directions together: on a ridge that runs slantwise each by itself would be misled.
    """
    values = np.asarray(peak, np.float64)
    down = float((values[2] - values[0]).sum()) / 6.0
    right = float((values[:, 2] - values[:, 0]).sum()) / 6.0
    bend_y = float((values[0] - 2.0 * values[1] + values[2]).sum()) / 3.0
    bend_x = float((values[:, 0] - 2.0 * values[:, 1] + values[:, 2]).sum()) / 3.0
    twist = float(values[0, 0] + values[2, 2] - values[0, 2] - values[2, 0]) / 4.0
    area = bend_y * bend_x - twist**2
    if bend_y >= 0.0 or bend_x >= 0.0 or area <= 0.0:
        return 0.0, 0.0
    y = (twist * right - bend_x * down) / area
    x = (twist * down - bend_y * right) / area
    return max(-1.0, min(1.0, y)), max(-1.0, min(1.0, x))


def shifted(image: Plane, by: tuple[float, float]) -> Plane:
    """Move an image by parts of pixels in Fourier space (down, right)."""
    rows, columns = image.shape
    y, x = scipy.fft.fftfreq(rows)[:, None], scipy.fft.rfftfreq(columns)[None, :]
    phase = np.exp(-2j * np.pi * (y * by[0] + x * by[1]))
    spectrum = scipy.fft.rfft2(image, workers=1) * phase
    return np.asarray(scipy.fft.irfft2(spectrum, s=(rows, columns), workers=1), np.float32)
