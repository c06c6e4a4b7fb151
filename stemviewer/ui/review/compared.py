"""Pictures side by side with one look-up table: pure, without threads and widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import StemviewerError
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Kind
from stemviewer.ui.image.display_settings import DisplaySettings, Limits
from stemviewer.ui.image.levels import percentile_limits, sample
from stemviewer.ui.image.lut import Leveller, table_of
from stemviewer.ui.image.picture import Crop, Painting, PanePicture, TitlePart, Tone
from stemviewer.ui.language.words import tr
from stemviewer.ui.text import thousands

MOST = 4
"""Pictures compared at a time."""

_RANK = (Kind.RAW, Kind.FILTERED, Kind.AVERAGED, Kind.DENOISED)

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Pin:
    """A picture kept for comparison.

    Parameters
    ----------
    session : str
        Name of the session, or run, that it is from.
    frame : Frame
        The raw frame.
    made : Processed or None
        The picture made of it; ``None`` to compare the raw frame itself.
    note : str
        TRIAL, LAYER, or empty.
    """

    session: str
    frame: Frame
    made: Processed | None = None
    note: str = ""

    @property
    def kind(self) -> Kind:
        """Raw, or how it was made."""
        return Kind.RAW if self.made is None else self.made.provenance.kind

    @property
    def badge(self) -> str:
        """As over the picture."""
        return "RAW" if self.made is None else self.made.provenance.label()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.frame.settings.shape

    def electrons(self) -> Values:
        """Return the values [electrons per pixel]; places that were not scanned are NaN.

        Raises
        ------
        StemviewerError
            If gain or black level of the detector are not known.
        """
        if self.made is not None:
            rows, values = self.made.valid_rows, np.array(self.made.image)
        elif self.frame.calibration.known:
            rows = self.frame.valid_rows
            values = np.array(self.frame.calibration.electrons(self.frame.data), np.float32)
        else:
            raise StemviewerError(
                tr("The electrons of frame {0} are not known.", thousands(self.frame.number)),
                tr("It cannot be shown with the same look-up table as others."),
                tr("Calibrate the detector, or compare processed pictures."),
            )
        values[rows:] = np.nan
        return values


def check_fit(pins: tuple[Pin, ...], new: Pin) -> None:
    """Refuse a picture that cannot stand beside the others.

    Raises
    ------
    StemviewerError
        If there are four already, its size differs, or its electrons are not known.
    """
    if len(pins) >= MOST:
        raise StemviewerError(
            tr("Four pictures are compared already."),
            tr("This one was not added."),
            tr("Take one away first."),
        )
    if pins and pins[0].shape != new.shape:
        raise StemviewerError(
            tr("This picture has another size than those that are compared."),
            tr("It was not added."),
            tr("Compare pictures of one size."),
        )
    new.electrons()


def compared(
    pins: tuple[Pin, ...], display: DisplaySettings, *, difference: bool
) -> tuple[PanePicture, ...]:
    """Return the pictures of all pins, levelled alike, and the difference of last and first.

    Parameters
    ----------
    pins : tuple of Pin
        Of one size.
    display : DisplaySettings
        Percentiles and colours; limits set by hand [electrons per pixel] are those of the
        processed side.
    difference : bool
        Whether to add the last picture minus the first one, where there are two.
    """
    planes = [pin.electrons() for pin in pins]
    limits = display.processed_limits or _levels(planes, display)
    pictures = [
        _picture(pin, plane, limits, display) for pin, plane in zip(pins, planes, strict=True)
    ]
    if difference and len(pins) >= 2:
        pictures.append(_difference(pins, planes, display))
    return tuple(pictures)


def _levels(planes: list[Values], display: DisplaySettings) -> Limits:
    # each picture has the same say, whatever is seen of it
    seen = np.concatenate([sample(plane) for plane in planes])
    return percentile_limits(seen, display.low_percentile, display.high_percentile)


def _picture(pin: Pin, plane: Values, limits: Limits, display: DisplaySettings) -> PanePicture:
    calibration = None if pin.made is not None else pin.frame.calibration
    values = pin.frame.data if pin.made is None else pin.made.image
    if calibration is not None:
        gain, offset = calibration.gain.value or 1.0, calibration.offset.value or 0.0
        shown = Limits(limits.low * gain + offset, limits.high * gain + offset)
    else:
        shown = limits
    indices = _indices(plane, limits)
    number = pin.frame.number if pin.made is None else pin.made.parent
    left = [TitlePart(tr("Frame {0}", thousands(number)), Tone.STRONG, keep=9)]
    if pin.note:
        left.append(TitlePart(pin.note, Tone.CAUTION, keep=8))
    return PanePicture(
        painting=Painting(indices, table_of(display)),
        indices=indices,
        covers=Crop(0, 0, *pin.shape),
        kind=pin.kind,
        badge=pin.badge,
        number=number,
        rows=pin.shape[0],
        columns=pin.shape[1],
        values=values,
        valid_rows=pin.frame.valid_rows if pin.made is None else pin.made.valid_rows,
        limits=shown,
        pixel_size=pin.frame.settings.pixel_size,
        calibration=calibration,
        left=tuple(left),
        right=(TitlePart(pin.session, Tone.QUIET, keep=3),),
    )


def _difference(
    pins: tuple[Pin, ...], planes: list[Values], display: DisplaySettings
) -> PanePicture:
    """Return last minus first, grey where they agree."""
    values = planes[-1] - planes[0]
    seen = np.abs(sample(values))
    reach = percentile_limits(seen, 0.0, display.high_percentile).high
    indices = _indices(values, Limits(-reach, reach))
    first, last = pins[0], pins[-1]
    # a difference is no measurement, even that of two raw frames
    kind = max((first.kind, last.kind, Kind.FILTERED), key=_RANK.index)
    words = tr("{0} minus {1}", f"{last.badge} {thousands(last.frame.number)}",
               f"{first.badge} {thousands(first.frame.number)}")  # fmt: skip
    return PanePicture(
        painting=Painting(indices, table_of(display)),
        indices=indices,
        covers=Crop(0, 0, *last.shape),
        kind=kind,
        badge="DIFFERENCE",
        number=last.frame.number,
        rows=last.shape[0],
        columns=last.shape[1],
        values=values,
        valid_rows=min(pins[0].frame.valid_rows, last.frame.valid_rows),
        limits=Limits(-reach, reach),
        pixel_size=last.frame.settings.pixel_size,
        left=(TitlePart(words, Tone.STRONG, keep=9, short=tr("last minus first")),),
    )


def _indices(plane: Values, limits: Limits) -> npt.NDArray[np.uint8]:
    out = np.zeros(plane.shape, np.uint8)
    Leveller().indices(plane, limits, out)
    return out
