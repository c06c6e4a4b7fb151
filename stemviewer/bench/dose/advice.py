"""Part ``advice``: quality foretold for other doses against what new frames at them then give.

Pictures of kept-out families drift under the view; a few looks at the present dose foretell half
and double, then frames are drawn at these doses and compared with the truth.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from stemviewer.bench.dose.advice_report import summary
from stemviewer.denoise.base import Denoiser
from stemviewer.denoise.registry import method
from stemviewer.simulation.evaluation.pictures import SCORED, held_out_images
from stemviewer.simulation.generator.draw import mixed_seed
from stemviewer.trust.advice.adviser import FRAMES, DoseAdviser
from stemviewer.trust.advice.pool import Pool
from stemviewer.trust.advice.telling import FINE, PRECISE_DB
from stemviewer.trust.templates import middle

Plane = npt.NDArray[np.float64]

DOSES = (1.0, 3.0, 10.0)
"""Present doses, mean electrons per pixel."""

LOOKS = 6
"""At most; a look more is only taken where the first ones left it imprecise."""

METHOD = "live-0.1"
FEW = 4
"""Frames of a look that has to extrapolate to twice the dose."""

_QUICK = ("crystal", "particles", "dead_leaves")
_SIDE, _WIDE, _MARGIN = 256, 304, 16
"""Sides of what is judged, of the frames that are aligned for it, and what lies about them [px]."""
_DRIFT = 0.3
_FRAMES = 12


def run(seed: int, *, quick: bool) -> dict[str, Any]:
    """Foretell and measure; ``good`` says whether all that was told was within the limit."""
    denoiser = method(METHOD).make({})
    families = _QUICK if quick else SCORED
    doses = DOSES[1:2] if quick else DOSES
    cases = []
    for family in families:
        size = _WIDE + 2 * _MARGIN
        for number, clean in enumerate(held_out_images(family, 1, size, seed)):
            for dose in doses:
                made = mixed_seed(seed, number, round(dose * 16))
                found = _case(clean.astype(np.float64) * dose, denoiser, made)
                cases.append({"family": family, "picture": number, "dose": dose} | found)
    return summary(cases) | {"method": METHOD, "most_looks": LOOKS, "frames_per_look": FRAMES}


def _case(scene: Plane, denoiser: Denoiser, seed: int) -> dict[str, Any]:
    generator = np.random.default_rng(seed)
    scene = np.asarray(ndimage.spline_filter(scene, order=3), np.float64)
    adviser, few = DoseAdviser(denoiser), DoseAdviser(denoiser)
    # splits have random numbers of their own: those that drew the frames would be seen twice
    _look(few, scene, generator, FEW, mixed_seed(seed, 1, 0))
    while adviser.count < LOOKS and not _settled(adviser):
        _look(adviser, scene, generator, FRAMES, mixed_seed(seed, 2, adviser.count))
    result: dict[str, Any] = {"looks": adviser.count}
    for name, dose in (("half", 0.5), ("double", 2.0)):
        result[name] = {
            "true": _true(scene, dose, denoiser, generator),
            "foretold": _said(adviser, dose),
            "few_frames": _said(few, dose),
        }
    return result


def _settled(adviser: DoseAdviser) -> bool:
    """Whether more looks would tell no more: all is known, or cannot be by that many."""
    if not adviser.count:
        return False
    hope, curve = (LOOKS / adviser.count) ** 0.5 * PRECISE_DB, adviser.curve()
    for point in adviser.points():
        if point.dose in (0.5, 2.0) and point.quality is None and point.reason != FINE:
            measured = curve.at(point.dose)
            if measured is None or measured.error <= hope:
                return False
    return True


def _said(adviser: DoseAdviser, dose: float) -> dict[str, Any]:
    point = next((one for one in adviser.points() if one.dose == dose), None)
    if point is None or point.quality is None:
        return {"value": None, "why": point.reason if point else "no look"}
    found = point.quality
    return {"value": found.value, "error": found.error, "beyond": found.extrapolated}


def _true(scene: Plane, dose: float, denoiser: Denoiser, generator: np.random.Generator) -> float:
    """Return what pictures of new frames at a dose come to, knowing the truth [dB]."""
    errors, squares = [], []
    for _ in range(_FRAMES):
        # new frames lie anywhere on the grid of pixels, as those of the series do
        view = middle(_view(scene, generator.uniform(-0.5, 0.5, 2)), _SIDE)
        squares.append(float(np.mean(view**2)))
        counts = generator.poisson(view * dose).astype(np.float32)
        picture = denoiser.apply(counts).image.astype(np.float64) / dose
        errors.append(float(np.mean((picture - view) ** 2)))
    return 10.0 * float(np.log10(np.mean(squares) / np.mean(errors)))


def _look(
    adviser: DoseAdviser, scene: Plane, generator: np.random.Generator, frames: int, seed: int
) -> None:
    """Give an adviser the aligned sum of drifting frames."""
    pool, velocity = Pool(), generator.normal(0.0, _DRIFT, 2)
    start = generator.uniform(-0.5, 0.5, 2)
    for number in range(frames):
        counts = generator.poisson(_view(scene, start + velocity * number)).astype(np.float32)
        pool.add(counts, number)
    total = middle(pool.total(), _SIDE)
    adviser.look(total, float(frames), seed, pool.blur)


def _view(scene: Plane, shift: Any) -> Plane:
    """Return what is seen of a scene, given as the coefficients of a cubic spline."""
    moved = ndimage.shift(scene, shift, order=3, mode="mirror", prefilter=False)
    return np.maximum(moved[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN], 0.0)
