"""What is measured of one frame: a frozen question, a frozen answer, and the way between them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.measuring.lattice import Lattice, Pair, measure_lattice
from stemviewer.measuring.plane import Plane, Values, processed_plane, raw_plane
from stemviewer.measuring.profile import Profile, Track, profile, track
from stemviewer.measuring.region import RegionValues, region_values
from stemviewer.measuring.rulers import Reading, angle, direction, distance
from stemviewer.measuring.shapes import Shape, ShapeKind
from stemviewer.measuring.spectrum import Spectrum, spectrum_of
from stemviewer.trust.picture_interval import PictureInterval
from stemviewer.ui.language.words import mark, tr
from stemviewer.ui.measure.spectrum_levels import Indices, levels

NOT_YET = mark("no frame yet")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Everything an answer depends on, taken in the Qt thread.

    Parameters
    ----------
    frame : Frame
        Raw.
    processed : Processed or None
        Made of it.
    interval : PictureInterval or str
        Of the processed picture, or why there is none.
    shapes : tuple of Shape
        Regions, distances and angles, all measured at once.
    line : Shape or None
        The profile that is shown.
    box : (left, top, right, bottom) or None
        Part of the picture whose spectrum and lattice are wanted; ``None`` for all of it.
    spectrum, lattice : bool
        Whether they are wanted at all.
    near : pair of (x, y) or None
        Two reflections that the operator chose [1/px].
    """

    frame: Frame
    processed: Processed | None
    interval: PictureInterval | str = ""
    shapes: tuple[Shape, ...] = ()
    line: Shape | None = None
    box: tuple[float, float, float, float] | None = None
    spectrum: bool = False
    lattice: bool = False
    near: Pair | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShapeAnswer:
    """Numbers of one shape: of a region both sides, of a ruler its readings [px], [degrees]."""

    shape: Shape
    raw: RegionValues | None = None
    processed: RegionValues | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LineAnswer:
    """A profile of both sides, with the interval of the processed one or why there is none."""

    shape: Shape
    raw: Profile
    processed: Profile | None = None
    low: Values | None = None
    high: Values | None = None
    lack: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was measured of one frame; the levels are what the spectra are painted with."""

    question: Question
    shapes: tuple[ShapeAnswer, ...] = ()
    line: LineAnswer | None = None
    raw_spectrum: Spectrum | None = None
    processed_spectrum: Spectrum | None = None
    raw_levels: Indices | None = None
    processed_levels: Indices | None = None
    raw_lattice: Lattice | str = NOT_YET
    processed_lattice: Lattice | str = field(default="")

    @property
    def pixel_size(self) -> Quantity:
        """Of the frame [m]."""
        settings = self.question.frame.settings
        return UNKNOWN if self.question.frame.changes else settings.pixel_size


def answer(question: Question) -> Answer:
    """Measure; takes up to some tenths of a second, so not in the Qt thread."""
    counting = question.frame.calibration.counting
    raw = raw_plane(question.frame)
    made = question.processed
    processed = None if made is None else processed_plane(made, counting)
    shapes = tuple(_measured(shape, raw, processed) for shape in question.shapes)
    line = None if question.line is None else _line(question, raw, processed)
    found = Answer(question, shapes, line)
    if not (question.spectrum or question.lattice):
        return found
    spectra = [None if p is None else spectrum_of(p, question.box) for p in (raw, processed)]
    lattices: list[Lattice | str] = ["", ""]
    if question.lattice:
        sides = zip((raw, processed), spectra, strict=True)
        lattices = [_lattice(plane, spectrum, question.near) for plane, spectrum in sides]
    grey = [None if spectrum is None else levels(spectrum) for spectrum in spectra]
    return Answer(question, shapes, line, *spectra, *grey, *lattices)  # type: ignore[arg-type]


def _measured(shape: Shape, raw: Plane, processed: Plane | None) -> ShapeAnswer:
    if shape.kind.region:
        both = [
            None if plane is None else region_values(plane, shape) for plane in (raw, processed)
        ]
        return ShapeAnswer(shape, both[0], both[1])
    if shape.kind is ShapeKind.ANGLE:
        return ShapeAnswer(shape, readings=(angle(shape),))
    return ShapeAnswer(shape, readings=(distance(shape), direction(shape)))


def _line(question: Question, raw: Plane, processed: Plane | None) -> LineAnswer | None:
    shape = question.line
    if shape is None or shape.length <= 0.0:
        return None
    where = track(shape)
    counted = profile(raw, where)
    if processed is None:
        return LineAnswer(shape, counted)
    made = profile(processed, where)
    band = _band(question.interval, where)
    if isinstance(band, str):
        return LineAnswer(shape, counted, made, lack=band)
    return LineAnswer(shape, counted, made, *band)


def _band(interval: PictureInterval | str, where: Track) -> tuple[Values, Values] | str:
    """Return the ends of the interval, their means taken across the line."""
    if isinstance(interval, str):
        return interval
    found = interval.along(where.rows, where.columns)
    if isinstance(found, str):
        return found
    inside = np.isfinite(found.processed)
    count = np.maximum(inside.sum(axis=1), 1)
    low, high = (
        np.where(inside.any(axis=1), np.where(inside, end, 0.0).sum(axis=1) / count, np.nan)
        for end in (found.low, found.high)
    )
    return low, high


def _lattice(plane: Plane | None, spectrum: Spectrum | None, near: Pair | None) -> Lattice | str:
    if plane is None:
        return ""
    if spectrum is None:
        return tr("too few pixels: at least 16 × 16")
    return measure_lattice(plane, spectrum, near)
