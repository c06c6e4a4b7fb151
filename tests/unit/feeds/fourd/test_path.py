"""Patterns into frames: order, losses, changes of shape, and what cannot be placed."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import FeedEvent, FeedFault, FrameEnded, FramesLost, RowsArrived, Told
from stemviewer.feeds.fourd.detectors import Ring, Unit
from stemviewer.feeds.fourd.options import FourDOptions, fourd_options
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.address import parse_merlin_address

SCAN = (6, 8)
SIZE = SCAN[0] * SCAN[1]
MOST = 2**16 - 1


def options(words: str = "scan=6x8") -> FourDOptions:
    return fourd_options(parse_merlin_address(f"merlin://host?{words}"))


@pytest.fixture
def patterns() -> np.ndarray:
    return made_patterns(SCAN, 64, 1, distinct=SIZE)


def ended(events: list[FeedEvent], channel: str = "ADF") -> list[FrameEnded]:
    found = [event for event in events if isinstance(event, FrameEnded)]
    return [event for event in found if event.frame.channel == channel]


def test_a_scan_in_uneven_pieces_is_the_plain_sum_of_its_patterns(patterns: np.ndarray) -> None:
    path = FourDPath(options())
    events = path.begin(SIZE)
    cuts = [0, 1, 9, 10, 30, 47, 48]
    for first, last in itertools.pairwise(cuts):
        events += path.take(first, patterns[first:last], MOST)
    frames = [event.frame for event in events if isinstance(event, FrameEnded)]
    assert [frame.channel for frame in frames] == [c.name for c in path.channels()]
    assert all(frame.complete and frame.sha256 for frame in frames)
    text = next(event.text for event in events if isinstance(event, Told))
    assert "found in the patterns" in text
    # the disc's centre and radius are told, so that anybody can make the mask again
    y, x = (float(part) for part in text.split("centre ")[1].split(" px")[0].split(","))
    radius = float(text.split("disc radius ")[1].split(" ")[0])
    yy, xx = np.mgrid[:64, :64]
    distance = np.hypot(yy - y, xx - x)
    mask = (distance >= 1.1 * radius) & (distance < 2.5 * radius)
    plain = patterns[:, mask].sum(axis=1).reshape(SCAN)
    close = np.abs(frames[0].data.astype(float) - plain)
    assert close.max() <= plain.max() * 0.02, "two decimals of the centre move a pixel or two"


def test_rows_are_shown_while_the_scan_goes_on(patterns: np.ndarray) -> None:
    path = FourDPath(options("scan=6x8&centre=32,32&bf=0-9px&abf=5-9px&adf=9-20px&haadf=20-32px"))
    events = path.begin(SIZE)
    for i in range(20):
        events += path.take(i, patterns[i : i + 1], MOST)
    looks = [e.frame for e in events if isinstance(e, RowsArrived) and e.frame.channel == "BF"]
    assert looks
    assert looks[0].valid_rows == 1
    assert all(not look.complete for look in looks)
    assert not ended(events)


def test_a_lost_pattern_ends_its_frame_at_the_row_before_and_only_that(
    patterns: np.ndarray,
) -> None:
    path = FourDPath(options())
    events = path.begin(0)
    events += path.take(0, patterns[:20], MOST)
    events += path.take(21, patterns[21:], MOST)
    events += path.take(SIZE, patterns, MOST)
    first, second = ended(events)
    assert not first.frame.complete
    assert first.frame.valid_rows == 2
    assert "Patterns 20 to 20" in first.reason
    assert second.frame.complete
    assert (first.frame.number, second.frame.number) == (0, 1)
    assert path.patterns_lost == 1
    assert not [event for event in events if isinstance(event, FramesLost)]


def test_whole_frames_that_never_came_are_a_gap(patterns: np.ndarray) -> None:
    path = FourDPath(options())
    events = path.begin(0)
    events += path.take(0, patterns, MOST)
    events += path.take(3 * SIZE + 5, patterns[5:], MOST)
    events += path.take(4 * SIZE, patterns, MOST)
    lost = next(event for event in events if isinstance(event, FramesLost))
    assert (lost.first, lost.last) == (1, 3), "the one begun in the middle is no frame either"
    assert [event.frame.number for event in ended(events)] == [0, 4]


def test_patterns_of_another_shape_end_the_frame_and_the_next_is_of_theirs(
    patterns: np.ndarray,
) -> None:
    path = FourDPath(options())
    events = path.begin(0)
    events += path.take(0, patterns[:17], MOST)
    other = made_patterns(SCAN, 48, 2, distinct=SIZE)
    events += path.take(17, other[17:], MOST)
    events += path.take(SIZE, other, MOST)
    first, second = ended(events)
    assert "changed their shape" in first.reason
    assert not first.frame.complete
    assert second.frame.complete


def test_numbers_that_go_back_begin_a_new_scan(patterns: np.ndarray) -> None:
    path = FourDPath(options())
    events = path.begin(SIZE)
    events += path.take(0, patterns[:30], MOST)
    events += path.take(0, patterns, MOST)
    first, second = ended(events)
    assert not first.frame.complete
    assert second.frame.complete
    assert second.frame.number == first.frame.number + 1


def test_without_a_disc_nothing_is_invented_and_every_frame_is_a_logged_gap() -> None:
    path = FourDPath(options())
    dark = np.zeros((SIZE, 64, 64), np.uint16)
    events = path.begin(0)
    for scan in range(3):
        for first in range(0, SIZE, 16):
            events += path.take(scan * SIZE + first, dark[first : first + 16], MOST)
    assert not ended(events)
    lost = [(e.first, e.last) for e in events if isinstance(e, FramesLost)]
    assert lost == [(0, 0), (1, 1), (2, 2)]
    faults = [event for event in events if isinstance(event, FeedFault)]
    assert len(faults) == 3
    assert "optical axis" in faults[0].error.what


def test_a_scan_of_no_stated_shape_is_refused_unless_it_is_a_square(patterns: np.ndarray) -> None:
    path = FourDPath(options("bf=0-1r"))
    with pytest.raises(FeedError, match="lie in the scan"):
        path.begin(SIZE)
    path.begin(36)
    assert path.settings().shape == (6, 6)


def test_what_the_operator_states_is_set_and_what_nobody_knows_stays_unknown() -> None:
    words = "scan=6x8&pixel_nm=0.1&current_pa=5&dwell_us=900&counts_per_electron=2"
    path = FourDPath(options(words))
    settings = path.settings()
    assert settings.pixel_size.value == pytest.approx(1e-10)
    assert settings.beam_current.source.value == "set"
    assert settings.dwell.value == pytest.approx(9e-4)
    assert not settings.flyback.known
    assert not settings.voltage.known
    assert path.channels()[0].calibration.gain.value == 2.0
    assert FourDPath(options()).channels()[0].calibration.gain.source.value == "assumed"


def test_detectors_that_are_moved_act_from_the_next_frame_on(patterns: np.ndarray) -> None:
    path = FourDPath(options("scan=6x8&centre=32,32&bf=0-9px&abf=5-9px&adf=9-20px&haadf=20-32px"))
    events = path.begin(0)
    events += path.take(0, patterns[:20], MOST)
    rings, geometry = path.detectors()
    assert geometry is not None
    assert (geometry.centre_y, geometry.centre_x) == (32, 32)
    path.place({**rings, "ADF": Ring(3, 7, Unit.PX)}, (30.5, 29.0))
    both = np.concatenate([patterns[20:], patterns])  # a batch that reaches into the next frame
    events += path.take(20, both, MOST)
    first, second = (event.frame for event in ended(events))
    assert first.complete
    assert second.complete
    yy, xx = np.mgrid[:64, :64]
    for frame, (y, x), (inner, outer) in (
        (first, (32, 32), (9, 20)),
        (second, (30.5, 29.0), (3, 7)),
    ):
        squared = (yy - y) ** 2 + (xx - x) ** 2
        mask = (squared >= inner**2) & (squared < outer**2)
        assert np.array_equal(frame.data, patterns[:, mask].sum(axis=1).reshape(SCAN))
    told = [event.text for event in events if isinstance(event, Told)]
    assert len(told) == 2, "where they lie is told again"
    assert "ADF 3-7px" in told[1]
    path.place(rings, None)
    events = path.take(2 * SIZE, patterns, MOST)
    assert "found in the patterns" in next(e.text for e in events if isinstance(e, Told))
    assert ended(events)[0].frame.complete
