"""Making pictures of recorded frames again, into a layer; interrupted, it goes on where it was."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stemviewer.core.errors import StemviewerError
from stemviewer.denoise.chain import Chain
from stemviewer.denoise.registry import method
from stemviewer.inspection.layer import Layer, Recipe, write_picture
from stemviewer.session.reading.reader import SessionReader

AT_ONCE = 8
"""Frames handed to a process at a time: its session is opened once for each batch."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Parameters
    ----------
    done, asked : int
        Frames that have their picture, of those asked for.
    before : int
        Of those done, how many were there already.
    failed : tuple of str
        What could not be processed, and why.
    folder : Path
        Of the layer.
    """

    done: int
    asked: int
    before: int
    failed: tuple[str, ...]
    folder: Path


def reprocess(
    session: Path,
    recipe: Recipe,
    rows: range | None = None,
    *,
    jobs: int = 1,
    scheduler: str = "",
    stop: Callable[[], bool] = lambda: False,
    told: Callable[[Progress], object] = lambda progress: None,
) -> Progress:
    """Make the pictures that are not there yet.

    Parameters
    ----------
    session : Path
        Of any of its files; only read.
    recipe : Recipe
        What to do to each frame.
    rows : range, optional
        Positions of frames; all by default.
    jobs : int
        Processes to work with; with 1 it is this one.
    scheduler : str
        Address of a Dask scheduler, whose workers are used in place of this computer's.
    stop : callable, optional
        Asked between frames; True leaves the rest for another time.
    told : callable, optional
        Told after each batch.

    Raises
    ------
    SessionFileError
        If the session cannot be read, or the layer not be written.
    SettingsError
        If there is no such method or parameter.
    ClusterError
        If the cluster cannot be used.
    """
    method(recipe.method).make(recipe.parameters)
    with SessionReader(session) as reader:
        layer = Layer(session, reader.segments[0].header.session_id, recipe)
        asked = range(len(reader)) if rows is None else rows
    there = layer.done()
    before = sum(row in there for row in asked)
    rest = [row for row in asked if row not in there]
    done, failed = before, []
    told(Progress(done, len(asked), before, (), layer.folder))
    made = _made(session, layer.folder, recipe, rest, jobs, scheduler, stop)
    for lines, errors in made:
        for line in lines:
            layer.add(line)
        done += len(lines)
        failed += errors
        told(Progress(done, len(asked), before, tuple(failed), layer.folder))
    return Progress(done, len(asked), before, tuple(failed), layer.folder)


Made = tuple[list[dict[str, Any]], list[str]]


def _made(
    session: Path,
    folder: Path,
    recipe: Recipe,
    rows: list[int],
    jobs: int,
    scheduler: str,
    stop: Callable[[], bool],
) -> Iterator[Made]:
    """Return what is made of the rows, where it was asked for."""
    if not scheduler and jobs <= 1:
        return _here(session, folder, recipe, rows, stop)
    batches = [rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE)]
    if not scheduler:
        return _pooled(session, folder, recipe, batches, jobs, stop)
    from stemviewer.inspection.cluster import on_cluster

    return on_cluster(scheduler, make_batch, session, folder, recipe, batches, stop)


def _here(
    session: Path,
    folder: Path,
    recipe: Recipe,
    rows: list[int],
    stop: Callable[[], bool],
) -> Iterator[Made]:
    with closing(_each(session, folder, recipe.method, dict(recipe.parameters), rows)) as pictures:
        while not stop() and (made := next(pictures, None)):
            yield made


def _pooled(
    session: Path,
    folder: Path,
    recipe: Recipe,
    batches: list[list[int]],
    jobs: int,
    stop: Callable[[], bool],
) -> Iterator[Made]:
    rest = iter(batches)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        running: set[Future[Made]] = set()
        while True:
            while len(running) < jobs + 1 and not stop() and (batch := next(rest, None)):
                arguments = (session, folder, recipe.method, dict(recipe.parameters), batch)
                running.add(pool.submit(make_batch, *arguments))
            if not running:
                return
            ready, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ready:
                yield future.result()


def make_batch(
    session: Path, folder: Path, name: str, parameters: dict[str, Any], rows: list[int]
) -> Made:
    """Make and write the pictures of some frames; return their lines, and what failed."""
    lines: list[dict[str, Any]] = []
    failed: list[str] = []
    for made, errors in _each(session, folder, name, parameters, rows):
        lines += made
        failed += errors
    return lines, failed


def _each(
    session: Path, folder: Path, name: str, parameters: dict[str, Any], rows: list[int]
) -> Generator[Made, None, None]:
    """Make and write one picture after the other; the denoiser serves them all."""
    denoiser = method(name).make(parameters)
    with SessionReader(session) as reader:
        origin = reader.info.instrument.flag
        for row in rows:
            try:
                # a chain for each frame: its picture depends on no other
                made = Chain(denoiser).process(reader.raw(row), origin).processed
            except (StemviewerError, ValueError) as error:
                yield [], [f"frame {row}: {error}"]
                continue
            path = folder / f"row{row:07d}.npy"
            yield [write_picture(path, row, reader.row(row).sha256, made)], []
