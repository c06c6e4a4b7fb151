"""An archive of small valid sessions: written by the log's own writer, without its process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stemviewer.core.calibration import COUNTING
from stemviewer.core.dose import frame_dose
from stemviewer.core.frame import Frame, ScanSettings, read_only
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag, Provenance, Step
from stemviewer.core.quantity import set_to
from stemviewer.session.format.entries import EvidenceEntry, EvidenceSource, EvidenceState
from stemviewer.session.format.options import InstrumentInfo, RecordOptions, SessionInfo
from stemviewer.session.format.rows import frame_to_row, numbers_text, processed_to_row
from stemviewer.session.writing.message import Message, MessageKind
from stemviewer.session.writing.writer import SessionWriter

SAMPLES = ("MoS2 flakes", "SrTiO3 lamella 4", "CsPbBr3 perovskite", "Pt on carbon", "zeolite Y")
OPERATORS = ("K. Meier", "A. Okafor", "L. Nguyen")
MODELS = ("live-0.1", "best-0.1")
DAY_NS = 86_400 * 10**9
FIRST_NS = 1_700_000_000 * 10**9
_WEIGHTS = "5e" * 32


@dataclass(frozen=True, slots=True)
class Archive:
    """What is to be made.

    Parameters
    ----------
    sessions, frames : int
        How many sessions, and frames in each.
    side : int
        Rows and columns of the frames [px].
    seed : int
        Of pixels, doses and evidence.
    """

    sessions: int = 1000
    frames: int = 100
    side: int = 16
    seed: int = 1


def make_archive(folder: Path, archive: Archive) -> Iterator[Path]:
    """Write the sessions, ten to a folder named by its day; yield each file.

    Raises
    ------
    OSError
        If the disk cannot take them.
    """
    for number in range(archive.sessions):
        day = FIRST_NS + number // 10 * DAY_NS
        place = folder / f"{np.datetime64(day, 'ns').astype('datetime64[D]')}"
        place.mkdir(parents=True, exist_ok=True)
        yield write_session(place, f"run-{number:04d}", archive, number)


def write_session(folder: Path, name: str, archive: Archive, number: int) -> Path:
    """Write one closed session with pictures on every tenth frame; return its path."""
    sample, operator = SAMPLES[number % 5], OPERATORS[number % 3]
    info = SessionInfo(name, sample, operator, InstrumentInfo("Rig 2", "simulator", ("HAADF",)))
    options = RecordOptions(segment_seconds=1e9, ballast_bytes=0)
    writer = SessionWriter(folder, name, info, options)
    rng = np.random.default_rng((archive.seed, number))
    pixels = rng.poisson(4.0, (8, archive.side, archive.side)).astype(np.uint16)
    settings = ScanSettings(
        archive.side,
        archive.side,
        set_to(1e-6),
        set_to(1e-12 * (1 + number % 40)),
        set_to(2e-11),
        voltage=set_to(2e5),
    )
    dose, total = frame_dose(settings), 0.0
    for at in range(archive.frames):
        when = FIRST_NS + number // 10 * DAY_NS + (number % 10 * 3600 + at) * 10**9
        frame = Frame(
            at + 1,
            "HAADF",
            read_only(pixels[at % 8]),
            settings,
            COUNTING,
            acquired_utc_ns=when,
            received_utc_ns=when,
            received_monotonic_ns=at,
        )
        total += dose.total.value or 0.0
        row = frame_to_row(frame, Flag.SIMULATED, dose, set_to(total))
        _put(writer, Message(MessageKind.FRAME, row, pixels=frame.data), thumbnail=at % 10 == 0)
        if number % 4 and at % 10 == 0:
            _put_picture(writer, frame, number, rng)
    path = writer.close()
    assert path is not None
    return path


def _put(writer: SessionWriter, message: Message, *, thumbnail: bool) -> None:
    prepared = writer.prepare(message, thumbnail=thumbnail)
    writer.write(prepared)
    if thumbnail:
        writer.write_thumbnail(prepared)


def _put_picture(
    writer: SessionWriter, frame: Frame, number: int, rng: np.random.Generator
) -> None:
    """Write a picture by a network (two in three) or a filter, with a verdict on it."""
    step = Step("gaussian", "1", {"sigma": 1.5}, Flag.FILTERED)
    if number % 4 < 3:
        model = MODELS[number % 2]
        step = Step(model, "1", {"tile": 0}, Flag.NETWORK, _WEIGHTS, "cpu", "float32")
    states = (EvidenceState.BETTER, EvidenceState.NO_BETTER, EvidenceState.WORSE)
    evidence = EvidenceEntry(
        states[int(rng.integers(0, 3))],
        EvidenceSource.THINNING,
        0.5,
        number,
        float(rng.normal(4.0, 2.0)),
        contradicted=float(rng.integers(0, 2)),
    )
    image = read_only((frame.data * 0.5 + 0.25).astype(np.float32))
    made = Processed(
        (frame.number,), frame.channel, image, Provenance((step,), Flag.SIMULATED), seconds=0.01
    )
    texts = (made.provenance.canonical_json().encode("ascii"), numbers_text(made.numbers))
    row = processed_to_row(made, evidence)
    _put(writer, Message(MessageKind.PROCESSED, row, texts, made.image), thumbnail=False)
