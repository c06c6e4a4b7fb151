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
from stemviewer.trust.intervals import load_intervals
from stemviewer.ui.image.pair import PairRenderer, PictureSource, RenderRequest
from stemviewer.ui.image.pixel_interval import PixelInterval, interval_for
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
    known = interval_for(frame, made)
    assert isinstance(known, PixelInterval)
    half = known.half_width()
    assert half is not None
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
    assert "no interval calibrated" in said(unknown, made)
    plain = replace(made, provenance=Provenance((Step("gaussian", "1", {}, Flag.FILTERED),)))
    assert "interval" not in said(frame, plain)
    assert "90 %" not in said(frame, plain)
