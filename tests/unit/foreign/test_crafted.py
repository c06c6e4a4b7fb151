"""Every crafted kind is opened in the way the program opens files."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from stemviewer.bench.crafted import dm, hdf5, plain, tiff
from stemviewer.bench.crafted.base import SECRET, Ground, Kind, plant
from stemviewer.core.errors import StemviewerError
from stemviewer.core.stack import ImageStack
from stemviewer.feeds.images import read_stack
from stemviewer.foreign.jobs import HDF5_ENDINGS
from stemviewer.foreign.precheck import check_file
from stemviewer.foreign.stacks import open_stack
from stemviewer.session.foreign_hdf5.images import read_hdf5_stack

# these need the limits of a process of their own; the others are refused before they cost anything
HEAVY = ("expands to 1 GB", "expands to 800 MB")
KINDS = [kind for kind in (*plain.KINDS, *tiff.KINDS, *dm.KINDS, *hdf5.KINDS) if not kind.slow]
LIGHT = [kind for kind in KINDS if not any(word in kind.name for word in HEAVY)]


def _ground(tmp_path: Path) -> Ground:
    plant(tmp_path / "outside")
    (tmp_path / "inside").mkdir()
    return Ground(tmp_path / "inside", tmp_path / "outside")


@pytest.mark.parametrize("kind", LIGHT, ids=lambda kind: kind.name)
def test_it_is_refused_with_the_reason(tmp_path: Path, kind: Kind) -> None:
    """The checks themselves, without the process around them: they must not need it."""
    if "pipe" in kind.name and not hasattr(os, "mkfifo"):
        pytest.skip("no pipes with names here")
    path = kind.make(_ground(tmp_path))
    if kind.reason:
        with pytest.raises(StemviewerError) as told:
            _read(path)
        assert re.search(kind.reason, told.value.what), told.value.what
        assert told.value.meaning
        return
    try:
        stack = _read(path)
    except StemviewerError:
        return
    assert not (stack.data == SECRET).any()


def _read(path: Path) -> ImageStack:
    check_file(path)
    if path.suffix in HDF5_ENDINGS:
        return read_hdf5_stack(path, 160 << 20)
    return read_stack(path)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in LIGHT], ids=lambda kind: kind.name)
def test_what_only_a_limit_stops_is_stopped(tmp_path: Path, kind: Kind) -> None:
    path = kind.make(_ground(tmp_path))
    with pytest.raises(StemviewerError, match=kind.reason or "memory") as told:
        open_stack(path)
    assert told.value.action
