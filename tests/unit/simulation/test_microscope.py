"""The simulated microscope: seeds, counts, drift, damage, blanking."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from stemviewer.core.dose import ELEMENTARY_CHARGE, electrons_per_pixel
from stemviewer.core.errors import SettingsError
from stemviewer.simulation.detector import DetectorKind
from stemviewer.simulation.microscope import SPECIMENS, Microscope
from stemviewer.simulation.scan import STILL, ScanErrors
from stemviewer.simulation.setup import LIMITS, ScanSetup

Image = npt.NDArray[np.uint16]


def scan(microscope: Microscope, block: int = 64) -> dict[str, Image]:
    microscope.begin_frame()
    rows = microscope.frame_settings.rows
    lots = [
        microscope.scan_rows(first, min(first + block, rows)) for first in range(0, rows, block)
    ]
    return {name: np.concatenate([lot[name] for lot in lots]) for name in lots[0]}


@pytest.mark.parametrize("specimen", list(SPECIMENS))
def test_every_specimen_gives_a_low_dose_picture_by_default(specimen: str) -> None:
    microscope = Microscope(specimen, 3, rows=256, columns=256)
    expected = microscope.expected_rows(0, 256)
    haadf = expected["HAADF"]
    sent = (
        electrons_per_pixel(microscope.settings.beam_current, microscope.settings.dwell).value
        or 0.0
    )
    assert 0.8 < np.percentile(haadf, 99.9) < 12.0
    assert haadf.std() / haadf.mean() > 0.15
    assert haadf.min() >= 0.0
    assert float((haadf + expected["BF"]).max()) <= sent
    # bright-field is dark where high-angle dark-field is bright
    assert np.corrcoef(haadf.ravel(), expected["BF"].ravel())[0, 1] < -0.5


def test_same_seed_and_commands_give_the_same_frames() -> None:
    def run(seed: int) -> list[Image]:
        microscope = Microscope("particle", seed, rows=96, columns=96)
        frames = [scan(microscope)["HAADF"]]
        microscope.change("dwell", 1e-6)
        microscope.idle(2.0)
        frames.append(scan(microscope)["BF"])
        microscope.new_area()
        frames.append(scan(microscope)["HAADF"])
        return frames

    first, again, other = run(5), run(5), run(6)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not any(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_noise_of_a_frame_does_not_depend_on_how_the_last_one_ended() -> None:
    whole, stopped = (Microscope("amorphous", 2, rows=64, columns=64) for _ in range(2))
    for microscope, rows in ((whole, 64), (stopped, 10)):
        microscope.begin_frame()
        microscope.scan_rows(0, rows)
        microscope.begin_frame()
    rates = np.full((2, 64, 64), 3.0, np.float32)
    first, second = whole.readout.read(rates), stopped.readout.read(rates)
    assert np.array_equal(first["HAADF"], second["HAADF"])
    assert not np.array_equal(first["HAADF"], first["BF"])


@pytest.mark.parametrize(("dwell", "current"), [(3e-7, 1e-11), (2e-6, 1e-11), (3e-7, 5e-11)])
def test_counts_follow_current_times_dwell(dwell: float, current: float) -> None:
    setup = ScanSetup(256, 256, dwell=dwell, beam_current=current)
    microscope = Microscope("perovskite", 1, setup=setup, errors=STILL, critical_dose=1e12)
    unit = ScanSetup(256, 256, dwell=1e-6, beam_current=1e-11)
    microscope.setup = unit
    fraction = {
        name: rate / (1e-6 * 1e-11 / ELEMENTARY_CHARGE)
        for name, rate in microscope.expected_rows(0, 256).items()
    }
    microscope.setup = setup
    counts = scan(microscope)
    for name, image in counts.items():
        rate = fraction[name].astype(np.float64) * dwell * current / ELEMENTARY_CHARGE
        total = rate.sum()
        assert abs(image.sum() - total) < 5.0 * np.sqrt(total)
        # Poisson: the variance equals the mean in electrons; its deviation is about sqrt(2/n)
        chi = ((image - rate) ** 2 / rate)[rate > 0.05]
        assert chi.mean() == pytest.approx(1.0, abs=6.0 * chi.std() / np.sqrt(chi.size))


def test_analogue_detector_keeps_electrons_after_calibration() -> None:
    microscope = Microscope(
        "perovskite", 1, rows=256, columns=256, errors=STILL, detector=DetectorKind.ANALOGUE
    )
    expected = microscope.expected_rows(0, 256)["BF"]
    frame = scan(microscope)["BF"]
    calibration = microscope.channels[1].calibration
    electrons = calibration.electrons(frame)
    assert not calibration.counting
    assert electrons.mean() == pytest.approx(expected.mean(), rel=0.02)
    noise = electrons - expected
    # afterglow correlates neighbours along the row, not along the column
    along = np.corrcoef(noise[:, 1:].ravel(), noise[:, :-1].ravel())[0, 1]
    down = np.corrcoef(noise[1:].ravel(), noise[:-1].ravel())[0, 1]
    assert along > 0.08
    assert abs(down) < 0.05


def test_uncalibrated_detector_states_nothing() -> None:
    microscope = Microscope(detector=DetectorKind.UNCALIBRATED, rows=64, columns=64)
    assert not any(channel.calibration.known for channel in microscope.channels)


def test_drift_moves_the_specimen_in_its_direction() -> None:
    errors = ScanErrors((0.0, 4.0), drift_wander=0.0, jitter=0.0, hum=0.0)
    setup = ScanSetup(192, 192, field_of_view=4e-9, dwell=5e-6, beam_current=2e-11)
    microscope = Microscope("single-atoms", 4, setup=setup, errors=errors, critical_dose=1e12)
    before = microscope.expected_rows(0, 192)["HAADF"]
    microscope.idle(1.0, beam_on=False)
    after = microscope.expected_rows(0, 192)["HAADF"]
    spectrum = np.conj(np.fft.fft2(before - before.mean())) * np.fft.fft2(after - after.mean())
    peak = np.unravel_index(np.argmax(np.fft.ifft2(spectrum).real), before.shape)
    moved = [(p + 96) % 192 - 96 for p in peak]
    assert moved == [0, pytest.approx(4.0 / setup.pixel, abs=1)]


def lattice_contrast(image: npt.NDArray[np.float32]) -> float:
    """Strength of the strongest peak of the power spectrum beyond low frequencies."""
    power = np.abs(np.fft.rfft2(image / image.mean() - 1.0))
    power[:8, :8] = power[-8:, :8] = 0.0
    return float(power.max()) / image.size


def test_damage_grows_with_dose_and_lowers_lattice_contrast() -> None:
    setup = ScanSetup(256, 256, field_of_view=5e-9, dwell=1e-4, beam_current=1e-11)
    microscope = Microscope("perovskite", 2, setup=setup, errors=STILL, critical_dose=2e5)
    contrasts, doses = [], []
    for _ in range(5):
        contrasts.append(lattice_contrast(microscope.expected_rows(0, 256)["HAADF"]))
        doses.append(microscope.account().areas[0].dose.max(initial=0.0))
        scan(microscope, 256)
    assert all(a < b for a, b in itertools.pairwise(doses))
    assert all(a > b for a, b in itertools.pairwise(contrasts))
    assert contrasts[-1] < 0.3 * contrasts[0]
    # what was not scanned is as it was
    microscope.new_area()
    assert lattice_contrast(microscope.expected_rows(0, 256)["HAADF"]) > 0.6 * contrasts[0]


def test_low_dose_does_little_damage() -> None:
    setup = ScanSetup(256, 256, field_of_view=5.12e-9)
    microscope = Microscope("perovskite", 2, setup=setup, errors=STILL)
    before = lattice_contrast(microscope.expected_rows(0, 256)["HAADF"])
    for _ in range(10):
        scan(microscope, 256)
    after = lattice_contrast(microscope.expected_rows(0, 256)["HAADF"])
    assert 0.9 * before < after < before


@pytest.mark.parametrize(
    ("kind", "level", "spread"),
    [(DetectorKind.COUNTING, 0.0, 0.0), (DetectorKind.ANALOGUE, 1250.0, 9.1)],
)
def test_blanked_frames_hold_no_electrons(kind: DetectorKind, level: float, spread: float) -> None:
    microscope = Microscope(rows=128, columns=128, detector=kind)
    microscope.blanked = True
    frame = scan(microscope)["HAADF"]
    microscope.idle(10.0)
    assert microscope.account().total == 0.0
    assert microscope.frame_settings.beam_current.value == 0.0
    assert microscope.settings.beam_current.value == pytest.approx(1e-11)
    assert frame.mean() == pytest.approx(level, abs=1.0)
    assert frame.std() == pytest.approx(spread, abs=0.3)


@pytest.mark.parametrize("control", list(LIMITS))
@pytest.mark.parametrize("wrong", [0.0, -1.0, 1e9, float("nan"), float("inf")])
def test_bad_values_are_refused_and_change_nothing(control: str, wrong: float) -> None:
    if wrong == 0.0 and control.startswith("shift"):
        wrong = -5e-8  # no shift is a good shift
    microscope = Microscope(rows=64, columns=64)
    before = microscope.setup
    with pytest.raises(SettingsError, match="The value in force was kept"):
        microscope.change(control, wrong)
    assert microscope.setup == before


def test_limits_can_be_set() -> None:
    for control, limits in LIMITS.items():
        for value in limits:
            setup = ScanSetup().changed(control, value)
            assert setup.settings().rows == setup.rows


@pytest.mark.parametrize(
    "make",
    [
        lambda: Microscope("cheese"),
        lambda: Microscope(channels=()),
        lambda: Microscope(channels=("HAADF", "HAADF")),
        lambda: Microscope(channels=("EELS",)),
    ],
)
def test_what_is_not_there_is_refused_by_name(make: Callable[[], Microscope]) -> None:
    with pytest.raises(SettingsError, match="Choose"):
        make()


def test_rows_come_in_order() -> None:
    microscope = Microscope(rows=64, columns=64)
    with pytest.raises(ValueError, match="do not follow"):
        microscope.scan_rows(0, 8)
    microscope.begin_frame()
    microscope.scan_rows(0, 8)
    with pytest.raises(ValueError, match="do not follow"):
        microscope.scan_rows(16, 24)


def test_field_of_view_magnifies_the_same_place() -> None:
    microscope = Microscope("particle", 3, rows=128, columns=128, errors=STILL)
    microscope.change("field_of_view", 8e-9)
    wide = microscope.expected_rows(0, 128)["BF"]
    microscope.change("field_of_view", 4e-9)
    narrow = microscope.expected_rows(0, 128)["BF"]
    binned = narrow.reshape(64, 2, 64, 2).mean(axis=(1, 3))
    centre = wide[32:96, 32:96]
    assert np.corrcoef(binned.ravel(), centre.ravel())[0, 1] > 0.97


def test_defocus_blurs() -> None:
    microscope = Microscope("perovskite", 3, rows=128, columns=128, errors=STILL)
    sharp = microscope.expected_rows(0, 128)["HAADF"]
    microscope.defocus = 150.0
    blurred = microscope.expected_rows(0, 128)["HAADF"]
    assert blurred.std() < 0.6 * sharp.std()
    assert blurred.mean() == pytest.approx(sharp.mean(), rel=0.02)


def test_a_frame_costs_few_times_its_random_numbers() -> None:
    microscope = Microscope("perovskite", 1)
    generator, rates = np.random.default_rng(1), np.full((512, 512), 1.0)
    scan(microscope, 155)

    def cpu(work: Callable[[], object]) -> float:
        start = time.thread_time()
        work()
        return time.thread_time() - start

    # alternating, so that both meet the same load
    pairs = [
        (cpu(lambda: scan(microscope, 155)), cpu(lambda: generator.poisson(rates)))
        for _ in range(7)
    ]
    frame, plain = np.median(np.array(pairs), axis=0)
    assert frame < 6.0 * plain
