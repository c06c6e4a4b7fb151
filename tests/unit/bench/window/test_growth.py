"""The verdict on a long run: what grows is found, what only swings is not."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.bench.window.growth import judge


def samples(growth: float, *, handles: float = 0.0, fill: bool = True) -> list[dict[str, float]]:
    """Return samples of 600 s: a tenth of filling, then a share of growth with noise on it."""
    at = np.linspace(0.0, 600.0, 240)
    noise = np.random.default_rng(3).normal(0.0, 2e6, at.size)
    filled = np.minimum(at / 60.0, 1.0) if fill else np.ones(at.size)
    memory = 1e9 * filled * (1.0 + growth * at / 600.0) + noise
    return [
        {"at_s": a, "rss_bytes": m, "handles": 40.0 + round(handles * a / 600), "threads": 12.0}
        for a, m in zip(at.tolist(), memory.tolist(), strict=True)
    ]


def test_filling_at_the_start_and_noise_are_no_growth() -> None:
    verdict = judge(samples(0.0), 0.25)
    assert verdict.holds(0.01)
    assert abs(verdict.memory.share) < 0.003
    assert verdict.seconds == pytest.approx(450.0, abs=5.0)
    assert "holds" in verdict.told(0.01)


def test_filling_counts_where_nothing_is_left_out() -> None:
    assert not judge(samples(0.0), 0.0).holds(0.01)


def test_a_leak_is_found_and_measured() -> None:
    verdict = judge(samples(0.05), 0.25)
    assert not verdict.holds(0.01)
    # 5 % of 1 GB in ten minutes
    assert verdict.memory.per_hour == pytest.approx(0.3e9, rel=0.1)
    assert "DOES NOT HOLD" in verdict.told(0.01)


def test_one_handle_more_is_too_many() -> None:
    verdict = judge(samples(0.0, handles=1.0), 0.25)
    assert not verdict.holds(0.01)
    assert verdict.handles.last == verdict.handles.first + 1


def test_what_fills_later_than_the_settling_is_left_out_too() -> None:
    late = [one | {"at_s": 4.0 * one["at_s"]} for one in samples(0.0)]
    assert not judge(late, 0.0).holds(0.01)
    verdict = judge(late, 0.0, full_s=300.0)
    assert verdict.holds(0.01)
    assert verdict.seconds == pytest.approx(2100.0, abs=20.0)


def test_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="needed"):
        judge(samples(0.0)[:12], 0.5)
    with pytest.raises(ValueError, match="no samples"):
        judge([], 0.5)
