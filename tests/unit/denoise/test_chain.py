from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration, ElectronImage
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.provenance import Flag, Kind, Step
from stemviewer.core.quantity import measured
from stemviewer.denoise.base import IN_RANGE, Denoised, RangeState, RangeVerdict
from stemviewer.denoise.chain import Chain
from stemviewer.denoise.registry import method

SHAPE = (64, 96)


class Keep:
    """A denoiser that returns a copy and remembers what it was given."""

    name = "keep"

    def __init__(self, verdict: RangeVerdict = IN_RANGE) -> None:
        self.verdict = verdict
        self.seen: ElectronImage | None = None

    def apply(self, electrons: ElectronImage) -> Denoised:
        self.seen = electrons
        return Denoised(electrons.copy(), Step("keep", "1", {}, Flag.FILTERED), self.verdict)


def frame(
    data: npt.NDArray[np.generic],
    rows: int = -1,
    calibration: DetectorCalibration = COUNTING,
    number: int = 7,
) -> Frame:
    settings = ScanSettings(*data.shape)
    complete = rows in (-1, data.shape[0])
    return Frame(number, "HAADF", read_only(data), settings, calibration, rows, complete)


def counts(seed: int = 0, shape: tuple[int, int] = SHAPE) -> npt.NDArray[np.uint16]:
    rate = np.tile(np.linspace(1.0, 9.0, shape[1]), (shape[0], 1))
    return np.random.default_rng(seed).poisson(rate).astype(np.uint16)


def test_counting_frame_comes_out_with_its_provenance() -> None:
    raw = counts()
    before = hashlib.sha256(raw.tobytes()).hexdigest()
    result = Chain(method("gaussian").make({"sigma": 1.5})).process(frame(raw))
    processed = result.processed
    assert processed.numbers == (7,)
    assert processed.channel == "HAADF"
    assert processed.valid_rows == SHAPE[0]
    assert processed.seconds > 0
    assert processed.provenance.flags == Flag.FILTERED
    assert processed.provenance.kind is Kind.FILTERED
    assert [s.method for s in processed.provenance.steps] == ["gaussian"]
    assert processed.provenance.steps[0].parameters["sigma"] == 1.5
    assert result.range == IN_RANGE
    assert result.calibration == COUNTING
    assert hashlib.sha256(raw.tobytes()).hexdigest() == before


def test_units_become_electrons_by_the_frames_calibration() -> None:
    raw = counts()
    calibration = DetectorCalibration(measured(40.0), measured(2.8e6))
    keep = Keep()
    Chain(keep).process(frame(raw.astype(np.uint32) * 40 + 2_800_000, calibration=calibration))
    assert keep.seen is not None
    np.testing.assert_array_equal(keep.seen, raw)


def test_only_the_rows_that_have_arrived_are_used() -> None:
    raw = counts().astype(np.float32)
    raw[40:] = np.nan  # must not be read
    keep = Keep()
    processed = Chain(keep).process(frame(raw, rows=40)).processed
    assert keep.seen is not None
    assert keep.seen.shape == (40, SHAPE[1])
    assert processed.image.shape == SHAPE
    assert processed.valid_rows == 40
    np.testing.assert_array_equal(processed.image[:40], raw[:40])
    np.testing.assert_array_equal(processed.image[40:], 0.0)
    assert processed.provenance.flags == Flag.FILTERED | Flag.PARTIAL


def test_all_rows_but_not_declared_whole_is_still_partial() -> None:
    raw = counts()
    whole = Frame(1, "BF", read_only(raw), ScanSettings(*SHAPE), COUNTING, SHAPE[0], False)
    processed = Chain(Keep()).process(whole).processed
    assert Flag.PARTIAL in processed.provenance.flags
    assert processed.valid_rows == SHAPE[0]


def test_too_few_rows_are_refused() -> None:
    chain = Chain(Keep())
    chain.process(frame(counts(), rows=16))
    with pytest.raises(ValueError, match="15 rows"):
        chain.process(frame(counts(), rows=15))


@pytest.mark.parametrize("state", list(RangeState))
def test_only_out_of_range_is_flagged_and_the_verdict_is_passed_on(state: RangeState) -> None:
    verdict = RangeVerdict(state, "dose")
    result = Chain(Keep(verdict)).process(frame(counts()), Flag.SIMULATED)
    expected = Flag.FILTERED | Flag.SIMULATED
    if state is RangeState.OUT:
        expected |= Flag.OUT_OF_RANGE
    assert result.processed.provenance.flags == expected
    assert result.range == verdict


