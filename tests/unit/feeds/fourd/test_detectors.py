"""Rings, their units, the disc, and sums that are exact."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.core.errors import SettingsError
from stemviewer.feeds.fourd.centre import find_disc
from stemviewer.feeds.fourd.detectors import (
    Geometry,
    Ring,
    Unit,
    parse_ring,
    partition,
    ring_mask,
)
from stemviewer.feeds.fourd.reduce import COM_X, COM_Y, Layout, Reducer, sum_dtype


@pytest.mark.parametrize(
    ("text", "ring"),
    [
        ("20-60mrad", Ring(20.0, 60.0, Unit.MRAD)),
        ("0-12.5px", Ring(0.0, 12.5, Unit.PX)),
        (" 1.1-2.5r", Ring(1.1, 2.5, Unit.RADII)),
    ],
)
def test_rings_are_read_as_they_are_written(text: str, ring: Ring) -> None:
    assert parse_ring("adf", text) == ring


@pytest.mark.parametrize("text", ["", "5", "5-4px", "1-2", "1-2nm", "-1-2px", "1..2-3px", "a-bpx"])
def test_what_is_no_ring_is_refused_in_words(text: str) -> None:
    with pytest.raises(SettingsError, match="not a ring"):
        parse_ring("adf", text)


def test_a_ring_in_milliradians_is_the_ring_in_pixels_at_the_stated_camera_length() -> None:
    geometry = Geometry(30.0, 33.0, 8.0, mrad_per_px=0.5)
    in_mrad = ring_mask((64, 64), Ring(4.0, 10.0, Unit.MRAD), geometry)
    in_px = ring_mask((64, 64), Ring(8.0, 20.0, Unit.PX), geometry)
    in_radii = ring_mask((64, 64), Ring(1.0, 2.5, Unit.RADII), geometry)
    assert np.array_equal(in_mrad, in_px)
    assert np.array_equal(in_mrad, in_radii)
    assert not in_px[30, 33]
    assert in_px[30, 33 + 8]
    assert not in_px[30, 33 + 20]


def test_milliradians_without_a_camera_length_are_refused() -> None:
    with pytest.raises(SettingsError, match="camera length"):
        ring_mask((8, 8), Ring(1.0, 2.0, Unit.MRAD), Geometry(4.0, 4.0))


def test_regions_rebuild_the_masks_they_were_cut_from() -> None:
    rng = np.random.default_rng(3)
    masks = [rng.random((20, 30)) < share for share in (0.5, 0.2, 0.7, 0.0)]
    labels, members = partition(masks)
    for mask, regions in zip(masks, members, strict=True):
        assert np.array_equal(np.isin(labels, regions), mask.ravel())


@pytest.mark.parametrize("seed", range(4))
def test_the_disc_is_found_off_the_centre_in_noise_and_beside_a_hot_pixel(seed: int) -> None:
    patterns = made_patterns((8, 8), 128, seed)  # its corner holds a counter, up to 63
    disc = find_disc(patterns)
    assert disc is not None
    # the disc was made about this point, of this radius; half a pixel of a 15 px disc
    assert abs(disc.y - 66.25) < 0.5
    assert abs(disc.x - 60.5) < 0.5
    assert abs(disc.radius - 0.12 * 128) < 0.7


def test_no_disc_is_found_where_there_is_none() -> None:
    assert find_disc(np.zeros((4, 32, 32), np.uint16)) is None
    assert find_disc(np.ones((4, 32, 32), np.uint16)) is None


RINGS = {
    "ADF": Ring(10.0, 30.0, Unit.PX),
    "BF": Ring(0.0, 10.0, Unit.PX),
    "ABF": Ring(5.0, 10.0, Unit.PX),
    "far": Ring(500.0, 600.0, Unit.PX),
}


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.uint32])
def test_sums_are_those_of_a_plain_sum_at_the_largest_values(dtype: type) -> None:
    rng = np.random.default_rng(1)
    most = int(np.iinfo(dtype).max)
    patterns = rng.integers(0, most, (5, 48, 64), dtype, endpoint=True)
    patterns[0] = most
    reducer = Reducer(Layout(48, 64, most), RINGS, Geometry(20.3, 31.7))
    values = reducer.reduce(patterns)
    for name, mask in reducer.masks.items():
        expected = [int(pattern[mask].astype(object).sum()) for pattern in patterns]
        assert [int(value) for value in values[name]] == expected, name
    assert values["far"].sum() == 0
    assert values["BF"].dtype == sum_dtype(48 * 64, most)


def test_the_centre_of_mass_is_measured_from_the_axis() -> None:
    pattern = np.zeros((3, 32, 40), np.uint16)
    pattern[0, 10, 12] = 7
    pattern[1, 10, 12] = pattern[1, 20, 12] = 3
    values = Reducer(Layout(32, 40, 65535), RINGS, Geometry(15.0, 20.0)).reduce(pattern)
    assert values[COM_Y][:2].tolist() == [-5.0, 0.0]
    assert values[COM_X][:2].tolist() == [-8.0, -8.0]
    assert np.isnan(values[COM_Y][2]), "nobody knows where no electrons are"
