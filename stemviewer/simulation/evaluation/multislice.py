"""Multislice pictures made with abTEM, resampled to any pixel size.

Made once by ``installer/make_multislice.py`` and kept as small files; never used for training.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import StemviewerError
from stemviewer.core.resources import resource_path
from stemviewer.simulation.evaluation.metrics import Image

PIXELS = (0.10, 0.18)
"""Pixel sizes the pictures are shown at, in turn [A]."""


def multislice_pictures(size: int, folder: Path | None = None) -> dict[str, Image]:
    """Return all pictures, mean 1, ``size`` x ``size`` px, each at one of ``PIXELS``.

    Pictures smaller than that repeat: they are periodic. None are returned where the folder is
    missing.
    """
    found: dict[str, Image] = {}
    try:
        folder = folder or resource_path("evaluation", "README.md").parent
    except StemviewerError:
        return found
    for number, path in enumerate(sorted(folder.glob("*.npy"))):
        facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        image = np.load(path, allow_pickle=False).astype(np.float64)
        steps = facts["step_angstrom"]
        fine = resampled(image, (steps[0], steps[1]), PIXELS[number % len(PIXELS)])
        repeats = [-(-size // side) for side in fine.shape]
        whole = np.clip(np.tile(fine, repeats)[:size, :size], 0.0, None)
        found[path.stem] = (whole / whole.mean()).astype(np.float32)
    return found


def resampled(
    image: npt.NDArray[np.float64], steps: tuple[float, float], pixel: float
) -> npt.NDArray[np.float64]:
    """Return a periodic picture on a grid of about this pixel size, by Fourier transform.

    Exact for pictures scanned finer than the Nyquist step of their probe. The pixel size is
    adapted so that a whole number fits into the period.

    Parameters
    ----------
    image : ndarray, shape (rows, columns)
        One period.
    steps : tuple of float
        Distance of its points along rows and columns, as its axes are ordered [A].
    pixel : float
        Wanted [A]; never coarser than a step.
    """
    rows, columns = (
        max(side, round(side * step / pixel)) for side, step in zip(image.shape, steps, strict=True)
    )
    spectrum = np.fft.fftshift(np.fft.fft2(image))
    wide = np.zeros((rows, columns), dtype=np.complex128)
    top, left = rows // 2 - image.shape[0] // 2, columns // 2 - image.shape[1] // 2
    wide[top : top + image.shape[0], left : left + image.shape[1]] = spectrum
    scale = rows * columns / image.size
    fine: npt.NDArray[np.float64] = np.fft.ifft2(np.fft.ifftshift(wide)).real * scale
    return fine
