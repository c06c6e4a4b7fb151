from __future__ import annotations

import numpy as np
import pytest
import torch

from stemviewer.core.calibration import DetectorCalibration, ElectronImage
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import Quantity, Source
from stemviewer.denoise.chain import Chain
from stemviewer.denoise.network.catalogue import model_entry
from stemviewer.denoise.network.growing import SETTLED, GrowingFrame
from stemviewer.denoise.network.inference import NetworkDenoiser
from stemviewer.denoise.network.weights import load_pinned

ROWS, COLUMNS = 640, 64


@pytest.fixture(scope="module")
def denoiser() -> NetworkDenoiser:
    torch.set_num_threads(1)
    entry = model_entry("live-0.1")
    return NetworkDenoiser(load_pinned(entry), device="cpu", floor=entry.floor)


@pytest.fixture(scope="module")
def counts() -> ElectronImage:
    y, x = np.mgrid[:ROWS, :COLUMNS]
    rate = 3.0 + 2.0 * np.sin(x / 2.3) * np.sin(y / 2.3) + y / ROWS
    return np.random.default_rng(5).poisson(rate).astype(np.float32)


def test_rows_away_from_the_edge_are_those_of_the_whole_frame(
    denoiser: NetworkDenoiser, counts: ElectronImage
) -> None:
    growing = GrowingFrame(32)
    whole = denoiser.rate(counts)
    computed = []
    for rows in range(64, ROWS + 1, 64):
        rate, done = growing.rate("one", counts[:rows], denoiser.rate)
        computed.append(done)
        assert rate.shape == (rows, COLUMNS)
        inside = rate[: max(0, rows - SETTLED)] - whole[: max(0, rows - SETTLED)]
        assert inside.size == 0 or float(np.abs(inside).max()) < 0.02 * float(whole.mean())
    # new rows, the margin that they change, and the margin that those rows see: no more
    assert max(computed) <= 64 + 2 * SETTLED + 32
    assert sum(computed) < 0.75 * sum(range(64, ROWS + 1, 64))


def test_another_frame_or_other_counts_take_nothing_over(counts: ElectronImage) -> None:
    growing = GrowingFrame(32, 64)
    seen: list[int] = []

    def compute(part: ElectronImage) -> ElectronImage:
        seen.append(part.shape[0])
        return part * 2.0

    for key, given in (
        ("a", counts[:256]),
        ("a", counts[:320]),
        ("b", counts[:384]),
        ("b", counts[:384] * 2.0),
        ("b", counts[:128]),
    ):
        rate, _ = growing.rate(key, given, compute)
        assert np.array_equal(rate, given * 2.0)
    assert seen == [256, 320 - (256 - 64 - 64), 384, 384, 128]


def test_the_chain_grows_partial_frames_and_computes_whole_ones_anew(
    denoiser: NetworkDenoiser, counts: ElectronImage
) -> None:
    chain = Chain(denoiser)
    settings = ScanSettings(ROWS, COLUMNS)
    one, zero = Quantity(1.0, Source.SET), Quantity(0.0, Source.SET)
    counted = DetectorCalibration(one, zero, counting=True)
    steps = []
    for rows in (256, 320, 512, ROWS):
        data = np.zeros((ROWS, COLUMNS), np.float32)
        data[:rows] = counts[:rows]
        frame = Frame(7, "HAADF", read_only(data), settings, counted, rows, complete=rows == ROWS)
        made = chain.process(frame).processed
        steps.append(made.provenance.steps[-1].parameters.get("rows_computed"))
    assert steps[0] == 256
    assert steps[1] < 320
    assert steps[-1] is None
    # what is kept of a frame is the picture that the whole frame gives at once
    assert np.array_equal(made.image, denoiser.apply(counts).image)
