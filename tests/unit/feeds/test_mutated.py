"""Mutated streams, a small number of them; ``stemviewer bench feeds --parts fuzz`` has more."""

from __future__ import annotations

import pytest

from stemviewer.bench.feeds.fuzz import merlin_control, merlin_data, ntndarray
from stemviewer.bench.feeds.fuzz_streams import dectris, open_feed
from stemviewer.bench.feeds.run import FeedsBench


@pytest.mark.parametrize("seed", [3, 4])
def test_mutated_merlin_messages_neither_crash_nor_pass_for_whole_frames(seed: int) -> None:
    counts = merlin_data(FeedsBench(messages=200, seed=seed))
    assert counts["messages"] >= 200
    assert counts["whole frames"] > 0, "good scans between are whole"
    assert {what: count for what, count in counts.items() if what[0] == "!" and count} == {}


def test_mutated_answers_of_the_control_port_do_not_crash() -> None:
    counts = merlin_control(FeedsBench(messages=500, seed=5))
    assert counts["refused"] > 0
    assert counts["!crashes"] == 0


def test_mutated_epics_structures_do_not_crash() -> None:
    pytest.importorskip("imagecodecs", reason="the extra epics is not installed")
    counts = ntndarray(FeedsBench(messages=500, seed=6))
    assert counts["pictures"] > 0
    assert counts["refused"] > 0
    assert counts["!crashes"] == counts["!wrong shapes"] == 0


@pytest.mark.parametrize("version", [1, 2])
def test_mutated_messages_of_dectris_neither_crash_nor_pass_for_whole_frames(version: int) -> None:
    pytest.importorskip("cbor2", reason="the extra dectris is not installed")
    pytest.importorskip("imagecodecs", reason="the extra dectris is not installed")
    counts = dectris(version)(FeedsBench(messages=400, seed=7))
    assert counts["whole frames"] > 0, "good scans between are whole"
    assert {what: count for what, count in counts.items() if what[0] == "!" and count} == {}


def test_mutated_messages_of_the_open_feed_neither_crash_nor_pass_for_whole_frames() -> None:
    counts = open_feed(FeedsBench(messages=400, seed=8))
    assert counts["whole frames"] > 0, "good frames between are whole"
    assert {what: count for what, count in counts.items() if what[0] == "!" and count} == {}
