"""Feeds and filters of another package, really installed on the path; broken ones are told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = """
import numpy as np
from stemviewer.core.provenance import Flag, Step
from stemviewer.denoise.base import Denoised, Method, ParameterSpec
from stemviewer.feeds.base import Channel, Connected, FrameEnded, Instrument, Origin, ScanState
from stemviewer.feeds.kind import FeedKind
from stemviewer.feeds.plugins import FeedPlugin
from stemviewer.core.frame import Frame, ScanSettings, read_only


class Shift:
    name = "shift"

    def __init__(self, by):
        self.by = by

    def apply(self, electrons):
        image = np.roll(electrons, self.by, axis=0)
        return Denoised(image, Step("anything", "7", {"by": self.by}))


class Wrong:
    name = "wrong"

    def apply(self, electrons):
        return Denoised(electrons[:3], Step("wrong", "1", {}, Flag.FILTERED))


SHIFT = Method("shift", "Shift", "Moves rows.", (ParameterSpec("by", "By", 1, 0, 9, 1),),
               lambda given: Shift(int(given.get("by") or 1)))
WRONG = Method("wrong", "Wrong", "Cuts.", (), lambda given: Wrong())
TAKEN = Method("gaussian", "Gaussian", "Takes a name.", (), lambda given: Wrong())
SETTINGS = ScanSettings(32, 32)


class Counter:
    def __init__(self, address):
        self.address, self.told = address, 0

    def receive(self, timeout):
        self.told += 1
        if self.told == 1:
            made = Instrument("Counter", Origin.DETECTOR, (Channel("ADF", "uint16"),))
            return Connected(made, SETTINGS, ScanState())
        if self.told > 4:
            raise RuntimeError("the cable is out")
        data = np.random.default_rng(self.told).poisson(3.0, (32, 32)).astype(np.uint16)
        return FrameEnded(Frame(self.told - 2, "ADF", read_only(data), SETTINGS))

    def send(self, command):
        pass

    def close(self):
        pass


FEED = FeedPlugin(FeedKind("Counter", "counter:", "counter:one", "nothing", "A test."), Counter)
STOLEN = FeedPlugin(FeedKind("Stolen", "ws://", "ws://", "nothing", "A test."), Counter)
"""

ENTRIES = """
[stemviewer.filters]
shift = acme_stem:SHIFT
wrong = acme_stem:WRONG
taken = acme_stem:TAKEN
text = acme_stem:__doc__
missing = acme_stem_that_is_not_there:THING
raising = acme_raises:THING

[stemviewer.feeds]
counter = acme_stem:FEED
stolen = acme_stem:STOLEN
"""

USED = """
import stemviewer
from stemviewer.core.errors import FeedError, SettingsError
from stemviewer.core.provenance import Flag, provenance_from_json
from stemviewer.denoise.registry import broken_methods, methods
from stemviewer.feeds.catalogue import broken_kinds, feed_opener, kinds

assert {"shift", "wrong"} <= set(stemviewer.filters())
shift = next(m for m in methods() if m.name == "shift")
assert "acme-stem 1.2.3" in shift.summary
chain = stemviewer.open_chain("shift", by=2)
with stemviewer.open_feed("counter:one") as feed, stemviewer.record("log", feed) as log:
    frames = list(feed.frames(3))
    made = [log.add(frame, chain) for frame in frames]
    assert feed.instrument.name == "Counter [acme-stem 1.2.3]"
    try:
        list(feed.frames(1))
    except FeedError as error:
        assert "acme-stem 1.2.3" in str(error) and "the cable is out" in str(error)
    else:
        raise AssertionError("the broken cable was not told")
with stemviewer.open_session(log.path) as session:
    assert session.info.instrument.name == "Counter [acme-stem 1.2.3]"
    stored = session.processed(0).provenance
step = stored.steps[-1]
assert step.method == "shift" and step.parameters["package"] == "acme-stem"
assert step.parameters["package_version"] == "1.2.3" and step.parameters["by"] == 2
assert Flag.THIRD_PARTY in stored.flags and Flag.FILTERED in stored.flags
assert provenance_from_json(stored.canonical_json()) == stored
try:
    stemviewer.open_chain("wrong").process(frames[0])
except SettingsError as error:
    assert "acme-stem 1.2.3" in str(error)
else:
    raise AssertionError("a picture of another shape was taken")
assert next(m for m in methods() if m.name == "gaussian").label == "Gaussian"
assert len([m for m in methods() if m.name == "gaussian"]) == 1
assert "counter:" in [kind.scheme for kind in kinds()]
for fault in (*broken_methods(), *broken_kinds()):
    print(fault)
"""


def install(folder: Path) -> None:
    """Put a package with its metadata where pip would put it."""
    (folder / "acme_stem.py").write_text(MODULE, "utf-8")
    (folder / "acme_raises.py").write_text("raise OSError('no licence server')\n", "utf-8")
    info = folder / "acme_stem-1.2.3.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-stem\nVersion: 1.2.3\n")
    (info / "entry_points.txt").write_text(ENTRIES)


@pytest.mark.timeout(240)
def test_package_adds_a_feed_and_a_filter_and_its_broken_ones_are_told(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install(site)
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    done = subprocess.run(
        [sys.executable, "-c", USED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = dict(line.split(" of acme-stem 1.2.3: ", 1) for line in done.stdout.splitlines())
    assert set(told) == {"taken", "text", "missing", "raising", "stolen"}
    assert "there is a filter named 'gaussian' already" in told["taken"]
    assert "OSError: no licence server" in told["raising"]
    assert "acme_stem_that_is_not_there" in told["missing"]
    assert "'ws://' are taken" in told["stolen"]
