"""Part ``damage``: undamaged runs must not alarm; damage is found before half the contrast is gone.

The microscope is simulated in this process; what the lattice contrast really is comes from its
noiseless pictures, through the same windows and reflections.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from stemviewer.core.dose import frame_dose
from stemviewer.simulation.microscope import Microscope
from stemviewer.simulation.scan import ScanErrors
from stemviewer.simulation.setup import ScanSetup
from stemviewer.trust.change.lattice import find_lattice, powers_of
from stemviewer.trust.change.watch import SpecimenWatch

UNDAMAGED, DAMAGED = 100, 30
_QUICK = (6, 3)

CONTRAST_LEFT = 0.5
"""Of the lattice contrast: an alarm must come before."""

FRAMES = 60
"""Of an undamaged run."""

LATTICES = ("perovskite", "mos2", "particle")
ALL = (*LATTICES, "amorphous", "single-atoms")

_SIDE = 192
_EVERY = 6
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Draw:
    """What a run is drawn to be; ``life`` is the critical dose in frames."""

    specimen: str
    seed: int
    dwell_s: float
    drift_a_per_s: tuple[float, float]
    life: float


def run(seed: int, *, quick: bool) -> dict[str, Any]:
    """Run both kinds; ``good`` says whether every line held."""
    undamaged, damaged = _QUICK if quick else (UNDAMAGED, DAMAGED)
    generator = np.random.default_rng(seed)
    still = [_still(_draw(generator, ALL, n, 1e9)) for n in range(undamaged)]
    lives = generator.uniform(20.0, 120.0, damaged)
    fading = [_fading(_draw(generator, LATTICES, n, lives[n])) for n in range(damaged)]
    alarms = sum(bool(one["alarm"]) for one in still)
    late = sum(not one["in_time"] for one in fading)
    left = [one["contrast_left"] for one in fading]
    return {
        "good": alarms == 0 and late == 0,
        "undamaged_runs": undamaged,
        "false_alarms": alarms,
        "undamaged_frames": sum(one["frames"] for one in still),
        "damaged_runs": damaged,
        "not_found_in_time": late,
        "contrast_left_at_alarm": {
            "least": min(left),
            "median": float(np.median(left)),
            "most": max(left),
        },
        "still": still,
        "fading": fading,
    }


def _draw(generator: np.random.Generator, names: tuple[str, ...], n: int, life: float) -> Draw:
    speed, heading = generator.uniform(0.0, 1.5), generator.uniform(0.0, 2.0 * np.pi)
    return Draw(
        specimen=names[n % len(names)],
        seed=int(generator.integers(2**31)),
        dwell_s=float(10 ** generator.uniform(-6.3, -5.3)),
        drift_a_per_s=(float(speed * np.cos(heading)), float(speed * np.sin(heading))),
        life=float(life),
    )


class _Run:
    """One simulated series under watch."""

    def __init__(self, draw: Draw) -> None:
        setup = ScanSetup(_SIDE, _SIDE, field_of_view=7.68e-9, dwell=draw.dwell_s)
        cost = frame_dose(setup.settings()).total.value
        assert cost is not None
        self.cost = cost
        self.microscope = Microscope(
            draw.specimen,
            draw.seed,
            channels=("HAADF",),
            setup=setup,
            errors=ScanErrors(drift_velocity=draw.drift_a_per_s),
            critical_dose=draw.life * cost,
        )
        self.watch = SpecimenWatch()
        self.alarm = ""
        self.share = 0.0
        self.mean = 0.0

    def frame(self) -> None:
        """Scan a frame and look at it."""
        self.microscope.begin_frame()
        counts = self.microscope.scan_rows(0, _SIDE)["HAADF"].astype(np.float32)
        self.mean = float(counts.mean())
        seen = self.watch.look(counts)
        if seen is not None:
            self.share = max(self.share, seen.share)
            self.alarm = self.alarm or seen.alarm.value

    def truth(self) -> Any:
        """Return the spectrum of what is expected now, without noise."""
        return powers_of(self.microscope.expected_rows(0, _SIDE)["HAADF"])


def _still(draw: Draw) -> dict[str, Any]:
    series, frames = _Run(draw), 0
    while frames < FRAMES:
        series.frame()
        frames += 1
    found = {"frames": frames, "alarm": series.alarm, "nearest": series.share}
    return asdict(draw) | found | {"electrons_per_pixel": series.mean}


def _fading(draw: Draw) -> dict[str, Any]:
    series, frames, left = _Run(draw), 0, 1.0
    series.microscope.begin_frame()
    first = series.truth()
    lattice = find_lattice([first, first])
    assert lattice is not None
    while not series.alarm and left > CONTRAST_LEFT and frames < _LONGEST:
        series.frame()
        frames += 1
        if series.alarm or frames % _EVERY == 0:
            left = lattice.amplitude(series.truth()).value
    return asdict(draw) | {
        "frames": frames,
        "alarm": series.alarm,
        "contrast_left": left,
        "dose": frames * series.cost,
        "critical_dose": draw.life * series.cost,
        "electrons_per_pixel": series.mean,
        "in_time": bool(series.alarm) and left > CONTRAST_LEFT,
    }