def test_unknown_calibration_is_estimated_flagged_and_written_down() -> None:
    raw = counts(shape=(256, 256)).astype(np.uint32) * 25 + 9_000
    keep = Keep()
    result = Chain(keep).process(frame(raw, calibration=DetectorCalibration()))
    step, last = result.processed.provenance.steps
    assert step.flags == Flag.UNCALIBRATED
    assert last.method == "keep"
    assert step.parameters["gain"] == pytest.approx(25.0, rel=0.1)
    assert step.parameters["gain_source"] == "estimated"
    gain, offset = step.parameters["gain"], step.parameters["offset"]
    assert isinstance(gain, float)
    assert isinstance(offset, float)
    expected = ((raw - offset) / gain).astype(np.float32)
    np.testing.assert_allclose(result.processed.image, expected, rtol=1e-6)
    assert result.calibration.gain.value == gain


def test_a_partial_frame_does_not_move_the_estimate() -> None:
    chain = Chain(Keep())
    unknown = DetectorCalibration()
    raw = counts(shape=(256, 256)).astype(np.uint32) * 25 + 9_000
    first = chain.process(frame(raw, calibration=unknown)).calibration
    assert chain.process(frame(raw, rows=100, calibration=unknown)).calibration is first


def test_channels_are_estimated_apart() -> None:
    chain = Chain(Keep())
    found = {}
    for channel, gain in (("HAADF", 10), ("BF", 50)):
        raw = counts(shape=(256, 256)).astype(np.uint32) * gain + 500
        item = Frame(0, channel, read_only(raw), ScanSettings(256, 256))
        found[channel] = chain.process(item).calibration.gain.value
    assert found["HAADF"] == pytest.approx(10, rel=0.1)
    assert found["BF"] == pytest.approx(50, rel=0.1)


def test_blank_frame_of_unknown_calibration_is_black_not_an_error() -> None:
    raw = np.full((64, 64), 2_830_000, np.uint32)
    result = Chain(method("gaussian").make({})).process(
        frame(raw, calibration=DetectorCalibration())
    )
    np.testing.assert_array_equal(result.processed.image, 0.0)
    assert result.processed.provenance.steps[0].parameters["reason"]


def test_single_masked_pixels_are_filled_and_stated() -> None:
    raw = counts().astype(np.float32)
    expected = float(np.median(raw[4:7, 9:12]))
    raw[5, 10], raw[30, 30], raw[31, 60] = np.nan, np.inf, -np.inf
    result = Chain(Keep()).process(frame(raw)).processed
    assert np.isfinite(result.image).all()
    assert result.image[5, 10] == pytest.approx(expected, abs=1.0)
    step = result.provenance.steps[0]
    assert (step.method, dict(step.parameters)) == ("fill-nonfinite", {"pixels": 3})
    assert np.isnan(raw[5, 10])


def test_many_values_that_are_not_finite_are_an_error() -> None:
    raw = counts().astype(np.float32)
    raw[:5] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        Chain(Keep()).process(frame(raw))


@pytest.mark.parametrize("dtype", ["uint8", "int16", "uint32", "float32", "float64"])
def test_every_raw_dtype_gives_the_same_picture(dtype: str) -> None:
    raw = counts()
    image = Chain(Keep()).process(frame(raw.astype(dtype))).processed.image
    np.testing.assert_array_equal(image, raw)


def test_frames_are_averaged_with_and_without_a_filter() -> None:
    def one(number: int) -> Frame:
        return frame(counts(seed=number), number=number)

    plain, filtered = Chain(None, average=3), Chain(method("gaussian").make({}), average=3)
    for number in range(4):
        average = plain.process(one(number)).processed
        smooth = filtered.process(one(number)).processed
    assert average.numbers == smooth.numbers == (1, 2, 3)
    assert average.provenance.kind is Kind.AVERAGED
    assert average.provenance.label() == "AVG 3"
    assert smooth.provenance.label() == "AVG 3 gaussian"
    assert Flag.DRIFT_ALIGNED in average.provenance.flags
    mean = np.mean([counts(seed=number).mean() for number in (1, 2, 3)])
    assert average.image.mean() == pytest.approx(mean, rel=0.02)
    assert smooth.image.mean() == pytest.approx(mean, rel=0.02)
    assert smooth.image.std() < average.image.std()


def test_a_part_of_a_frame_is_not_averaged() -> None:
    part = frame(counts(), rows=40)
    with pytest.raises(ValueError, match="not averaged"):
        Chain(None, average=4).process(part)
    alone = Chain(method("gaussian").make({}), average=4).process(part).processed
    assert Flag.ACCUMULATED not in alone.provenance.flags
    with pytest.raises(ValueError, match="at least 2"):
        Chain(None)
