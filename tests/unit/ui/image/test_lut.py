"""Values to indices to colours."""

from __future__ import annotations

import numpy as np
import pytest

from stemviewer.core.frame import RAW_DTYPES
from stemviewer.ui.image.decimate import block_mean, factor_for
from stemviewer.ui.image.display_settings import Limits
from stemviewer.ui.image.lut import (
    ABOVE,
    BELOW,
    COLOUR_MAPS,
    Leveller,
    _map_colours,
    colour_table,
)
from stemviewer.ui.image.resample import bilinear, prepared_shape


@pytest.mark.parametrize("dtype", sorted(RAW_DTYPES))
def test_every_raw_dtype_is_levelled_alike(dtype: str) -> None:
    values = np.array([[9, 10, 35, 60, 61]]).astype(dtype)
    out = np.zeros(values.shape, np.uint8)
    Leveller().indices(values, Limits(10, 60), out)
    assert out[0].tolist() == [BELOW, 1, out[0, 2], 254, ABOVE]
    assert 125 <= out[0, 2] <= 129


def test_negative_integers_are_below() -> None:
    out = np.zeros((1, 2), np.uint8)
    Leveller().indices(np.array([[-5, 5]], np.int16), Limits(0, 10), out)
    assert out[0, 0] == BELOW
    assert out[0, 1] > 100


def test_nan_is_black_without_a_warning() -> None:
    out = np.full((1, 3), 9, np.uint8)
    Leveller().indices(np.array([[np.nan, np.inf, -np.inf]], np.float32), Limits(0, 1), out)
    assert out.tolist() == [[BELOW, ABOVE, BELOW]]


def test_small_contrast_on_a_large_black_level_survives() -> None:
    values = np.array([[3_000_000, 3_000_050, 3_000_100]], np.int32)
    out = np.zeros(values.shape, np.uint8)
    Leveller().indices(values, Limits(3_000_000, 3_000_100), out)
    assert abs(int(out[0, 1]) - 127) <= 1


def test_gamma_invert_and_marks_are_in_the_table_only() -> None:
    plain = colour_table(1.0, "grey", False, False)
    assert plain[1] == 0xFF000000
    assert plain[254] == 0xFFFFFFFF
    assert colour_table(2.0, "grey", False, False)[127] > plain[127]
    assert colour_table(1.0, "grey", True, False)[1] == 0xFFFFFFFF
    marked = colour_table(1.0, "grey", False, True)
    assert marked[BELOW] != plain[BELOW]
    assert marked[ABOVE] != plain[ABOVE]
    assert (marked[1:255] == plain[1:255]).all()


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_every_map_grows_brighter(name: str) -> None:
    table = colour_table(1.0, name, False, False)
    luminance = [
        0.2126 * ((c >> 16) & 255) + 0.7152 * ((c >> 8) & 255) + 0.0722 * (c & 255)
        for c in map(int, table[1:255])
    ]
    assert luminance[-1] - luminance[0] > 100
    assert min(np.diff(luminance)) > -2


def test_an_unknown_map_is_refused() -> None:
    with pytest.raises(ValueError, match="jet"):
        colour_table(1.0, "jet", False, False)


def test_block_means() -> None:
    values = np.arange(35, dtype=np.uint16).reshape(5, 7)
    means = block_mean(values, 2)
    assert means.shape == (2, 3)
    assert means[1, 2] == pytest.approx(values[2:4, 4:6].mean())
    assert block_mean(values, 1) is values


@pytest.mark.parametrize(("scale", "step"), [(3.0, 1), (1.0, 1), (0.51, 1), (0.5, 2), (0.3, 3)])
def test_decimation_leaves_a_pixel_for_every_screen_pixel(scale: float, step: int) -> None:
    assert factor_for(scale) == step


def test_scaling_keeps_flat_planes_and_ramps() -> None:
    flat = np.full((8, 8), 255, np.uint8)
    assert (bilinear(flat, (13, 17)) == 255).all()
    ramp = np.tile(np.arange(0, 200, 10, dtype=np.uint8), (4, 1))
    scaled = bilinear(ramp, (4, 30)).astype(int)
    assert (np.diff(scaled[0]) >= 0).all()
    assert abs(scaled[0].mean() - ramp.mean()) < 1
    assert bilinear(ramp, ramp.shape) is ramp


def test_no_plane_is_made_where_raw_pixels_are_to_be_seen() -> None:
    assert prepared_shape((512, 512), 2.0) is None
    assert prepared_shape((512, 512), 1.5) == (768, 768)
    assert prepared_shape((2048, 2048), 1.9) is None


@pytest.mark.parametrize("name", [name for name in COLOUR_MAPS if name != "grey"])
def test_maps_are_those_of_the_library(name: str) -> None:
    import pyqtgraph

    expected = pyqtgraph.colormap.get(name).getLookupTable(nPts=256)[:, :3]
    np.testing.assert_array_equal(_map_colours(name), expected)


def test_a_map_needs_no_import_of_the_library() -> None:
    import subprocess
    import sys

    code = "import sys; from stemviewer.ui.image.lut import colour_table;"
    code += "colour_table(1.0, 'viridis', False, False); sys.exit('pyqtgraph' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
