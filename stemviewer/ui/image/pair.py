"""From a raw frame and the picture made of it to two pane pictures: pure, no thread, no Qt loop."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from stemviewer.core.dose import FrameDose
from stemviewer.core.frame import Frame
from stemviewer.core.processed import Processed
from stemviewer.core.provenance import Kind
from stemviewer.core.quantity import UNKNOWN, Quantity
from stemviewer.denoise.base import RangeVerdict
from stemviewer.live.combined import badge_of
from stemviewer.ui.image.decimate import factor_for
from stemviewer.ui.image.display_settings import DisplaySettings, Limits
from stemviewer.ui.image.histogram import Histogram
from stemviewer.ui.image.lut import table_of
from stemviewer.ui.image.parts import at_screen, common, part_of
from stemviewer.ui.image.picture import Crop, Painting, PanePicture
from stemviewer.ui.image.resample import NEAREST_FROM
from stemviewer.ui.image.side import Plane, Side, processed_plane, raw_plane
from stemviewer.ui.image.titles import processed_title, raw_title


@dataclass(frozen=True, slots=True, eq=False)
class PictureSource:
    """A raw frame, what was made of it, and what the titles say.

    Parameters
    ----------
    frame : Frame
        Raw; partial while it is being scanned.
    processed : Processed or None
        Made from that very frame.
    range : RangeVerdict or None
        Of the network.
    dose : FrameDose or None
        What the frame cost.
    electrons_per_pixel : Quantity
        Counted from the frame.
    generation : int
        Of the chain; another one starts the processed levels afresh.
    live : bool
        Whether titles tell the age, and rows of the frame before stay visible below the new
        ones. A stored frame is shown as it is: what was not scanned stays hatched.
    awaiting : bool
        Whether a picture of this frame is still to come: until then the processed pane keeps
        the one before, under its own title.

    token : object
        Whatever the caller knows it by again when it has been rendered.

    Raises
    ------
    ValueError
        If the processed picture was made from another frame.
    """

    frame: Frame
    processed: Processed | None = None
    range: RangeVerdict | None = None
    dose: FrameDose | None = None
    electrons_per_pixel: Quantity = UNKNOWN
    generation: int = 0
    live: bool = False
    awaiting: bool = False
    token: object = None

    def __post_init__(self) -> None:
        if self.processed is not None and self.processed.parent != self.frame.number:
            raise ValueError(
                f"picture of frame {self.processed.parent} beside frame {self.frame.number}"
            )


@dataclass(frozen=True, slots=True, eq=False)
class RenderRequest:
    """Everything a rendering depends on, captured when it was asked for.

    ``scale`` is the camera's magnification in device pixels per image pixel; ``crop`` is the
    part that is needed when raw pixels are visible, ``None`` for the whole picture.
    """

    source: PictureSource
    display: DisplaySettings = field(default_factory=DisplaySettings)
    scale: float = 1.0
    crop: Crop | None = None

    @property
    def decimation(self) -> int:
        """Block side that suits the magnification."""
        return factor_for(self.scale)

    @property
    def rendering(self) -> float:
        """The magnification as far as the rendering depends on it: not at all from 2 up."""
        return min(self.scale, NEAREST_FROM)


@dataclass(frozen=True, slots=True, eq=False)
class PaintedPair:
    """Two pictures of one frame, ready to paint, with their histograms.

    The levels are in ``raw.limits`` [detector units] and ``processed.limits``
    [electrons per pixel].
    """

    request: RenderRequest
    raw: PanePicture
    processed: PanePicture | None
    raw_histogram: Histogram
    processed_histogram: Histogram | None


class PairRenderer:
    """Renders requests one after the other; used by one thread.

    Parameters
    ----------
    beside : Executor, optional
        Makes the processed picture while this thread makes the raw one: numpy lets go of the
        interpreter where the time goes.
    """

    def __init__(self, beside: Executor | None = None) -> None:
        self._raw = Side()
        self._processed = Side()
        self._beside = beside

    def render(self, request: RenderRequest) -> PaintedPair:
        """Level both sides of a request.

        Parameters
        ----------
        request : RenderRequest
            What to show, and how.
        """
        source, display = request.source, request.display
        raw = raw_plane(source.frame)
        made = _made_plane(source)
        key = (source.frame.number, source.frame.valid_rows, source.frame.complete)
        raw_limits = self._raw.tracker.update(
            raw.sample, display, display.raw_limits, key, raw.series, source.live
        )
        made_limits = None
        if made is not None:
            made_limits = self._processed.tracker.update(
                made.sample, display, display.processed_limits, key, made.series, source.live
            )
            if display.same_levels and source.frame.calibration.known:
                raw_limits, made_limits = common(raw_limits, made_limits, source.frame.calibration)
        waiting: Future[PanePicture] | None = None
        if made is not None and made_limits is not None and self._beside is not None:
            task = self._processed_picture
            waiting = self._beside.submit(task, request, made, made_limits)
        picture = self._raw_picture(request, raw, raw_limits)
        raw_histogram = self._raw.histogram(raw, raw_limits, source.live)
        if made is None or made_limits is None:
            return PaintedPair(request, picture, None, raw_histogram, None)
        made_histogram = self._processed.histogram(made, made_limits, source.live)
        if waiting is not None:
            processed = waiting.result()
        else:
            processed = self._processed_picture(request, made, made_limits)
        return PaintedPair(request, picture, processed, raw_histogram, made_histogram)

    def _raw_picture(self, request: RenderRequest, plane: Plane, limits: Limits) -> PanePicture:
        source, frame = request.source, request.source.frame
        old = self._raw.old_values(plane, source.live)
        part, step = part_of(request, frame.settings.shape)
        indices = at_screen(self._raw.indices(plane, old, limits, step, part), request, step)
        left, right = raw_title(frame, source.electrons_per_pixel, source.dose)
        return PanePicture(
            painting=Painting(indices, table_of(request.display)),
            indices=indices,
            covers=part,
            kind=Kind.RAW,
            badge=badge_of(frame.channel),
            number=frame.number,
            rows=frame.settings.rows,
            columns=frame.settings.columns,
            values=plane.values,
            valid_rows=plane.valid_rows,
            limits=limits,
            pixel_size=frame.settings.pixel_size,
            old_values=old,
            calibration=frame.calibration,
            left=left,
            right=right,
            received_monotonic_ns=frame.received_monotonic_ns if source.live else 0,
        )

    def _processed_picture(
        self, request: RenderRequest, plane: Plane, limits: Limits
    ) -> PanePicture:
        source, processed = request.source, request.source.processed
        assert processed is not None
        old = self._processed.old_values(plane, source.live)
        rows, columns = processed.image.shape
        part, step = part_of(request, (rows, columns))
        indices = at_screen(self._processed.indices(plane, old, limits, step, part), request, step)
        left, right = processed_title(processed, source.range)
        # statistics are loaded with the first processed picture, in this thread
        from stemviewer.trust.picture_interval import picture_interval

        return PanePicture(
            painting=Painting(indices, table_of(request.display)),
            indices=indices,
            covers=part,
            kind=processed.provenance.kind,
            badge=processed.provenance.label(),
            number=processed.parent,
            rows=rows,
            columns=columns,
            values=plane.values,
            valid_rows=plane.valid_rows,
            limits=limits,
            pixel_size=source.frame.settings.pixel_size,
            old_values=old,
            left=left,
            right=right,
            interval=picture_interval(source.frame, processed),
        )


def _made_plane(source: PictureSource) -> Plane | None:
    if source.processed is None:
        return None
    return processed_plane(source.frame, source.processed, source.generation)
