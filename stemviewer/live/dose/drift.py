"""How far the specimen has drifted, from the raw frames themselves.

Each frame is correlated with a reference summed from frames before it, within a small window
about where the drift so far leads: an unrestricted search on a lattice locks on to a wrong
lattice vector. The image is band-limited before (Gaussian), the maximum refined by a parabola
through its neighbours (Guizar-Sicairos et al., Opt. Lett. 33 (2008) 156, discuss the error).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.fft
from scipy.ndimage import map_coordinates

from stemviewer.core.dose import ANGSTROM
from stemviewer.core.frame import Frame, ScanSettings

Plane = npt.NDArray[np.float32]

SIDE = 256
"""Frames are put on about so many rows and columns."""

WINDOW = 1.4
"""Farthest from where the drift is expected [Å]: below half of common lattice spacings."""

SMOOTHING = 0.5
"""Deviation of the Gaussian that both images are blurred by [Å]."""

REFERENCE_FRAMES = 24
"""The reference is the sum of so many frames; then it stays."""

LEAVE = 0.12
"""A new reference is begun when the view has moved by this share of its width."""

LEAST_PEAK = 6.0
"""A correlation maximum lower than so many deviations of what noise makes is not believed."""

LEAST_OVERLAP = 0.3
"""Two views that share less have no common reference."""

_MEMORY = 0.15
_FASTEST = 20.0


@dataclass(slots=True, eq=False)
class Reference:
    """What frames are compared with.

    Parameters
    ----------
    key : tuple
        Of the settings it was scanned with; others need another one.
    image : ndarray of float32
        Sum of frames, moved on to the first.
    frames : int
        How many.
    drift : tuple of float
        Of the first one (down, right in the image) [Å].
    """

    key: tuple[float, ...]
    image: Plane
    frames: int
    drift: tuple[float, float]


class DriftTracker:
    """Drift of the specimen in the image since the area was reached. Used by one thread.

    Attributes
    ----------
    position : tuple of float
        Where the specimen was at ``time``, relative to its arrival (down, right) [Å].
    velocity : tuple of float
        [Å/s].
    time : float
        Of the last frame that was looked at, by the feed's clock [s].
    tracked : bool
        Whether that frame could be placed.
    """

    def __init__(self) -> None:
        self.position = (0.0, 0.0)
        self.velocity = (0.0, 0.0)
        self.time: float | None = None
        self.tracked = False
        self.reference: Reference | None = None

    def restart(self) -> None:
        """Begin anew at a fresh place."""
        self.position = (0.0, 0.0)
        self.time, self.reference, self.tracked = None, None, False

    def expected(self, time: float) -> tuple[float, float]:
        """Return where the drift leads at a time, by its last velocity [Å]."""
        if self.time is None:
            return self.position
        passed = min(max(0.0, time - self.time), 30.0)
        return (
            self.position[0] + self.velocity[0] * passed,
            self.position[1] + self.velocity[1] * passed,
        )

    def follow(self, frame: Frame, time: float, shift: tuple[float, float]) -> None:
        """Look at a whole frame that ended at ``time`` [s] at a stated shift of the view [Å]."""
        guess = self.expected(time)
        if frame.settings.pixel_size.value is None:
            return
        image, step = binned(frame)
        rotation = round(frame.settings.rotation.value or 0.0, 6)
        key = (*image.shape, round(step, 6), *in_image(shift, frame.settings), rotation)
        reference = self.reference
        if reference is not None and reference.key != key:
            reference = self.reference = transferred(reference, key)
        if reference is None or reference.image.shape != image.shape:
            self._begin(key, image, guess, time)
            return
        target = (guess[0] - reference.drift[0], guess[1] - reference.drift[1])
        found = displacement(reference.image, image, step, target)
        self.tracked = found is not None
        if found is None:
            self.position, self.velocity, self.time = guess, (0.0, 0.0), time
            return
        self._move((found[0] + reference.drift[0], found[1] + reference.drift[1]), time)
        self._refine(reference, key, image, step, found)

    def _begin(
        self, key: tuple[float, ...], image: Plane, guess: tuple[float, float], time: float
    ) -> None:
        self.reference = Reference(key, image.copy(), 1, guess)
        self.position, self.time = guess, time

    def _move(self, found: tuple[float, float], time: float) -> None:
        passed = 0.0 if self.time is None else time - self.time
        if passed > 0.0:
            keep = math.exp(-passed / (_MEMORY * 10))
            speed = [(new - old) / passed for new, old in zip(found, self.position, strict=True)]
            mixed = [
                max(-_FASTEST, min(_FASTEST, keep * old + (1 - keep) * new))
                for old, new in zip(self.velocity, speed, strict=True)
            ]
            self.velocity = (mixed[0], mixed[1])
        self.position, self.time = found, time

    def _refine(
        self,
        reference: Reference,
        key: tuple[float, ...],
        image: Plane,
        step: float,
        moved: tuple[float, float],
    ) -> None:
        rows, columns = image.shape
        if math.hypot(*moved) > LEAVE * step * min(rows, columns):
            kept = transferred(reference, key, moved)
            fresh = Reference(key, image.copy(), 1, self.position)
            self.reference = fresh if kept is None else replace(kept, drift=self.position)
        elif reference.frames < REFERENCE_FRAMES:
            reference.image += _shifted(image, (-moved[0] / step, -moved[1] / step))
            reference.frames += 1


def transferred(
    reference: Reference, key: tuple[float, ...], moved: tuple[float, float] = (0.0, 0.0)
) -> Reference | None:
    """Put a reference on the grid of another view; ``None`` where they hardly overlap.

    So a change of the field of view or of the shift costs no new zero, which would carry the
    noise of a single frame for ever.

    Parameters
    ----------
    reference : Reference
        Of the view before.
    key : tuple
        Of the view now.
    moved : tuple of float
        Where the content of ``reference`` is to go (down, right) [Å].
    """
    rows, columns, step, down, right, rotation = key
    old_rows, old_columns, old_step, old_down, old_right, old_rotation = reference.key
    if rotation != old_rotation:
        return None
    y = (np.arange(rows) - (rows - 1) / 2) * step + down - old_down - moved[0]
    x = (np.arange(columns) - (columns - 1) / 2) * step + right - old_right - moved[1]
    i, j = y / old_step + (old_rows - 1) / 2, x / old_step + (old_columns - 1) / 2
    inside = np.mean((i >= 0) & (i < old_rows)) * np.mean((j >= 0) & (j < old_columns))
    if inside < LEAST_OVERLAP:
        return None
    grid = np.meshgrid(i, j, indexing="ij")
    mean = float(reference.image.mean())
    image = map_coordinates(reference.image, grid, order=1, cval=mean, output=np.float32)
    # what was outside counts as little: frames to come fill it
    frames = max(1, min(reference.frames, REFERENCE_FRAMES // 2))
    image *= np.float32(frames / reference.frames)
    return Reference(key, np.asarray(image, np.float32), frames, reference.drift)


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
    """
    correlation, noise = _correlation(reference, image, step)
    rows, columns = correlation.shape
    reach = max(2, math.ceil(WINDOW / step))
    y0, x0 = round(expected[0] / step), round(expected[1] / step)
    if abs(y0) + reach > rows // 2 - 2 or abs(x0) + reach > columns // 2 - 2:
        return None
    offsets = np.arange(-reach, reach + 1)
    window = correlation[np.ix_((y0 + offsets) % rows, (x0 + offsets) % columns)]
    i, j = np.unravel_index(int(window.argmax()), window.shape)
    height = float(window[i, j])
    if not 0 < i < 2 * reach or not 0 < j < 2 * reach:
        return None
    if height < LEAST_PEAK * noise:
        return None
    down = y0 + offsets[i] + _vertex(*(float(v) for v in window[i - 1 : i + 2, j]))
    right = x0 + offsets[j] + _vertex(*(float(v) for v in window[i, j - 1 : j + 2]))
    return float(down) * step, float(right) * step


