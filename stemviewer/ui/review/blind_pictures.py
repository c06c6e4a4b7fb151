"""Two pictures without labels, with one look-up table: what a blind comparison shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from stemviewer.core.provenance import Kind
from stemviewer.ui.image.display_settings import DisplaySettings, Limits
from stemviewer.ui.image.levels import percentile_limits, sample
from stemviewer.ui.image.lut import Leveller, table_of
from stemviewer.ui.image.pane import ImagePane
from stemviewer.ui.image.picture import Crop, Painting, PanePicture, TitlePart, Tone
from stemviewer.ui.language.words import tr

if TYPE_CHECKING:
    from stemviewer.inspection.blind import Trial
    from stemviewer.inspection.blind_pictures import Pair, Source


class BlindPane(ImagePane):
    """A pane that tells nothing of its picture: no kind, no numbers, no values."""

    def crosshair_text(self) -> str:
        """Values could tell which is which."""
        return ""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A pair ready to be painted, and the names that are kept from the operator."""

    left: PanePicture
    right: PanePicture
    first: str
    second: str


def shown_pair(
    path: Path, trial: Trial, first: Source, second: Source, display: DisplaySettings
) -> Shown:
    """Read or make both pictures of a pair, and level them alike; not on the Qt thread."""
    from stemviewer.inspection.blind_pictures import pair_of

    pair = pair_of(path, trial.row, first, second)
    seen = np.concatenate([sample(plane) for plane in (pair.first, pair.second)])
    limits = percentile_limits(seen, display.low_percentile, display.high_percentile)
    made = [_picture(pair, at, (limits.low, limits.high), display) for at in (0, 1)]
    order = (0, 1) if trial.first_left else (1, 0)
    return Shown(made[order[0]], made[order[1]], pair.first_name, pair.second_name)


def _picture(
    pair: Pair, which: int, levels: tuple[float, float], display: DisplaySettings
) -> PanePicture:
    values = (pair.first, pair.second)[which]
    limits = Limits(*levels)
    indices = np.zeros(values.shape, np.uint8)
    Leveller().indices(values, limits, indices)
    rows, columns = values.shape
    # a raw frame or not, both are framed alike; what they are is told when all is answered
    return PanePicture(
        painting=Painting(indices, table_of(display)),
        indices=indices,
        covers=Crop(0, 0, rows, columns),
        kind=Kind.RAW,
        badge=tr("BLIND"),
        number=0,
        rows=rows,
        columns=columns,
        values=values,
        valid_rows=rows,
        limits=limits,
        pixel_size=pair.frame.settings.pixel_size,
        left=(TitlePart(tr("not labelled; perhaps processed"), Tone.QUIET, keep=9),),
    )
