from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from stemviewer.bench.accumulate.scenes import SCENES, drift_path, perfect_lattice
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.place import Place
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import Quantity, Source
from stemviewer.denoise.accumulate.accumulator import Accumulated, Accumulator
from stemviewer.denoise.accumulate.motion import Motion
from stemviewer.denoise.accumulate.registration import Registration

Image = npt.NDArray[np.float32]
SIDE = 192


def frame(number: int, counts: Image, **changes: object) -> Frame:
    rows, columns = counts.shape
    plain = Frame(number, "HAADF", read_only(counts), ScanSettings(rows, columns))
    return replace(plain, **changes)  # type: ignore[arg-type]


def add(accumulator: Accumulator, number: int, counts: Image, **changes: object) -> Accumulated:
    return accumulator.add(frame(number, counts, **changes), counts)


def counts_of(seed: int, mean: float = 2.0, side: int = 64) -> Image:
    return np.random.default_rng(seed).poisson(mean, (side, side)).astype(np.float32)


@pytest.mark.parametrize("make", SCENES)
@pytest.mark.parametrize("seed", [1, 2])
def test_drift_of_up_to_three_pixels_is_followed_at_two_electrons(make, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scene = make(rng, SIDE)
    path = drift_path(rng, 8, 3.0)
    registration = Registration()
    found = np.zeros(2)
    errors = []
    for place in path:
        counts = rng.poisson(scene.rate(place, SIDE, 2.0)).astype(np.float32)
        drift = registration.follow(counts)
        assert drift.measured
        found = found + np.array([drift.down, drift.right])
        errors.append(found - place)
    assert float(np.sqrt(np.mean(np.sum(np.square(errors), axis=1)))) < 0.3


def test_a_missing_frame_does_not_lose_the_drift() -> None:
    rng = np.random.default_rng(5)
    scene = perfect_lattice(rng, SIDE)
    path = np.arange(9)[:, None] * np.array([1.5, -2.0])
    registration = Registration()
    found, last = np.zeros(2), 0
    for number in (0, 1, 2, 3, 6, 8):
        counts = rng.poisson(scene.rate(path[number], SIDE, 2.0)).astype(np.float32)
        drift = registration.follow(counts, max(1, number - last))
        found, last = found + np.array([drift.down, drift.right]), number
    assert np.hypot(*(found - path[8])) < 0.3


def test_noise_alone_proves_no_drift() -> None:
    registration = Registration()
    registration.follow(counts_of(0, side=128))
    found = [registration.follow(counts_of(seed, side=128)) for seed in range(1, 8)]
    assert not any(drift.measured for drift in found)
    assert all((drift.down, drift.right) == (0.0, 0.0) for drift in found)


def test_the_sum_is_made_of_whole_electrons_and_their_places_are_counted() -> None:
    rng = np.random.default_rng(3)
    scene = SCENES[0](rng, SIDE)
    accumulator = Accumulator(4)
    total = 0.0
    for number in range(4):
        counts = rng.poisson(scene.rate(np.array([2.0, 1.0]) * number, SIDE, 2.0))
        result = add(accumulator, number, counts.astype(np.float32))
    assert np.array_equal(result.counts, np.round(result.counts))
    assert result.exposure.max() == 4
    # the specimen moved down and right: of the top left corner only the newest frame knows
    assert result.exposure[0, 0] == 1
    assert np.array_equal(result.counts[0, :], counts[0, :].astype(np.float32))
    assert result.step.parameters["shifts_px"] == "6,3;4,2;2,1;0,0"
    assert result.step.parameters["fewest_frames"] == 1
    total = float((result.counts / result.exposure).mean())
    assert total == pytest.approx(2.0, rel=0.02)


def test_a_sum_of_poisson_counts_stays_poisson() -> None:
    accumulator = Accumulator(8)
    for number in range(8):
        result = add(accumulator, number, counts_of(number, 2.0, 256))
    inner = result.counts[40:-40, 40:-40].astype(np.float64)
    assert inner.mean() == pytest.approx(16.0, rel=0.01)
    assert inner.var() / inner.mean() == pytest.approx(1.0, abs=0.03)


def test_the_step_tells_what_was_summed() -> None:
    accumulator = Accumulator(3)
    for number in (4, 5, 7, 8):
        result = add(accumulator, number, counts_of(number))
    assert result.numbers == (5, 7, 8)
    assert result.step.flags == Flag.ACCUMULATED | Flag.DRIFT_ALIGNED
    assert result.step.parameters["frames"] == 3
    assert result.step.parameters["asked"] == 3


PIXEL = Quantity(1e-11, Source.SET)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"settings": ScanSettings(64, 64, pixel_size=PIXEL)}, "another pixel size"),
        ({"settings": ScanSettings(64, 64, dwell=Quantity(1e-6, Source.SET))}, "another dwell"),
        ({"settings": ScanSettings(64, 64, beam_current=Quantity(1e-12, Source.SET))}, "current"),
        ({"place": Place(area=2)}, "another area"),
        ({"place": Place(shift_x=Quantity(1e-9, Source.SET))}, "another field of view"),
        ({"channel": "BF"}, "another channel"),
        ({"number": 20}, "frames missing"),
        ({"number": 0}, "numbers started again"),
    ],
)
def test_it_starts_again_where_frames_do_not_belong_together(changes, reason: str) -> None:
    accumulator = Accumulator(4)
    add(accumulator, 0, counts_of(0))
    assert len(add(accumulator, 1, counts_of(1)).numbers) == 2
    new = replace(frame(2, counts_of(2)), **changes)
    again = accumulator.add(new, counts_of(2))
    assert len(again.numbers) == 1
    assert reason in str(again.step.parameters["started_because"])


def test_another_shape_or_brightness_starts_again() -> None:
    accumulator = Accumulator(4)
    add(accumulator, 0, counts_of(0))
    other = add(accumulator, 1, counts_of(1, side=96))
    assert other.step.parameters["started_because"] == "another size"
    dark = add(accumulator, 2, counts_of(2, 0.0, side=96))
    assert "counts changed" in str(dark.step.parameters["started_because"])
    assert dark.numbers == (2,)


def test_a_number_of_frames_out_of_range_is_refused() -> None:
    for frames in (1, 65):
        with pytest.raises(ValueError, match="cannot be averaged"):
            Accumulator(frames)


def test_the_search_follows_the_motion_and_widens_with_a_gap() -> None:
    motion = Motion(4.0)
    first = motion.predict(1)
    motion.learn(2.0, -1.0, 1)
    later, far = motion.predict(1), motion.predict(4)
    assert (later.down, later.right) == (2.0, -1.0)
    assert later.reach < first.reach
    assert (far.down, far.right) == (8.0, -4.0)
    assert far.reach > later.reach