def _correlation(reference: Plane, image: Plane, step: float) -> tuple[Plane, float]:
    """Cross-correlation of both, without their means, windowed and band-limited.

    Also the deviation that an image of nothing but its own white noise would give.
    """
    rows, columns = image.shape
    taper = np.outer(np.hanning(rows), np.hanning(columns)).astype(np.float32)
    first = scipy.fft.rfft2((reference - reference.mean()) * taper, workers=1)
    second = scipy.fft.rfft2((image - image.mean()) * taper, workers=1)
    y, x = scipy.fft.fftfreq(rows)[:, None], scipy.fft.rfftfreq(columns)[None, :]
    pass_band = np.exp(-((2 * np.pi * SMOOTHING / step) ** 2) * (y**2 + x**2))
    # slow shading must not outweigh the lattice
    pass_band *= 1.0 - np.exp(-((y**2 + x**2) / (2 * (1.5 / min(rows, columns)) ** 2)))
    product = second * np.conj(first) * pass_band
    high = np.abs(second[(y**2 + x**2) > 0.16]) ** 2
    # the median of an exponential distribution is ln 2 of its mean
    white = float(np.median(high)) / math.log(2.0)
    power = float(np.sum(np.abs(first * pass_band) ** 2, dtype=np.float64))
    noise = math.sqrt(2.0 * power * white) / (rows * columns)
    correlation = scipy.fft.irfft2(product, s=(rows, columns), workers=1)
    return np.asarray(correlation, np.float32), noise


def _vertex(before: float, at: float, after: float) -> float:
    bend = before - 2.0 * at + after
    return 0.0 if bend >= 0.0 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))


def _shifted(image: Plane, by: tuple[float, float]) -> Plane:
    """Move an image by parts of pixels in Fourier space (down, right)."""
    rows, columns = image.shape
    y, x = scipy.fft.fftfreq(rows)[:, None], scipy.fft.rfftfreq(columns)[None, :]
    phase = np.exp(-2j * np.pi * (y * by[0] + x * by[1]))
    spectrum = scipy.fft.rfft2(image, workers=1) * phase
    return np.asarray(scipy.fft.irfft2(spectrum, s=(rows, columns), workers=1), np.float32)


def in_image(shift: tuple[float, float], settings: ScanSettings) -> tuple[float, float]:
    """Turn a displacement on the specimen (y, x) into one in the image (down, right) [Å]."""
    rotation = settings.rotation.value or 0.0
    cos, sin = math.cos(rotation), math.sin(rotation)
    return (
        round(shift[0] * cos - shift[1] * sin, 3),
        round(shift[1] * cos + shift[0] * sin, 3),
    )


def in_specimen(drift: tuple[float, float], settings: ScanSettings) -> tuple[float, float]:
    """Turn a displacement in the image into one on the specimen (y, x) [Å]."""
    rotation = settings.rotation.value or 0.0
    cos, sin = math.cos(rotation), math.sin(rotation)
    return drift[0] * cos + drift[1] * sin, drift[1] * cos - drift[0] * sin
