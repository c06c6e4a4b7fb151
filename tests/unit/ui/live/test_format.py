from __future__ import annotations

import pytest

from stemviewer.core.quantity import UNKNOWN, set_to
from stemviewer.ui.live import format as f
from stemviewer.ui.text import THIN


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.2, "2.20"),
        (0.571, "0.571"),
        (220.4, "220"),
        (18340, f"18{THIN}340"),
        (1.83e8, "1.83×10⁸"),
        (4.2e-7, "4.20×10⁻⁷"),
        (0, "0"),
    ],
)
def test_numbers_are_grouped_and_keep_three_figures(value: float, text: str) -> None:
    assert f.number(value) == text


def test_unknown_is_a_word_never_a_number() -> None:
    assert f.quantity(UNKNOWN) == "unknown"
    assert f.with_unit(UNKNOWN, f.CURRENT) == "unknown"
    assert f.with_unit(set_to(0.35e-12), f.CURRENT) == "0.350 pA"
    assert f.minutes(None) == f.milliseconds(None) == "unknown"


@pytest.mark.parametrize(
    ("family", "value", "text"),
    [
        (f.CURRENT, 2e-8, "20.0 nA"),
        (f.DWELL, 0.05, "50.0 ms"),
        (f.DWELL, 1e-9, "1.00 ns"),
        (f.LENGTH, 4e-5, "40.0 µm"),
    ],
)
def test_far_values_get_another_prefix(family: f.UnitFamily, value: float, text: str) -> None:
    assert family.show(value) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2e-6),
        ("0,5 us", 0.5e-6),
        ("1.5µs", 1.5e-6),
        ("1 000", 1e-3),
        (f"1{THIN}000 ns", 1e-6),
        ("2e-1 ms", 2e-4),
        (" 3 s ", 3.0),
    ],
)
def test_what_is_typed_is_understood_with_its_unit(text: str, value: float) -> None:
    assert f.DWELL.parse(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "fast", "1 pA", "nan", "inf", ".", "1.2.3", "--2"])
def test_what_is_no_dwell_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a"):
        f.DWELL.parse(text)


def test_ranges_say_no_idle_zeros() -> None:
    assert f.DWELL.show_range(1e-7, 1e-3) == f"0.1 to 1{THIN}000 µs"
    assert f.PIXELS.show_range(64, 4096) == f"64 to 4{THIN}096 px"


def test_times_left_and_lags() -> None:
    assert [f.minutes(m) for m in (48.4, 31 * 60, 12 * 1440)] == ["48 min", "31 h", "12 d"]
    assert [f.milliseconds(s) for s in (0.041, 2.345)] == ["41 ms", "2.3 s"]
