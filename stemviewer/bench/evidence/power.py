"""Columns planted in the picture, or left out of it: how many are found, by size and dose.

Each frame has some dozens of them, far apart. A frame with many misfits may believe fainter ones
at the same false discovery rate; so that each try is that of a frame with one, only those
places count that would be believed if they were the only ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stemviewer.bench.evidence.images import Plane, electrons
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.plot import line_plot
from stemviewer.trust.evidence import EvidenceOptions, find_misfits
from stemviewer.trust.fields import false_peaks
from stemviewer.trust.held_out import HeldOut, HeldOutSource, by_thinning
from stemviewer.trust.places import Place
from stemviewer.trust.region import with_column

COLUMN_PM, PIXEL_PM, SPACING_PM = 55.0, 12.5, 280.0
"""Sigma of a column, sampling and spacing of the columns [pm]."""

SIGMA = COLUMN_PM / PIXEL_PM
SHARES = (1.0, 0.4, 0.2, 0.1)
"""Of the brightest column."""

DOSES = (0.3, 1.0, 3.0, 10.0, 30.0, 50.0)
"""Electrons in the brightest pixel."""

QUICK_DOSES = (1.0, 10.0)

SIZE = 512
"""Side of the frames [px]."""

APART = 4
"""Planted columns lie so many spacings apart: 90 px, farther than two of the largest places
reach, so that each is a try of its own."""

BACKGROUND = 0.05
"""Between the columns, of the brightest pixel."""

REQUIRED = {(1.0, 1.0): 0.95, (10.0, 0.2): 0.95}
"""(dose, share) -> share of invented columns that must be found."""


def run(plan: Plan) -> Part:
    """Plant columns and count those found, and flags on what is really there."""
    tries = 12 if plan.quick else 200
    sources = (HeldOutSource.THINNING,) if plan.quick else tuple(HeldOutSource)
    rows: list[dict[str, Any]] = [
        _cell(plan, kind, dose, share, tries, source)
        for source in sources
        for kind in ("added", "removed")
        for dose in (QUICK_DOSES if plan.quick else DOSES)
        for share in SHARES
    ]
    needed = {
        f"found_{share:.0%}_at_{dose:g}": next(
            row["found"]
            for row in rows
            if (row["dose"], row["share"], row["kind"], row["source"])
            == (dose, share, "added", "thinning")
        )
        for dose, share in REQUIRED
    }
    elsewhere = sum(row["elsewhere"] for row in rows) / sum(row["frames"] for row in rows)
    met = all(v >= r for v, r in zip(needed.values(), REQUIRED.values(), strict=True))
    summary = {**needed, "frames_flagged_elsewhere": elsewhere, "met": met and elsewhere <= 0.01}
    plots = {
        f"power-{kind}": line_plot(
            f"Columns {kind}: share found (thinning)",
            {
                f"{share:.0%}": [
                    (r["dose"], r["found"])
                    for r in rows
                    if r["kind"] == kind and r["share"] == share and r["source"] == "thinning"
                ]
                for share in SHARES
            },
            x_label="dose at the brightest pixel [electrons/px]",
            y_label="found",
            log_x=True,
            limits={"95 %": 0.95},
        )
        for kind in ("added", "removed")
    }
    return Part("power", summary, rows, plots)


def lattice(size: int) -> tuple[Plane, float]:
    """Return columns on a square lattice, brightest pixel 1, and their spacing [px]."""
    spacing = SPACING_PM / PIXEL_PM
    places = np.arange(spacing / 2, size, spacing)
    line = np.exp(-0.5 * np.square((np.arange(size)[:, None] - places) / SIGMA)).sum(axis=1)
    image = BACKGROUND + (1.0 - BACKGROUND) * np.outer(line, line) / line.max() ** 2
    return image, spacing


def _cell(
    plan: Plan, kind: str, dose: float, share: float, tries: int, source: HeldOutSource
) -> dict[str, Any]:
    plain, spacing = lattice(SIZE)
    options = EvidenceOptions()
    generator = np.random.default_rng((plan.seed, round(dose * 10), round(share * 100)))
    found = done = elsewhere = frames = 0
    places, planted = _spots(spacing), plain
    for row, column in places:
        planted = with_column(planted, row, column, SIGMA, share)
    truth, shown = (plain, planted) if kind == "added" else (planted, plain)
    while done < tries:
        held, exposure = _held(truth * dose, generator, source, options.q)
        misfits = find_misfits(shown * dose * exposure, held, options)
        flagged = [p for p in misfits.places if p.large and _alone(p, len(misfits.maps), options)]
        found += sum(any(_near(p, *place) for p in flagged) for place in places)
        elsewhere += any(not any(_near(p, *place) for place in places) for p in flagged)
        done, frames = done + len(places), frames + 1
    return {
        "source": source.value,
        "kind": kind,
        "dose": dose,
        "share": share,
        "tries": done,
        "found": found / done,
        "frames": frames,
        "elsewhere": elsewhere,
    }


def _spots(spacing: float) -> list[tuple[float, float]]:
    """Return places between four columns (interstitials), far apart."""
    line = [corner * spacing for corner in range(2, int(SIZE / spacing) - 1, APART)]
    return [(row, column) for row in line for column in line]


def _alone(place: Place, scales: int, options: EvidenceOptions) -> bool:
    """Whether a place would be believed if there were no other."""
    return scales * false_peaks(place.z, (SIZE, SIZE), place.sigma) <= options.alpha


def _held(
    rate: Plane, generator: np.random.Generator, source: HeldOutSource, q: float
) -> tuple[HeldOut, float]:
    seeds = [int(s) for s in generator.integers(1 << 31, size=2)]
    if source is HeldOutSource.THINNING:
        return by_thinning(electrons(rate, seeds[0]), q, seeds[1]), 1.0 - q
    frames = [electrons(rate, seed).astype(np.float32) for seed in seeds]
    held = HeldOut(frames[0], frames[1], HeldOutSource.NEIGHBOUR, 1.0, weights=(1.0,))
    return held, 1.0


def _near(place: Place, row: float, column: float) -> bool:
    """Return whether a place overlaps the planted column."""
    away2 = (place.row - row) ** 2 + (place.column - column) ** 2
    return away2 <= 4.0 * (SIGMA**2 + place.sigma**2)
