"""Frames of a lattice with Poisson noise, and pictures made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Kind, Provenance, Step
from stemviewer.core.quantity import Quantity, set_to

PROVENANCES = {
    Kind.FILTERED: Provenance((Step("gaussian", "1", {"sigma": 1.5}, Flag.FILTERED),)),
    Kind.AVERAGED: Provenance((Step("average", "1", {"frames": 8}, Flag.ACCUMULATED),)),
    Kind.DENOISED: Provenance((Step("live-0.1", "0.1", {}, Flag.NETWORK, "3b" * 32, "cpu"),)),
}

MakeFrame = Callable[..., Frame]
MakeProcessed = Callable[..., Processed]


def lattice(rows: int, columns: int, dose: float) -> np.ndarray:
    y, x = np.mgrid[:rows, :columns]
    rate = 0.1 + np.cos(x * 2 * np.pi / 16) ** 8 * np.cos(y * 2 * np.pi / 16) ** 8
    return rate / rate.mean() * dose


@pytest.fixture(scope="session")
def make_frame() -> MakeFrame:
    def make(
        number: int = 7,
        rows: int = 64,
        columns: int = 64,
        dose: float = 5.0,
        valid: int | None = None,
        data: np.ndarray | None = None,
        calibration: DetectorCalibration = COUNTING,
        pixel_size: Quantity | None = None,
    ) -> Frame:
        counts = np.random.default_rng(number).poisson(lattice(rows, columns, dose))
        raw = counts.astype(np.uint16) if data is None else data
        settings = ScanSettings(
            raw.shape[0],
            raw.shape[1],
            dwell=set_to(1e-6),
            beam_current=set_to(1e-12),
            pixel_size=set_to(1e-11) if pixel_size is None else pixel_size,
        )
        return Frame(
            number,
            "HAADF",
            read_only(raw),
            settings,
            calibration,
            valid_rows=-1 if valid is None else valid,
            complete=valid is None,
        )

    return make


@pytest.fixture(scope="session")
def make_processed() -> MakeProcessed:
    def make(frame: Frame, kind: Kind = Kind.DENOISED) -> Processed:
        image = np.zeros(frame.settings.shape, np.float32)
        image[: frame.valid_rows] = frame.valid.astype(np.float32) * 0.5
        return Processed(
            (frame.number,),
            frame.channel,
            read_only(image),
            PROVENANCES[kind],
            valid_rows=frame.valid_rows,
        )

    return make


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    """The application in its own clothes; once, because every widget is polished again."""
    from stemviewer.ui.theme import apply_theme

    apply_theme(qapp)
    return qapp
