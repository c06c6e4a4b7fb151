from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from stemviewer.session.structure.encode import deflate_chunk, fletcher32, plain_chunk


@pytest.mark.parametrize("dtype", ["u1", "<i2", "<u4", "<f4", "<f8"])
@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (300, 501)])
def test_hdf5_reads_our_chunks_and_makes_the_same_checksum(
    tmp_path: Path, dtype: str, shape: tuple[int, int]
) -> None:
    pixels = np.random.default_rng(3).poisson(5, shape).astype(dtype)
    with h5py.File(tmp_path / "chunks.h5", "w") as file:
        plain = file.create_dataset(
            "plain", (1, *shape), dtype, chunks=(1, *shape), fletcher32=True
        )
        packed = file.create_dataset(
            "packed",
            (1, *shape),
            dtype,
            chunks=(1, *shape),
            fletcher32=True,
            shuffle=True,
            compression="gzip",
            compression_opts=1,
        )
        packed.id.write_direct_chunk((0, 0, 0), deflate_chunk(pixels))
        plain[0] = pixels
        assert plain.id.read_direct_chunk((0, 0, 0))[1] == plain_chunk(pixels)
    with h5py.File(tmp_path / "chunks.h5") as file:
        assert np.array_equal(file["packed"][0], pixels)
        assert np.array_equal(file["plain"][0], pixels)


def test_checksum_of_nothing_and_of_zeros() -> None:
    assert fletcher32(b"") == 0
    assert fletcher32(bytes(1000)) == 0
    assert fletcher32(b"\xff" * 70_000) == 0xFFFFFFFF
