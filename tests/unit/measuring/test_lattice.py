"""Lattices measured in counts: the truth is found, and the stated errors are right."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.quantity import set_to
from stemviewer.measuring.lattice import Lattice, measure_lattice
from stemviewer.measuring.peaks import find_peaks
from stemviewer.measuring.plane import Plane
from stemviewer.measuring.spectrum import spectrum_of

A, B = np.array([11.3, 1.2]), np.array([-2.1, 13.7])


def rate(side: int, dose: float, a: np.ndarray = A, b: np.ndarray = B) -> np.ndarray:
    y, x = np.mgrid[:side, :side] + 0.5
    g = np.linalg.inv(np.array([a, b])).T
    u, v = g[0, 0] * x + g[0, 1] * y, g[1, 0] * x + g[1, 1] * y
    columns = np.exp(2 * (np.cos(2 * np.pi * u) + np.cos(2 * np.pi * v)) - 4) + 0.05
    return columns / columns.mean() * dose


def counted(counts: np.ndarray) -> Plane:
    return Plane(counts, COUNTING, ((0, 0),), True)


def lattice_of(plane: Plane) -> Lattice:
    spectrum = spectrum_of(plane)
    assert spectrum is not None
    found = measure_lattice(plane, spectrum)
    assert isinstance(found, Lattice), found
    return found


@pytest.mark.parametrize("dose", [0.5, 2.0, 20.0])
def test_stated_errors_of_vectors_and_angle_are_those_of_repeated_counting(dose: float) -> None:
    truth, drawn = rate(128, dose), np.random.default_rng(11)
    lengths = np.hypot(*A), np.hypot(*B)
    angle = math.degrees(math.acos(A @ B / lengths[0] / lengths[1]))
    scores = []
    for _ in range(48):
        found = lattice_of(counted(drawn.poisson(truth).astype(np.uint16)))
        a, b = found.lengths
        scores.append([
            (a.value - lengths[0]) / a.error,
            (b.value - lengths[1]) / b.error,
            (found.angle.value - angle) / found.angle.error,
        ])  # fmt: skip
    every = np.array(scores)
    # 144 values: their mean is known to 0.08, their spread to 6 %
    assert abs(every.mean()) < 0.35
    assert 0.8 < every.std() < 1.25
    assert np.abs(every).max() < 5.0


def test_spacings_are_those_of_the_planes() -> None:
    found = lattice_of(counted(np.random.default_rng(2).poisson(rate(128, 20.0))))
    area = abs(A[0] * B[1] - A[1] * B[0])
    first, second = found.spacings
    assert first.value == pytest.approx(area / np.hypot(*B), abs=5 * first.error)
    assert second.value == pytest.approx(area / np.hypot(*A), abs=5 * second.error)
    assert found.share > 0.95


def test_a_centred_cell_is_told_by_its_primitive_vectors() -> None:
    truth = rate(192, 10.0, np.array([12.0, 12.0]), np.array([-12.0, 12.0]))
    found = lattice_of(counted(np.random.default_rng(3).poisson(truth)))
    a, b = found.lengths
    assert a.value == pytest.approx(12 * math.sqrt(2), abs=0.1)
    assert b.value == pytest.approx(12 * math.sqrt(2), abs=0.1)
    assert found.angle.value == pytest.approx(90.0, abs=0.5)


def test_pure_noise_has_no_lattice_and_one_wave_has_one_direction() -> None:
    drawn = np.random.default_rng(4)
    false = 0
    for _ in range(40):
        plane = counted(drawn.poisson(np.full((128, 128), 2.0)))
        spectrum = spectrum_of(plane)
        assert spectrum is not None
        false += len(find_peaks(spectrum))
        assert isinstance(measure_lattice(plane, spectrum), str)
    assert false <= 1
    stripes = 5.0 * (1 + 0.8 * np.sin(np.arange(128) * 2 * np.pi / 9.3))
    plane = counted(drawn.poisson(np.broadcast_to(stripes, (128, 128))))
    spectrum = spectrum_of(plane)
    assert spectrum is not None
    (peak,) = find_peaks(spectrum)[:1]
    assert peak.spacing == pytest.approx(9.3, rel=0.005)
    assert measure_lattice(plane, spectrum) == "only one direction repeats"


def test_two_chosen_reflections_span_the_lattice() -> None:
    plane = counted(np.random.default_rng(5).poisson(rate(128, 5.0)))
    spectrum = spectrum_of(plane)
    assert spectrum is not None
    g = np.linalg.inv(np.array([A, B])).T
    near = (g[0, 0] + 0.004, g[0, 1]), (g[1, 0], g[1, 1] - 0.004)
    found = measure_lattice(plane, spectrum, near)
    assert isinstance(found, Lattice)
    assert found.lengths[0].value == pytest.approx(np.hypot(*A), abs=0.03)
    assert measure_lattice(plane, spectrum, (near[0], near[0])) == (
        "the two reflections lie on one line"
    )


def test_readout_noise_widens_the_error_and_unknown_noise_gives_none() -> None:
    drawn = np.random.default_rng(6)
    counts = drawn.poisson(rate(128, 5.0))
    noisy = (counts + drawn.normal(0.0, 3.0, counts.shape)).astype(np.float32)
    analogue = DetectorCalibration(set_to(1.0), set_to(0.0))
    wide = lattice_of(Plane(noisy, analogue, ((0, 0),), False))
    assert wide.inflation == pytest.approx((5.0 + 9.0) / 5.0, rel=0.2)
    assert wide.lengths[0].error > 1.3 * lattice_of(counted(counts)).lengths[0].error
    silent = lattice_of(Plane(counts.astype(np.float32), None, (), True))
    assert silent.covariance is None
    assert math.isnan(silent.lengths[0].error)
