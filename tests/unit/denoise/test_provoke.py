"""A network that fails within a pass says so; it never gives a picture that is none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import torch

from stemviewer.core.errors import ModelError
from stemviewer.denoise.network.provoke import Failure, Provoked
from stemviewer.denoise.registry import method

COUNTS = np.random.default_rng(1).poisson(2.0, (64, 64)).astype(np.float32)


@pytest.fixture
def provoked() -> Iterator[Provoked]:
    made = Provoked()
    yield made
    made.remove()


@pytest.mark.parametrize(
    ("failure", "raised"),
    [
        (Failure.DEVICE, RuntimeError),
        (Failure.MEMORY, torch.OutOfMemoryError),
        (Failure.NUMBERS, ModelError),
    ],
)
def test_a_failing_pass_raises_and_the_next_one_is_good(
    provoked: Provoked, failure: Failure, raised: type[Exception]
) -> None:
    denoiser = method("live-0.1").make({})
    provoked.arm(failure)
    with pytest.raises(raised):
        denoiser.apply(COUNTS)
    assert not provoked.armed
    assert np.isfinite(denoiser.apply(COUNTS).image).all()
