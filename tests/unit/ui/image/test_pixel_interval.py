from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.trust.interval_files import load_intervals
from stemviewer.trust.picture_interval import Band, PictureInterval, picture_interval
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.readout import value_text

NAME = "live-0.1"


def pictures(sha256: str, dose: float = 4.0) -> tuple[Frame, Processed]:
    rate = np.full((96, 96), dose)
    rate[40:50] *= 3
    data = np.random.default_rng(1).poisson(rate).astype(np.uint16)
    frame = Frame(1, "HAADF", read_only(data), ScanSettings(96, 96), COUNTING)
    image = gaussian_filter(data.astype(np.float32), 2.0)
    step = Step(NAME, "1", {}, Flag.NETWORK, sha256, "cpu", "int8")
    return frame, Processed((1,), "HAADF", read_only(image), Provenance((step,)), 96)


def said(frame: Frame, processed: Processed) -> str:
    pair = PairRenderer().render(RenderRequest(PictureSource(frame, processed)))
    assert pair.processed is not None
    return value_text(pair.processed, 33.5, 44.2)


@pytest.mark.parametrize("number_format", ["float32", "int8"])
def test_the_cursor_tells_the_interval_of_the_very_pixel(number_format: str) -> None:
    entry = model_entry(NAME)
    assert entry.int8 is not None
    frame, made = pictures(entry.sha256 if number_format == "float32" else entry.int8.sha256)
    calibration = load_intervals(entry)
    assert calibration is not None
    low, high = calibration.interval(made.image, frame.data)
    known = picture_interval(frame, made)
    assert isinstance(known, PictureInterval)
    half = known.half_width()
    assert not isinstance(half, str)
    assert np.allclose(half, high - made.image)
    assert f"(90 %: {low[44, 33]:.2g} to {high[44, 33]:.2g})" in said(frame, made)


def test_no_interval_is_made_up() -> None:
    sha256 = model_entry(NAME).sha256
    frame, made = pictures("ab" * 32)
    assert "no interval calibrated" in said(frame, made)
    frame, made = pictures(sha256, dose=4000.0)
    assert "no interval at this dose" in said(frame, made)
    frame, made = pictures(sha256)
    unknown = replace(frame, calibration=DetectorCalibration())
    assert "no interval: electrons unknown" in said(unknown, made)
    assert "no interval for averages" in said(frame, replace(made, numbers=(0, 1)))
    plain = replace(made, provenance=Provenance((Step("gaussian", "1", {}, Flag.FILTERED),)))
    assert "interval" not in said(frame, plain)
    assert "90 %" not in said(frame, plain)


def test_a_profile_gets_picture_and_band_at_its_points() -> None:
    frame, made = pictures(model_entry(NAME).sha256)
    known = picture_interval(frame, made)
    assert isinstance(known, PictureInterval)
    rows, columns = np.linspace(10.0, 80.0, 50), np.linspace(20.5, 3.0, 50)
    band = known.along(rows, columns)
    assert isinstance(band, Band)
    assert (band.low < band.processed).all()
    assert (band.processed < band.high).all()
    # on a pixel it is that pixel's
    one = known.along(np.array([44.0]), np.array([33.0]))
    assert isinstance(one, Band)
    assert (one.low[0], one.high[0]) == pytest.approx(known.at(44, 33))
    outside = known.along(np.array([-5.0, 44.0, 200.0]), np.array([3.0, 33.0, 3.0]))
    assert isinstance(outside, Band)
    assert np.isnan(outside.low).tolist() == [True, False, True]
    bright = picture_interval(*pictures(model_entry(NAME).sha256, dose=4000.0))
    assert isinstance(bright, PictureInterval)
    assert bright.along(rows, columns) == "no interval at this dose"


def test_rows_that_were_not_scanned_say_nothing_of_the_dose() -> None:
    frame, made = pictures(model_entry(NAME).sha256)
    data, image = frame.data.copy(), made.image.copy()
    data[60:], image[60:] = 0, 0.0
    grown = picture_interval(
        replace(frame, data=read_only(data), complete=False, valid_rows=60),
        replace(made, image=read_only(image), valid_rows=60),
    )
    whole = picture_interval(frame, made)
    assert isinstance(grown, PictureInterval)
    assert isinstance(whole, PictureInterval)
    assert grown.at(20, 30) == pytest.approx(whole.at(20, 30), rel=0.1)
    half = grown.half_width()
    assert not isinstance(half, str)
    assert half[:60].min() > 0
    assert not half[60:].any()
