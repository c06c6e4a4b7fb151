from __future__ import annotations

import numpy as np
import pytest

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import Quantity, Source, estimated, measured, set_to


def plane(rows: int = 4, columns: int = 6) -> np.ndarray:
    return read_only(np.arange(rows * columns, dtype=np.uint16).reshape(rows, columns))


def test_a_frame_refuses_a_writeable_array() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Frame(0, "HAADF", np.zeros((4, 6), np.uint16), ScanSettings(4, 6))


def test_a_frame_refuses_an_array_of_another_shape() -> None:
    with pytest.raises(ValueError, match="shape"):
        Frame(0, "HAADF", plane(4, 6), ScanSettings(6, 4))


def test_a_frame_with_missing_rows_is_not_complete() -> None:
    with pytest.raises(ValueError, match="all its rows"):
        Frame(0, "HAADF", plane(), ScanSettings(4, 6), valid_rows=3, complete=True)
    partial = Frame(0, "HAADF", plane(), ScanSettings(4, 6), valid_rows=3, complete=False)
    assert partial.valid.shape == (3, 6)


def test_frames_are_frozen_and_their_pixels_too() -> None:
    frame = Frame(0, "HAADF", plane(), ScanSettings(4, 6))
    with pytest.raises(AttributeError):
        frame.number = 1  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        frame.data[0, 0] = 1


def test_electrons_from_units_with_a_large_black_level() -> None:
    calibration = DetectorCalibration(gain=measured(7.0), offset=measured(2_830_000.0))
    units = np.array([[2_830_000, 2_830_007, 2_830_035]], dtype=np.uint32)
    np.testing.assert_allclose(calibration.electrons(units), [[0.0, 1.0, 5.0]], atol=1e-6)


def test_counts_pass_unchanged() -> None:
    counts = np.array([[0, 3, 65535]], dtype=np.uint16)
    electrons = COUNTING.electrons(counts)
    assert electrons.dtype == np.float32
    np.testing.assert_array_equal(electrons, counts)


def test_units_of_unknown_gain_are_not_electrons() -> None:
    with pytest.raises(ValueError, match="unknown"):
        DetectorCalibration(offset=set_to(0.0)).electrons(plane())


def test_the_weaker_source_counts() -> None:
    calibration = DetectorCalibration(gain=estimated(2.0), offset=measured(10.0))
    assert calibration.source is Source.ESTIMATED


def test_a_quantity_has_a_number_exactly_when_it_is_known() -> None:
    with pytest.raises(ValueError, match="source"):
        Quantity(1.0, Source.UNKNOWN)
    with pytest.raises(ValueError, match="source"):
        Quantity(None, Source.SET)
    with pytest.raises(ValueError, match="finite"):
        Quantity(float("nan"), Source.SET)


def test_processed_needs_a_parent_and_a_provenance() -> None:
    image = read_only(np.zeros((4, 6), np.float32))
    provenance = Provenance((Step("gaussian", "1", {"sigma": 2.0}, Flag.FILTERED),))
    made = Processed((3, 4), "HAADF", image, provenance)
    assert made.parent == 4
    with pytest.raises(ValueError, match="names the frames"):
        Processed((), "HAADF", image, provenance)
    with pytest.raises(ValueError, match="read-only"):
        Processed((1,), "HAADF", np.zeros((4, 6), np.float32), provenance)
