"""The validity gate: true counts admitted, analogue pictures refused or left to neighbours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.signal import lfilter

from stemviewer.bench.evidence.images import Plane, electrons, kept_out
from stemviewer.bench.evidence.tables import Part, Plan
from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.quantity import set_to
from stemviewer.trust.gate import Gate, Way, check

DOSES = (0.3, 1.0, 5.0, 20.0, 50.0)
"""Mean electrons per pixel."""

GAIN, OFFSET = 37.0, 1200.0
"""Of the analogue detector [units per electron], [units]."""

REQUIRED = 0.99

Units = npt.NDArray[Any]
Maker = Callable[[Plane, np.random.Generator], tuple[Units, DetectorCalibration]]


def run(plan: Plan) -> Part:
    """Ask the gate about frames of every kind, each with a second frame of the same place.

    Without that second frame, those taken for counts would be thinned and all others refused.
    """
    images, size = (1, 256) if plan.quick else (5, 256)
    tallies = {name: _Tally() for name in KINDS}
    wrong: list[str] = []
    for family, number, clean in kept_out((), images, size, plan.seed + 2):
        for dose in DOSES:
            for place, (name, make) in enumerate(KINDS.items()):
                seed = (plan.seed, number, round(dose * 10), len(family), place)
                generator = np.random.default_rng(seed)
                units, calibration = make(clean * dose, generator)
                other, _ = make(clean * dose, generator)
                answer = check(units, calibration, [other])
                right = _sound(name, answer)
                tallies[name].add(answer, right)
                if not right:
                    wrong.append(f"{name}, {family}, {dose:g} e/px: {answer.sentence()}")
    rows = [{"kind": name, **tally.row()} for name, tally in tallies.items()]
    true, other_kinds = (
        [row for row in rows if (row["kind"] in COUNTED) is counted] for counted in (True, False)
    )
    admitted = sum(r["right"] for r in true) / sum(r["tries"] for r in true)
    refused = min(r["right"] / r["tries"] for r in other_kinds)
    summary = {
        "true_counts_admitted": admitted,
        "true_counts": sum(r["tries"] for r in true),
        "others_handled_at_least": refused,
        "met": admitted >= REQUIRED and refused >= REQUIRED,
        **{f"wrong_{place}": text for place, text in enumerate(wrong, 1)},
    }
    return Part("gate", summary, rows)


class _Tally:
    """Answers about the frames of one kind."""

    def __init__(self) -> None:
        self.tries = self.right = self.counted = 0
        self.ways = dict.fromkeys(Way, 0)

    def add(self, answer: Gate, right: bool) -> None:
        self.tries += 1
        self.right += right
        self.counted += answer.counted
        self.ways[answer.way] += 1

    def row(self) -> dict[str, Any]:
        return {
            "tries": self.tries,
            "taken_for_counts": self.counted,
            "by_a_neighbour": self.ways[Way.NEIGHBOUR],
            "not_available": self.ways[Way.NONE],
            "right": self.right,
            "right_share": self.right / self.tries,
        }


def _sound(name: str, answer: Gate) -> bool:
    """Return whether the answer is right: counts may be split, other numbers never."""
    if name in COUNTED:
        return answer.way is not Way.NONE and answer.counted
    return answer.way is Way.NONE or (answer.way is Way.NEIGHBOUR and not answer.counted)


def _counts(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    return electrons(rate, int(generator.integers(1 << 31))).astype(np.uint16), COUNTING


def _unstated(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    return _counts(rate, generator)[0], DetectorCalibration()


def _steps(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    units = _counts(rate, generator)[0].astype(np.float64) * GAIN + OFFSET
    return units.astype(np.uint32), DetectorCalibration(set_to(GAIN), set_to(OFFSET))


def _spread(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    """Pulse heights of 40 % spread and some readout noise."""
    return _digitised(_pulses(rate, generator), generator)


def _spread_unknown(
    rate: Plane, generator: np.random.Generator
) -> tuple[Units, DetectorCalibration]:
    return _spread(rate, generator)[0], DetectorCalibration()


def _afterglow(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    """Let a quarter of each pixel's signal run on into the following ones."""
    pulses = _pulses(rate, generator)
    return _digitised(lfilter([0.75], [1.0, -0.25], pulses, axis=1), generator)


