"""Part ``tamper``: any change to a recorded session must be found, every time."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from stemviewer.bench.log.lines import Line, must, must_be_zero, told
from stemviewer.bench.log.samples import Sample, record_sample
from stemviewer.bench.log.settings import LogOptions, Progress
from stemviewer.bench.log.tamper_attacks import ATTACKS
from stemviewer.bench.log.tamper_forger import EDITS, NONE, OWN, STALE, forge
from stemviewer.bench.log.tamper_spans import STRUCTURE, Span, draw, spans_of
from stemviewer.bench.log.tamper_worker import Verdict, VerifyWorker
from stemviewer.session.signing.keys import SigningKey

SAMPLES = (
    Sample((32,), 16, 2),
    Sample((24, 32), 14, 1),
    Sample((48,), 12, 3, denoised="float16", compression="fast", dtype="uint8"),
    Sample((32,), 12, 2, denoised="recompute", dtype="float32"),
    Sample((16, 24, 32), 28, 2, compression="fast"),
    Sample((32,), 14, 2, killed=True),
)
"""Real sessions: of one file and of several, with and without processed pixels, one cut off."""


@dataclass(slots=True)
class _Tally:
    """What was tried, by kind, and what of it went unseen."""

    tried: Counter[str] = field(default_factory=Counter)
    by_content: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def count(self, kind: str, verdict: Verdict, what: str) -> None:
        self.tried[kind] += 1
        self.by_content[kind] += verdict.found_by_content
        if verdict.good:
            self.missed.append(what)
        if verdict.ended:
            self.ended.append(f"{what}: {verdict.ended}")


@dataclass(frozen=True, slots=True)
class _Target:
    folder: Path
    path: Path
    spans: dict[str, list[Span]]
    killed: bool


def run(options: LogOptions) -> dict[str, Any]:
    """Flip bytes, then rewrite files, then forge chains; each try begins with a good session."""
    rng, key = np.random.default_rng(options.seed), SigningKey.new()
    targets = _record(options, key)
    with VerifyWorker() as worker:
        alarms = sum(not worker.verify(target.path, key.public).good for target in targets)
        flips = _flips(options, targets, rng, lambda path: worker.verify(path, key.public))
        closed = [target for target in targets if not target.killed]
        attacks = _attacks(options, closed, rng, lambda path: worker.verify(path, key.public))
        forged, unsigned = _forgeries(options, closed, rng, worker, key.public)
    return {
        "lines": [
            must_be_zero("false alarms before anything was changed", alarms),
            *_lines("single bytes flipped", flips),
            *_lines("files rewritten with an HDF5 library", attacks),
            *_lines("chains made anew without the key", forged),
            must_be_zero("forgeries that pass for signed by the known key", unsigned),
        ],
        "flips_by_part": dict(flips.tried),
        "flips_found_without_file_hash": dict(flips.by_content),
        "attacks": dict(attacks.tried),
        "forgeries": dict(forged.tried),
        "missed": flips.missed + attacks.missed + forged.missed,
        "crashes": flips.ended + attacks.ended + forged.ended,
    }


def _lines(what: str, tally: _Tally) -> list[Line]:
    tried = sum(tally.tried.values())
    content = sum(n for kind, n in tally.tried.items() if kind != STRUCTURE)
    seen = sum(n for kind, n in tally.by_content.items() if kind != STRUCTURE)
    return [
        must(what, tried, "> 0", holds=tried > 0),
        must_be_zero("  not found", len(tally.missed)),
        must_be_zero("  verifier crashed or hung", len(tally.ended)),
        told("  of changed content", content),
        told("  of it found by links, signatures or content", seen),
    ]


def _record(options: LogOptions, key: SigningKey) -> list[_Target]:
    targets = []
    for number, sample in enumerate(SAMPLES):
        folder = options.scratch / f"sample-{number}"
        path = record_sample(folder, sample, options.seed + number, key)
        part = path.with_name(path.name + ".part")
        path = path if path.exists() else part
        targets.append(_Target(folder, path, spans_of(folder), sample.killed))
    return targets


def _flips(
    options: LogOptions,
    targets: list[_Target],
    rng: np.random.Generator,
    verify: Callable[[Path], Verdict],
) -> _Tally:
    """Flip one bit pattern of one byte at a time; kinds of content in turn, places at random."""
    tally, flips = _Tally(), options.count("flips")
    kinds = sorted({kind for target in targets for kind in target.spans})
    progress = Progress("bytes flipped", flips)
    for number in range(flips):
        kind = kinds[number % len(kinds)]
        able = [target for target in targets if kind in target.spans]
        target = able[int(rng.integers(len(able)))]
        file, at = draw(target.spans[kind], rng)
        pattern = int(rng.integers(1, 256))
        _flip(file, at, pattern)
        verdict = verify(target.path)
        _flip(file, at, pattern)
        tally.count(kind, verdict, f"{kind}: byte {at} of {file.name} xor {pattern}")
        progress.at(number + 1, f"{len(tally.missed)} not found")
    return tally


def _flip(file: Path, at: int, pattern: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        byte = opened.read(1)[0]
        opened.seek(at)
        opened.write(bytes([byte ^ pattern]))


def _copy(target: _Target, scratch: Path) -> Path:
    folder = scratch / "changed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(target.folder, folder)
    return folder


def _attacks(
    options: LogOptions,
    targets: list[_Target],
    rng: np.random.Generator,
    verify: Callable[[Path], Verdict],
) -> _Tally:
    tally, times = _Tally(), options.count("attacks")
    progress = Progress("attacks", times * len(ATTACKS))
    for number in range(times):
        for name, attack in ATTACKS.items():
            for at in rng.permutation(len(targets)):
                folder = _copy(targets[at], options.scratch)
                if attack(folder, rng):
                    verdict = verify(folder / targets[at].path.name)
                    tally.count(name, verdict, f"{name}: sample {at}")
                    break
        progress.at((number + 1) * len(ATTACKS), f"{len(tally.missed)} not found")
    return tally


def _forgeries(
    options: LogOptions,
    targets: list[_Target],
    rng: np.random.Generator,
    worker: VerifyWorker,
    public: str,
) -> tuple[_Tally, int]:
    """Also count forgeries that a verifier who knows the key, but names none, takes for signed."""
    tally, times, passed = _Tally(), options.count("attacks"), 0
    progress = Progress("forgeries", times)
    for number in range(times):
        for name, edit in EDITS.items():
            for signing in (STALE, NONE, OWN):
                for at in rng.permutation(len(targets)):
                    folder = _copy(targets[at], options.scratch)
                    if forge(folder, edit, signing, rng):
                        path = folder / targets[at].path.name
                        verdict = worker.verify(path, public)
                        kind = f"{name}; {signing}"
                        tally.count(kind, verdict, f"{kind}: sample {at}")
                        passed += signing == STALE and worker.verify(path).good
                        break
        progress.at(number + 1, f"{len(tally.missed)} not found")
    return tally, passed
