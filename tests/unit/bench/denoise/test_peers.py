from __future__ import annotations

import os
import sys
import textwrap
import venv
from pathlib import Path

import numpy as np
import pytest

from stemviewer.bench.denoise.peers import PeerProcess, peer_python
from stemviewer.core.errors import ModelError

BM3D = """
    import numpy as np
    CALLS = []
    def bm3d(image, sigma_psd):
        # stands for the filter: the mean of the picture, which the test can check
        return np.full_like(image, image.mean())
"""


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a real environment of its own that holds one small peer."""
    folder = tmp_path_factory.mktemp("peers")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    site = next(folder.glob("lib/python*/site-packages"), folder / "Lib" / "site-packages")
    # numpy from where this test has it; nothing else is seen
    numpy_home = Path(np.__file__).parents[1]
    (site / "numpy").symlink_to(numpy_home / "numpy")
    libraries = numpy_home / "numpy.libs"
    if libraries.exists():
        (site / "numpy.libs").symlink_to(libraries)
    (site / "bm3d.py").write_text(textwrap.dedent(BM3D), encoding="utf-8")
    facts = site / "bm3d-9.9.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: bm3d\nVersion: 9.9\n")
    return folder


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes links")


def test_a_peer_answers_from_its_own_process_and_leaves_numbers_in_electrons(peers: Path) -> None:
    counts = np.random.default_rng(0).poisson(20.0, (64, 48)).astype(np.float32)
    with PeerProcess(peers) as process:
        assert process.versions == {"bm3d": "9.9"}
        found = process.apply("bm3d", counts)
    assert found.image.shape == counts.shape
    # the mean of stabilised counts, brought back without bias, is the rate
    assert float(found.image.mean()) == pytest.approx(20.0, rel=0.02)
    assert found.seconds > 0.0


def test_a_cached_result_is_used_for_the_same_counts_only(peers: Path, tmp_path: Path) -> None:
    counts = np.full((16, 16), 3.0, np.float32)
    with PeerProcess(peers, tmp_path) as process:
        first = process.apply("bm3d", counts)
        again = process.apply("bm3d", counts)
        other = process.apply("bm3d", counts + 1.0)
        fresh = process.apply("bm3d", counts, fresh=True)
    assert [r.cached for r in (first, again, other, fresh)] == [False, True, False, False]
    np.testing.assert_array_equal(first.image, again.image)
    assert again.seconds == first.seconds


def test_a_peer_that_dies_is_an_error_and_leaves_no_process(peers: Path) -> None:
    with PeerProcess(peers) as process, pytest.raises(ModelError, match="ended"):
        # there is no such method: the worker fails
        process.apply("nobody", np.zeros((8, 8), np.float32))


def test_a_folder_without_environment_is_refused(tmp_path: Path) -> None:
    assert not peer_python(tmp_path).exists()
    with pytest.raises(ModelError, match="virtual environment"):
        PeerProcess(tmp_path)
