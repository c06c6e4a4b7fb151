"""Part ``feed``: what a feed does wrong is recorded as what it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.log.lines import must, must_be_zero, told
from stemviewer.bench.log.settings import LogOptions
from stemviewer.core.calibration import COUNTING
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.quantity import set_to
from stemviewer.session.format.options import RecordOptions, SessionInfo
from stemviewer.session.reading.reader import SessionReader
from stemviewer.session.recording.recorder import Recorder
from stemviewer.session.verifying.verify import verify

KINDS = (
    "gap",
    "duplicate",
    "duplicate with other pixels",
    "out of order",
    "shape change",
    "dtype change",
    "clock backwards",
    "incomplete",
    "number starts again",
)
_START_NS = 1_700_000_000_000_000_000
_FRAME_NS = 40_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that a feed did: a frame it sent, or frames it said were lost."""

    kind: str
    frame: Frame | None = None
    lost: tuple[int, int] = (0, -1)


class WrongFeed:
    """Frames in good order, with something wrong every so often.

    Parameters
    ----------
    seed : int
        Of the pixels and of the order of what goes wrong.
    """

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self._number = 0
        self._sent = 0
        self._clock = _START_NS
        self._shape, self._dtype = (32, 48), "uint16"

    def things(self, rounds: int) -> Iterator[Sent]:
        """Yield all kinds, shuffled, as often as asked, good frames between them."""
        for _ in range(rounds):
            for at in self._rng.permutation(len(KINDS)):
                yield Sent("good", self._frame())
                yield from self._wrong(KINDS[at])
        yield Sent("good", self._frame())

    def _frame(self, number: int | None = None) -> Frame:
        if number is None:
            number, self._number = self._number, self._number + 1
        data = read_only(self._rng.integers(0, 200, self._shape).astype(self._dtype))
        self._sent += 1
        self._clock += _FRAME_NS
        settings = ScanSettings(*self._shape, set_to(1e-6), set_to(1e-11), set_to(2e-11))
        return Frame(
            number,
            "HAADF",
            data,
            settings,
            COUNTING,
            acquired_utc_ns=self._clock,
            received_utc_ns=self._clock + 1_000_000,
            received_monotonic_ns=self._sent * _FRAME_NS,
        )

    def _wrong(self, kind: str) -> Iterator[Sent]:
        if kind == "gap":
            first = self._number
            self._number += int(self._rng.integers(1, 9))
            yield Sent(kind, lost=(first, self._number - 1))
        elif kind.startswith("duplicate"):
            frame = self._frame()
            yield Sent(kind, frame)
            yield Sent(kind, frame if kind == "duplicate" else self._frame(frame.number))
        elif kind == "out of order":
            frames = [self._frame() for _ in range(4)]
            yield from (Sent(kind, frames[at]) for at in self._rng.permutation(4))
        elif kind == "incomplete":
            frame = self._frame()
            yield Sent(kind, replace(frame, valid_rows=frame.settings.rows // 3, complete=False))
        else:
            self._change(kind)
            yield Sent(kind, self._frame())

    def _change(self, kind: str) -> None:
        if kind == "shape change":
            self._shape = (int(self._rng.choice([16, 32, 40])), 48)
        elif kind == "dtype change":
            self._dtype = str(self._rng.choice(["uint8", "uint16", "float32", "uint32"]))
        elif kind == "clock backwards":
            self._clock -= 3600 * 10**9
        else:
            self._number = 0


def run(options: LogOptions) -> dict[str, Any]:
    """Record what goes wrong, and count what the log says otherwise."""
    things = list(WrongFeed(options.seed).things(options.count("feed-rounds")))
    path = record_things(options.scratch, things)
    wrong = differences(path, things)
    problems = verify(path).problems
    frames = [thing for thing in things if thing.frame is not None]
    by_kind = {kind: sum(thing.kind == kind for thing in things) for kind in KINDS}
    lines = [
        told("frames sent", len(frames)),
        *(told(f"of them, or instead of them: {kind}", n) for kind, n in by_kind.items()),
        must("kinds of disorder", sum(n > 0 for n in by_kind.values()), f"{len(KINDS)}",
             holds=all(by_kind.values())),
        must_be_zero("recorded otherwise than they came", len(wrong)),
        must_be_zero("problems found by verify", len(problems)),
    ]  # fmt: skip
    return {"lines": lines, "wrong": wrong[:50], "problems": problems[:50]}


def record_things(folder: Path, things: list[Sent]) -> Path:
    """Record with a real recorder process, and return the session's path."""
    options = RecordOptions(ring_bytes=16 << 20, reserve_bytes=1 << 20, spare_folders=())
    recorder = Recorder.start(folder, SessionInfo("disorder"), options)
    for thing in things:
        if thing.frame is None:
            recorder.put_lost(*thing.lost, "the feed said so")
        else:
            recorder.put_frame(thing.frame)
    return recorder.stop()


def differences(path: Path, things: list[Sent]) -> list[str]:
    """Return what a session says otherwise than it was sent."""
    wrong = []
    with SessionReader(path) as reader:
        frames = [(thing.kind, thing.frame) for thing in things if thing.frame is not None]
        if len(reader) != len(frames):
            wrong.append(f"{len(frames)} frames were sent, {len(reader)} are recorded")
        for index, (kind, frame) in enumerate(frames[: len(reader)]):
            if not _as_sent(reader, index, frame):
                wrong.append(f"row {index}, frame {frame.number} ({kind})")
        losses = [(loss.first, loss.last, loss.before, loss.gap) for loss in reader.losses()]
    expected, before = [], 0
    for thing in things:
        if thing.frame is None:
            expected.append((*thing.lost, before, False))
        before += thing.frame is not None
    if losses != expected:
        wrong.append(f"losses {losses[:5]} are not {expected[:5]}")
    return wrong


def _as_sent(reader: SessionReader, index: int, sent: Frame) -> bool:
    """Whether a row and its pixels are those of the frame that came as the index-th."""
    row, raw = reader.row(index), reader.raw(index)
    valid = sent.valid_rows
    names = ("number", "complete", "valid_rows", "settings", "acquired_utc_ns",
             "received_utc_ns", "received_monotonic_ns")  # fmt: skip
    return (
        all(getattr(row, name) == getattr(sent, name) for name in names)
        and raw.data.dtype == sent.data.dtype
        and raw.data.shape == sent.data.shape
        and np.array_equal(raw.data[:valid], sent.data[:valid])
        and not np.any(raw.data[valid:])
    )