def _lines(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    """Every row has an offset of its own, of a third of the shot noise."""
    pulses = _pulses(rate, generator)
    row = generator.normal(0.0, 0.35 * float(rate.mean()) ** 0.5, (rate.shape[0], 1))
    return _digitised(pulses + row, generator)


def _rescaled(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    """Stretch counts to eight bits, as pictures are exported."""
    counts = _counts(rate, generator)[0].astype(np.float64)
    low, high = np.percentile(counts, (0.1, 99.9))
    stretched = np.clip((counts - low) / max(high - low, 1.0), 0.0, 1.0) * 255.0
    return np.rint(stretched).astype(np.uint8), DetectorCalibration()


def _units_as_counts(
    rate: Plane, generator: np.random.Generator
) -> tuple[Units, DetectorCalibration]:
    """Whole numbers that a feed calls counts, and that have another gain."""
    gain = _own_gain(rate, 1.6, 12.0)
    pulses = _pulses(rate, generator) * gain
    return np.clip(np.rint(pulses), 0, None).astype(np.uint16), COUNTING


def _own_gain(rate: Plane, low: float, high: float) -> float:
    """Return a gain that is the same for both frames of a place: a detector keeps its own."""
    place = np.random.default_rng(round(1e6 * float(rate.max())))
    return float(place.uniform(low, high))


def _whole(signal: npt.NDArray[Any]) -> tuple[Units, DetectorCalibration]:
    return np.clip(np.rint(signal), 0, 65535).astype(np.uint16), COUNTING


def _shared_charge(
    rate: Plane, generator: np.random.Generator
) -> tuple[Units, DetectorCalibration]:
    """Count a quarter of the electrons a second time in the next pixel of the row."""
    counts = electrons(rate, int(generator.integers(1 << 31)))
    return _whole(counts + np.roll(generator.binomial(counts, 0.25), 1, axis=1))


def _whole_afterglow(
    rate: Plane, generator: np.random.Generator
) -> tuple[Units, DetectorCalibration]:
    """Afterglow in whole numbers that a feed calls counts; their gain hides their noise."""
    pulses = _pulses(rate, generator) * _own_gain(rate, 2.0, 4.0)
    return _whole(lfilter([0.75], [1.0, -0.25], pulses, axis=1))


def _whole_lines(rate: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    """Add a whole offset to each row, of half an electron and a third of the shot noise."""
    counts = electrons(rate, int(generator.integers(1 << 31)))
    deviation = 0.5 + 0.35 * float(rate.mean()) ** 0.5
    return _whole(counts + np.rint(generator.normal(0.0, deviation, (rate.shape[0], 1))))


def _pulses(rate: Plane, generator: np.random.Generator) -> Plane:
    counts = electrons(rate, int(generator.integers(1 << 31)))
    spread = generator.standard_normal(counts.shape) * 0.4 * np.sqrt(counts)
    pulses: Plane = counts + spread
    return pulses


def _digitised(signal: Plane, generator: np.random.Generator) -> tuple[Units, DetectorCalibration]:
    noisy = signal + generator.normal(0.0, 0.1, signal.shape)
    units = np.clip(np.rint(noisy * GAIN + OFFSET), 0, 65535).astype(np.uint16)
    return units, DetectorCalibration(set_to(GAIN), set_to(OFFSET))


KINDS: dict[str, Maker] = {
    "counts": _counts,
    "counts, not stated": _unstated,
    "counts in steps of a known gain": _steps,
    "analogue, gain spread": _spread,
    "analogue, calibration unknown": _spread_unknown,
    "afterglow": _afterglow,
    "line noise": _lines,
    "stretched to 8 bits": _rescaled,
    "whole numbers of another gain": _units_as_counts,
    "whole numbers, shared charge": _shared_charge,
    "whole numbers, afterglow": _whole_afterglow,
    "whole numbers, line noise": _whole_lines,
}

COUNTED = frozenset(["counts", "counts, not stated", "counts in steps of a known gain"])
