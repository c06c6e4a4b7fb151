"""The network's own errors: whether contradicted places are wrong, and wrong ones found."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
from scipy import ndimage

from stemviewer.bench.evidence.images import Plane, electrons, kept_out
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.plot import line_plot
from stemviewer.denoise.registry import method
from stemviewer.trust.evidence import EvidenceOptions, find_misfits
from stemviewer.trust.fields import threshold
from stemviewer.trust.held_out import by_thinning
from stemviewer.trust.places import Size, contrast_at
from stemviewer.trust.templates import Template, scales_for

DOSES = (0.5, 1.0, 3.0, 10.0, 30.0)
"""Mean electrons per pixel."""

_POWER = 1.645
"""Standard errors above the threshold: found with 95 % probability."""

WRONG_FROM = 0.5
"""A contradicted place is truly wrong when the true misfit there is at least this share of what
makes a misfit large, and of the same sign."""


def run(plan: Plan) -> Part:
    """Judge the network's pictures of kept-out images by electrons and by the truth."""
    images, size = (1, 128) if plan.quick else (8, 256)
    network = method(plan.network).make({})
    options = EvidenceOptions()
    sums: dict[tuple[str, float], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for family, number, clean in kept_out((), images, size, plan.seed + 1):
        for dose in DOSES:
            held = by_thinning(
                electrons(clean * dose, plan.seed, number, round(dose * 10)), options.q, number
            )
            picture = network.apply(held.seen).image.astype(np.float64)
            truth = clean * dose * (1.0 - held.q)
            cell = sums[family, dose]
            for name, value in _compare(picture, truth, held, options).items():
                cell[name] += value
    rows = [{"family": f, "dose": d, **_shares(cell)} for (f, d), cell in sums.items()]
    by_dose = [{"dose": d, **_shares(_total(sums, d))} for d in DOSES]
    right = sum(c["right"] for c in sums.values())
    contradicted = sum(c["contradicted"] for c in sums.values())
    summary = {
        "contradicted": contradicted,
        "truly_wrong_share": right / contradicted if contradicted else None,
        "found_of_provable": _share(sums, "found_provable", "provable"),
        **{f"found_of_provable_at_{r['dose']:g}": r["found_provable_share"] for r in by_dose},
        **{f"found_of_wrong_at_{r['dose']:g}": r["found_share"] for r in by_dose},
    }
    plot = line_plot(
        f"Own errors of {plan.network}",
        {
            "contradicted: truly wrong": [(r["dose"], _nan(r["right_share"])) for r in by_dose],
            "truly wrong: found": [(r["dose"], _nan(r["found_share"])) for r in by_dose],
            "wrong beyond what the dose can prove: found": [
                (r["dose"], _nan(r["found_provable_share"])) for r in by_dose
            ],
        },
        x_label="dose [electrons/px]",
        y_label="share",
        log_x=True,
    )
    return Part("own", summary, rows, {"own-errors": plot})


def _compare(picture: Plane, truth: Plane, held: Any, options: EvidenceOptions) -> dict[str, int]:
    places = [p for p in find_misfits(picture, held, options).places if p.large]
    wrong = wrong_places(picture, truth, options.size)
    expected = expected_scores(picture, truth, held.ratio, options.alpha)
    caught = [one for one in wrong if any(_near(place, one) for place in places)]
    provable = [(r, c, s) for r, c, s in wrong if expected[r, c] >= _POWER]
    right = sum(
        abs(value) >= WRONG_FROM * options.size.share and value * place.z > 0
        for place in places
        for value in [
            true_share(picture, truth, place.row, place.column, place.sigma, options.size)
        ]
    )
    return {
        "contradicted": len(places),
        "right": right,
        "wrong": len(wrong),
        "found": len(caught),
        "provable": len(provable),
        "found_provable": sum(one in caught for one in provable),
        "frames": 1,
    }


def expected_scores(picture: Plane, truth: Plane, ratio: float, alpha: float) -> Plane:
    """Return by how much the true misfit should pass the threshold, at the best scale.

    From ``_POWER`` on it is found with 95 % probability: what is wrong by less, this dose
    cannot prove, and no honest map shows it.

    Parameters
    ----------
    picture, truth : ndarray, same shape
        [electrons per pixel].
    ratio : float
        Unseen electrons for each of the picture.
    alpha : float
        Share of right frames that may be flagged.
    """
    scales = scales_for(picture)
    shape = (int(picture.shape[0]), int(picture.shape[1]))
    found: Plane = np.full(picture.shape, -np.inf)
    for sigma in scales:
        template = Template(sigma)
        spread = np.sqrt(np.maximum(template.sums(picture, 2), 1e-12) / ratio)
        score = np.abs(template.sums(truth - picture)) / spread
        found = np.maximum(found, score - threshold(alpha, shape, sigma, len(scales)))
    return found


def true_share(
    picture: Plane, truth: Plane, row: int, column: int, sigma: float, size: Size
) -> float:
    """Return the true misfit at a place as a share of a column there, with its sign."""
    template = Template(sigma)
    width = max(sigma, scales_for(picture)[1])
    misfit = template.sums(truth - picture)[row, column] / template.total(2) * template.total()
    column_there = contrast_at(picture, width, size)[row, column] * Template(width).total()
    return float(misfit / column_there)


def wrong_places(picture: Plane, truth: Plane, size: Size) -> list[tuple[int, int, float]]:
    """Return places (row, column, sigma) where the picture is truly wrong by a large misfit."""
    found: list[tuple[float, int, int, float]] = []
    scales = scales_for(picture)
    for sigma in scales:
        template, width = Template(sigma), max(sigma, scales[1])
        height = template.sums(truth - picture) / template.total(2)
        share = np.abs(height) * (template.total() / Template(width).total())
        share = share / contrast_at(picture, width, size)
        top = ndimage.maximum_filter(share, size=2 * max(1, round(sigma)) + 1)
        for r, c in zip(*np.nonzero((share >= top) & (share >= size.share)), strict=True):
            found.append((float(share[r, c]), int(r), int(c), sigma))
    single: list[tuple[int, int, float]] = []
    for _, r, c, s in sorted(found, reverse=True):
        if all((r - a) ** 2 + (c - b) ** 2 >= (1.5 * max(s, t)) ** 2 for a, b, t in single):
            single.append((r, c, s))
    return single


def _near(place: Any, wrong: tuple[int, int, float]) -> bool:
    reach = 1.5 * max(place.sigma, wrong[2])
    return bool((place.row - wrong[0]) ** 2 + (place.column - wrong[1]) ** 2 <= reach**2)


def _share(sums: dict[tuple[str, float], dict[str, int]], part: str, whole: str) -> float | None:
    parts, wholes = (sum(cell[name] for cell in sums.values()) for name in (part, whole))
    return parts / wholes if wholes else None


def _total(sums: dict[tuple[str, float], dict[str, int]], dose: float) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for (_, at), cell in sums.items():
        if at == dose:
            for name, value in cell.items():
                total[name] += value
    return total


def _shares(cell: dict[str, int]) -> dict[str, Any]:
    return {
        "frames": cell["frames"],
        "contradicted": cell["contradicted"],
        "right_share": cell["right"] / cell["contradicted"] if cell["contradicted"] else None,
        "wrong": cell["wrong"],
        "found_share": cell["found"] / cell["wrong"] if cell["wrong"] else None,
        "provable": cell["provable"],
        "found_provable_share": (
            cell["found_provable"] / cell["provable"] if cell["provable"] else None
        ),
    }


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value
