"""What can be compared blind: raw frames, averages of them, recorded pictures, and layers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import SessionFileError, StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Flag
from stemviewer.inspection.layers import LayerInfo, layer_picture, layer_rows
from stemviewer.session.reading.reader import SessionReader

Values = npt.NDArray[np.float32]


class SourceKind(StrEnum):
    """Where a picture comes from."""

    RAW = "raw"
    AVERAGE = "average"
    RECORDED = "recorded"
    LAYER = "layer"


@dataclass(frozen=True, slots=True)
class Source:
    """One of the two that are compared.

    Parameters
    ----------
    kind : SourceKind
        Where its pictures come from.
    frames : int
        Of an average: how many raw frames, the last is the one of the pair.
    layer : LayerInfo or None
        Of a layer.
    """

    kind: SourceKind
    frames: int = 1
    layer: LayerInfo | None = None

    @property
    def name(self) -> str:
        """As the result names it."""
        if self.kind is SourceKind.AVERAGE:
            return f"average of {self.frames} raw frames"
        if self.layer is not None:
            return f"layer {self.layer.name}"
        return "raw frame" if self.kind is SourceKind.RAW else "recorded picture"


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two pictures of one frame [electrons per pixel], and what made them."""

    frame: Frame
    first: Values
    second: Values
    first_name: str
    second_name: str


def rows_for(path: Path, first: Source, second: Source, span: range) -> list[int]:
    """Return the frames of a span of which both pictures can be had; not on the Qt thread."""
    with SessionReader(path) as reader:
        chosen = [at for at in (span or range(len(reader))) if at < len(reader)]
        good = (_rows(reader, chosen, source) for source in (first, second))
        return sorted(set.intersection(*good))


def _rows(reader: SessionReader, chosen: list[int], source: Source) -> set[int]:
    if source.layer is not None:
        return set(chosen) & layer_rows(source.layer.folder)
    if source.kind is SourceKind.RECORDED:
        return {at for at in chosen if _recorded(reader, at)}
    return {at for at in chosen if at >= source.frames - 1 and _whole(reader, at)}


def _recorded(reader: SessionReader, at: int) -> bool:
    made = reader.row(at).processed_row
    return made is not None and made.stored


def _whole(reader: SessionReader, at: int) -> bool:
    row = reader.row(at)
    return row.complete and row.has_raw


def pair_of(path: Path, row: int, first: Source, second: Source) -> Pair:
    """Return both pictures of a frame; not on the Qt thread.

    Raises
    ------
    StemviewerError
        If one of them cannot be had.
    """
    with SessionReader(path) as reader:
        frame = reader.raw(row)
        one, two = (_picture(reader, row, frame, source) for source in (first, second))
    if one[0].shape != two[0].shape:
        raise SessionFileError(f"The two pictures of frame {frame.number} differ in size.")
    return Pair(frame, one[0], two[0], one[1], two[1])


def _picture(reader: SessionReader, at: int, frame: Frame, source: Source) -> tuple[Values, str]:
    if source.kind is SourceKind.RAW:
        if not frame.calibration.known:
            raise StemviewerError(
                f"The electrons of frame {frame.number} are not known.",
                "It cannot be shown with the same look-up table as others.",
                "Calibrate the detector, or compare processed pictures.",
            )
        return np.asarray(frame.calibration.electrons(frame.data), np.float32), "RAW"
    made = _made(reader, at, frame, source)
    if made is None:
        raise SessionFileError(f"There is no {source.name} of frame {frame.number}.")
    return np.asarray(made.image, np.float32), made.provenance.label()


def _made(reader: SessionReader, at: int, frame: Frame, source: Source) -> Processed | None:
    if source.layer is not None:
        return layer_picture(source.layer.folder, reader.row(at))
    if source.kind is SourceKind.RECORDED:
        return reader.processed(at)
    from stemviewer.denoise.span import average_span

    span = [n for n in range(at, -1, -1) if reader.row(n).channel == frame.channel]
    chosen = span[: source.frames][::-1]
    return average_span((reader.raw(n) for n in chosen), aligned=True, origin=_origin(reader))


def _origin(reader: SessionReader) -> Flag:
    return reader.info.instrument.flag
