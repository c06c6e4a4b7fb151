from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stemviewer
from stemviewer.core.errors import FeedError, SettingsError
from stemviewer.core.provenance import Flag


@pytest.fixture
def stack(tmp_path: Path) -> str:
    counts = np.random.default_rng(3).poisson(4.0, (2, 32, 32)).astype(np.uint16)
    np.save(tmp_path / "stack.npy", counts)
    return f"replay:{tmp_path / 'stack.npy'}"


def test_unknown_names_are_refused_in_words() -> None:
    with pytest.raises(SettingsError, match="no filter named"):
        stemviewer.open_chain("sharper")
    with pytest.raises(SettingsError, match="no parameter"):
        stemviewer.open_chain("gaussian", width=2.0)
    with pytest.raises(SettingsError, match="not a feed"):
        stemviewer.open_feed("nowhere")
    with pytest.raises(AttributeError):
        stemviewer.open_window  # noqa: B018
    assert "gaussian" in stemviewer.filters()


def test_feed_that_ends_early_is_an_error_and_its_frames_are_kept(
    stack: str, tmp_path: Path
) -> None:
    chain = stemviewer.open_chain("gaussian", sigma=1.0)
    with stemviewer.open_feed(stack) as feed:
        with stemviewer.record(tmp_path / "log", feed, "kept") as log:
            pictures = []
            with pytest.raises(FeedError, match="ended after 2 of 3"):
                pictures.extend(log.add(frame, chain) for frame in feed.frames(3))
        log.close()
    with stemviewer.open_session(log.path) as session:
        assert len(session) == 2
        for made, row in zip(pictures, session.rows(), strict=True):
            stored = session.processed(row.index)
            assert stored is not None
            np.testing.assert_array_equal(stored.image, made.image)
            assert Flag.REPLAYED in stored.provenance.flags
