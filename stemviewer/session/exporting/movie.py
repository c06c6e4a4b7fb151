"""A span of a session as a movie: GIF, or MP4 where ffmpeg is installed; dose and badge in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from stemviewer.core.errors import SessionFileError, SettingsError
from stemviewer.session.exporting.caption import caption, with_caption
from stemviewer.session.exporting.drawing import draw, values_of
from stemviewer.session.exporting.metadata import describe, session_context
from stemviewer.session.exporting.picture import ExportOptions, Picture, write_beside
from stemviewer.session.format.types import FrameRow
from stemviewer.session.reading.reader import SessionReader

MOST_FRAMES = 5000
_SAMPLED = 8


@dataclass(frozen=True, slots=True)
class Movie:
    """What goes into it.

    Parameters
    ----------
    rows : range
        Positions of the frames; those of the first one's detector channel are shown.
    processed : bool
        Whether their processed pictures are shown, with their badges; frames without one are
        left out. Else the raw frames.
    fps : float
        Frames per second.
    """

    rows: range
    processed: bool = False
    fps: float = 10.0


def export_movie(session: Path, path: Path, movie: Movie) -> Path:
    """Write a movie; all its frames have the same levels, and a line with number and dose.

    Parameters
    ----------
    session : Path
        Of any of its files.
    path : Path
        Ends in ``.gif`` or ``.mp4``.
    movie : Movie
        What goes into it.

    Raises
    ------
    SessionFileError
        If there is nothing to show, or it cannot be read or written.
    SettingsError
        If the ending is another, or MP4 is asked for and there is no ffmpeg.
    """
    writers = {".gif": _write_gif, ".mp4": _write_mp4}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise SettingsError(f"{path.name} is no movie.", "", "Let its name end in .gif or .mp4.")
    if not 0 < movie.fps <= 100 or len(movie.rows) > MOST_FRAMES:
        raise SettingsError(f"A movie has up to {MOST_FRAMES} frames, at up to 100 a second.")
    with SessionReader(session) as reader:
        shown = [at for at in movie.rows if _has(reader.row(at), movie)]
        if not shown:
            raise SessionFileError("There is nothing to show: no frame has such a picture.")
        channel = reader.row(shown[0]).channel
        shown = [at for at in shown if reader.row(at).channel == channel]
        levels = _levels(reader, shown, movie)
        images = _images(reader, shown, movie, levels)
        about = json.dumps(
            describe(_picture(reader, shown[0], movie), session_context(reader, shown[0]), {})
            | {"frames_shown": len(shown), "low": levels.low, "high": levels.high},
            sort_keys=True,
        )
        return write_beside(path, lambda part: writer(part, images, movie.fps, about))


def _has(row: FrameRow, movie: Movie) -> bool:
    if not movie.processed:
        return row.has_raw
    return row.processed_row is not None and row.processed_row.stored


def _picture(reader: SessionReader, index: int, movie: Movie) -> Picture:
    picture = reader.processed(index) if movie.processed else reader.raw(index)
    assert picture is not None
    return picture


def _levels(reader: SessionReader, shown: list[int], movie: Movie) -> ExportOptions:
    """Return levels for all frames, from some spread over the span."""
    some = shown[:: max(1, len(shown) // _SAMPLED)]
    values = [values_of(_picture(reader, at, movie)).ravel()[::3] for at in some]
    low, high = np.percentile(np.nan_to_num(np.concatenate(values)), (0.1, 99.9))
    return ExportOptions(float(low), float(high))


def _images(
    reader: SessionReader, shown: list[int], movie: Movie, levels: ExportOptions
) -> Iterator[Image.Image]:
    size = None
    for at in shown:
        picture = _picture(reader, at, movie)
        context = session_context(reader, at)
        image, _ = draw(picture, context, levels)
        image = with_caption(image, caption(picture, context))
        size = size or image.size
        # a session can change its size on the way; a movie cannot
        yield image if image.size == size else image.resize(size, Image.Resampling.NEAREST)


def _write_gif(part: Path, images: Iterator[Image.Image], fps: float, about: str) -> None:
    def quantized() -> Iterator[Image.Image]:
        for image in images:
            yield image.quantize(256, Image.Quantize.FASTOCTREE)

    frames = quantized()
    first = next(frames)
    options: dict[str, Any] = {"append_images": frames, "duration": round(1000 / fps), "loop": 0}
    first.save(part, "GIF", save_all=True, comment=about.encode("ascii"), **options)


def _write_mp4(part: Path, images: Iterator[Image.Image], fps: float, about: str) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        raise SettingsError(
            "MP4 needs ffmpeg, which is not installed here.",
            "No movie was written.",
            "Install ffmpeg, or let the name end in .gif.",
        )
    first = next(images)
    command = [
        program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{first.width}x{first.height}", "-r", f"{fps:g}", "-i", "-",
        "-metadata", f"comment={about}", "-pix_fmt", "yuv420p", "-q:v", "2", "-f", "mp4", str(part),
    ]  # fmt: skip
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    try:
        process.stdin.write(first.tobytes())
        for image in images:
            process.stdin.write(image.tobytes())
    except BrokenPipeError:
        pass  # its own words, below, say why
    _, said = process.communicate()
    if process.returncode:
        raise SessionFileError(f"ffmpeg made no movie: {said.decode(errors='replace')[:200]}")
