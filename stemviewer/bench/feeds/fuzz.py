"""Recorded streams, mutated: nothing may crash, grow, or pass half a frame for a whole one."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np

from stemviewer.bench.crafted import mutate as how
from stemviewer.bench.feeds.mib import made_patterns, stream
from stemviewer.bench.feeds.run import FeedsBench
from stemviewer.bench.feeds.structures import good_structures, mutated_structure
from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.core.errors import ProtocolError, StemviewerError
from stemviewer.feeds.base import FeedEvent, FrameEnded
from stemviewer.feeds.epics.ndarray import picture_of
from stemviewer.feeds.fourd.options import fourd_options
from stemviewer.feeds.fourd.path import FourDPath
from stemviewer.feeds.merlin.address import parse_merlin_address
from stemviewer.feeds.merlin.control import ControlTalk
from stemviewer.feeds.merlin.stream import MerlinStream

SCAN, SIDE = (4, 8), 32
ADDRESS = "merlin://h?scan=4x8&centre=18,13&adf=5-12px&haadf=12-16px&abf=2-4px&bf=0-4px"
MOST_GROWTH = 96 * 1024**2
"""Largest growth of Python's memory in a run [bytes]: buffers of the largest message, and room."""

MUTATIONS = (how.flip, how.word, how.cut, how.move, how.insert)


def run(bench: FeedsBench) -> list[Line]:
    """Return what became of the mutated messages of each protocol."""
    from stemviewer.bench.feeds import fuzz_streams

    return [
        *_measured("merlin data", bench, merlin_data),
        *_measured("merlin control", bench, merlin_control),
        *_measured("NTNDArray", bench, ntndarray),
        *_measured("DECTRIS stream 1", bench, fuzz_streams.dectris(1)),
        *_measured("DECTRIS stream 2", bench, fuzz_streams.dectris(2)),
        *_measured("open feed", bench, fuzz_streams.open_feed),
    ]


def _measured(
    name: str, bench: FeedsBench, part: Callable[[FeedsBench], dict[str, int]]
) -> list[Line]:
    tracemalloc.start()
    began = time.monotonic()
    try:
        counts = part(bench)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    seconds = time.monotonic() - began
    lines = [told(f"{name}: {what}", count) for what, count in counts.items() if what[0] != "!"]
    lines += [
        must_be_zero(f"{name}: {what[1:]}", count)
        for what, count in counts.items()
        if what[0] == "!"
    ]
    grown = must(
        f"{name}: largest growth of memory [MB]",
        round(peak / 1e6, 1),
        f"<= {MOST_GROWTH / 1e6:.0f}",
        holds=peak <= MOST_GROWTH,
    )
    return [*lines, grown, told(f"{name}: seconds", round(seconds, 1))]


def mutated(messages: list[bytes], rng: np.random.Generator) -> Iterator[bytes]:
    """Yield messages without end, each with one mutation, repeated or left out at times."""
    while True:
        for message in messages:
            chance = rng.random()
            if chance < 0.05:
                continue
            change = MUTATIONS[int(rng.integers(len(MUTATIONS)))]
            yield bytes(change(bytearray(message), rng))
            if chance > 0.95:
                yield message


def by_turns(messages: list[bytes], rng: np.random.Generator) -> Iterator[tuple[bytes, bool]]:
    """Yield a scan as it is, then one of which few or many messages are mutated, without end."""
    source = mutated(messages, rng)
    while True:
        yield from ((message, False) for message in messages)
        share = rng.random()
        for message in messages:
            harmed = rng.random() < share
            yield (next(source) if harmed else message), harmed


def merlin_data(bench: FeedsBench) -> dict[str, int]:
    """Mutate acquisition headers and patterns; a clean scan after them must be whole."""
    rng = np.random.default_rng(bench.seed)
    messages = stream(made_patterns(SCAN, SIDE, bench.seed), SCAN)
    path = FourDPath(fourd_options(parse_merlin_address(ADDRESS)))
    link = MerlinStream(path)
    counts = dict.fromkeys(("messages", "events", "whole frames", "!crashes", "!half frames"), 0)
    for message, harmed in by_turns(messages, rng):
        counts["messages"] += harmed
        try:
            events = link.push(message)
        except Exception:  # noqa: BLE001 - any exception at all is what is counted
            counts["!crashes"] += 1
            link = MerlinStream(path)
            continue
        count_events(events, counts)
        if counts["messages"] >= bench.messages:
            break
    # a length that lied may still wait for its bytes: as after a stall, the link is made anew
    path.break_off("")
    link = MerlinStream(path)
    last: list[FeedEvent] = [event for message in messages for event in link.push(message)]
    last += link.flush()
    whole = sum(isinstance(event, FrameEnded) and event.frame.complete for event in last)
    counts["!clean scan afterwards not whole"] = int(whole != len(path.channels()))
    return counts


def count_events(events: list[FeedEvent], counts: dict[str, int]) -> None:
    """Count frames; a whole one without all its rows must never come."""
    counts["events"] += len(events)
    for event in events:
        if isinstance(event, FrameEnded) and event.frame.complete:
            counts["whole frames"] += 1
            counts["!half frames"] += event.frame.valid_rows != event.frame.settings.rows


def merlin_control(bench: FeedsBench) -> dict[str, int]:
    """Mutate answers; each is read, waited on, or refused as no answer."""
    rng = np.random.default_rng(bench.seed)
    contents = [b"GET,ACQUISITIONTIME,1.5,0", b"SET,ACQUISITIONTIME,0", b"CMD,STARTACQUISITION,1"]
    answers = [b"MPX,%010d," % (len(content) + 1) + content for content in contents]
    counts = dict.fromkeys(("messages", "answers", "refused", "!crashes"), 0)
    talk = ControlTalk()
    for message in mutated(answers, rng):
        counts["messages"] += 1
        try:
            counts["answers"] += len(talk.received(message))
        except ProtocolError:
            counts["refused"] += 1
            talk = ControlTalk()
        except Exception:  # noqa: BLE001 - as above
            counts["!crashes"] += 1
            talk = ControlTalk()
        if counts["messages"] >= bench.messages:
            return counts
    return counts


def ntndarray(bench: FeedsBench) -> dict[str, int]:
    """Mutate structures and compressed pixels as they come out of the client library."""
    rng = np.random.default_rng(bench.seed)
    good = good_structures(bench.seed)
    counts = dict.fromkeys(("messages", "pictures", "refused", "!crashes", "!wrong shapes"), 0)
    for number in range(bench.messages):
        structure = mutated_structure(good[number % len(good)], rng)
        counts["messages"] += 1
        try:
            picture = picture_of(structure)
        except StemviewerError:
            counts["refused"] += 1
        except Exception:  # noqa: BLE001 - as above
            counts["!crashes"] += 1
        else:
            counts["pictures"] += 1
            counts["!wrong shapes"] += picture.data.ndim != 2
    return counts
