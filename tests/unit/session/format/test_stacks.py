from __future__ import annotations

from typing import Any

from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame
from stemviewer.core.provenance import Flag
from stemviewer.core.quantity import UNKNOWN
from stemviewer.session.format.rows import frame_to_row
from stemviewer.session.format.schema import Row
from stemviewer.session.format.stacks import MAX_PIXEL_SIZES, MAX_STACKS, KnownStacks


def _row(frame: Frame) -> Row:
    return frame_to_row(frame, Flag.NONE, frame_dose(frame.settings), UNKNOWN)


def test_a_zoom_sweep_ends_in_one_stack_with_axes_in_pixels(kit: Any) -> None:
    known = KnownStacks()
    files = 0
    for n in range(200):
        key = known.key(_row(kit.frame(n, 8, pixel=1e-11 * (1 + n / 100))))
        if key not in {model.key for model in known.models("recompute")}:
            known.learn(key)
            files += 1
    assert files == MAX_PIXEL_SIZES + 1
    assert known.models("recompute")[0].pixel_size is None


def test_jitter_of_a_measured_pixel_size_makes_no_new_stack(kit: Any) -> None:
    known = KnownStacks()
    keys = {known.key(_row(kit.frame(n, 8, pixel=2e-11 * (1 + n * 1e-8)))) for n in range(9)}
    assert len(keys) == 1


def test_the_stack_unused_for_longest_is_left_out(kit: Any) -> None:
    known = KnownStacks()
    for side in range(1, MAX_STACKS + 4):
        known.learn(known.key(_row(kit.frame(0, side))))
        known.key(_row(kit.frame(0, 1)))
    sides = {model.rows for model in known.models("recompute")}
    assert len(sides) == MAX_STACKS
    assert 1 in sides
    assert MAX_STACKS + 3 in sides
    assert 2 not in sides


def test_each_raw_stack_has_its_twin(kit: Any) -> None:
    known = KnownStacks()
    known.learn(known.key(_row(kit.frame(0, 8))))
    known.learn(known.key(_row(kit.frame(0, 16, channel="BF"))))
    models = known.models("float32")
    assert [model.group for model in models] == ["raw", "denoised", "raw_002", "denoised_002"]
    assert [model.channel for model in models] == ["BF", "BF", "HAADF", "HAADF"]
    assert models[1].dtype == "float32"
