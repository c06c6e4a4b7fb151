"""Evidence on frames of a recorded session, one by one or a span as the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from stemviewer.core.errors import StemviewerError
from stemviewer.core.provenance import Parameter
from stemviewer.denoise.base import Denoiser
from stemviewer.denoise.registry import method
from stemviewer.session.format.types import FrameRow
from stemviewer.session.reading.reader import SessionReader
from stemviewer.trust.evidence import EvidenceOptions
from stemviewer.trust.frame_test import FrameTest, run_frame_test

Maker = Callable[[str], Denoiser]

NEIGHBOURS = 1
"""Frames on either side that are asked to judge."""


@dataclass(frozen=True, slots=True, eq=False)
class StoredTest:
    """The test of one stored frame.

    Parameters
    ----------
    index, number : int
        Position in the session and the feed's number.
    method : str
        What made the picture; empty when the frame has none.
    result : FrameTest or None
        ``None`` when there was nothing to test.
    reason : str
        Why not.
    """

    index: int
    number: int
    method: str
    result: FrameTest | None
    reason: str = ""


class StoredTests:
    """Tests frames of one open session; keeps the denoisers it has loaded. Not thread-safe.

    Parameters
    ----------
    reader : SessionReader
        The session.
    options : EvidenceOptions, optional
        How to test.
    make : callable, optional
        From the name of a method to its denoiser; the registry by default.
    """

    def __init__(
        self,
        reader: SessionReader,
        options: EvidenceOptions | None = None,
        make: Maker | None = None,
    ) -> None:
        self._reader = reader
        self._options = options or EvidenceOptions()
        self._make = make
        self._denoisers: dict[tuple[str, str], Denoiser] = {}

    def test(self, index: int, *, span: range | None = None, seed: int = 0) -> StoredTest:
        """Test the picture that the session holds of a frame, or that was made of it.

        Parameters
        ----------
        index : int
            Position of the frame.
        span : range, optional
            Positions of frames whose sum is the truth that more dose showed; by default the
            frames just before and after.
        seed : int
            Of the thinning, where that is the way.
        """
        row = self._reader.row(index)
        name = _method_of(row)
        if not name:
            return StoredTest(index, row.number, "", None, "no picture was made of this frame")
        if not row.complete or not row.has_raw:
            reason = "the frame is not complete" if row.has_raw else "its raw data are missing"
            return StoredTest(index, row.number, name, None, reason)
        try:
            denoiser = self._denoiser(name, row)
        except StemviewerError as error:
            return StoredTest(index, row.number, name, None, str(error))
        frame = self._reader.raw(index)
        near = span if span is not None else range(index - NEIGHBOURS, index + NEIGHBOURS + 1)
        result = run_frame_test(
            frame.data,
            row.calibration,
            denoiser,
            picture=self._picture(row),
            neighbours=list(self._neighbours(row, near)),
            options=self._options,
            seed=seed,
            both_folds=True,
        )
        return StoredTest(index, row.number, name, result)

    def _denoiser(self, name: str, row: FrameRow) -> Denoiser:
        settings = {} if self._make is not None else _settings(name, row)
        key = (name, repr(sorted(settings.items())))
        if key not in self._denoisers:
            make = self._make or (lambda name: method(name).make(settings))
            self._denoisers[key] = make(name)
        return self._denoisers[key]

    def _picture(self, row: FrameRow) -> npt.NDArray[np.float32] | None:
        """Return the stored picture if it was made of this very frame alone."""
        if row.processed_row is None or row.processed_row.numbers != (row.number,):
            return None
        if not row.processed_row.stored or row.processed_row.valid_rows < row.settings.rows:
            return None
        picture = self._reader.processed(row.index)
        return None if picture is None else picture.image

    def _neighbours(self, row: FrameRow, near: range) -> Iterator[npt.NDArray[Any]]:
        for other in self._others(row, near):
            self._options.breathe()
            yield self._reader.raw(other).data

    def _others(self, row: FrameRow, near: range) -> list[int]:
        """Return whole frames of the same channel, scan and calibration among ``near``."""
        found = []
        for index in near:
            if index == row.index or not 0 <= index < len(self._reader):
                continue
            other = self._reader.row(index)
            same: tuple[Any, ...] = (row.channel, row.settings, row.calibration)
            if (
                other.complete
                and other.has_raw
                and same
                == (
                    other.channel,
                    other.settings,
                    other.calibration,
                )
            ):
                found.append(index)
        return found


def _settings(name: str, row: FrameRow) -> dict[str, Parameter]:
    """Return the settings of the method as the log has them: thinned frames need the same."""
    steps = () if row.provenance is None else row.provenance.steps
    known = {spec.name for spec in method(name).parameters}
    return {
        key: value
        for step in steps
        if step.method == name
        for key, value in step.parameters.items()
        if key in known
    }


def _method_of(row: FrameRow) -> str:
    """Return the name of what made the frame's picture: the network, else the last step."""
    provenance = row.provenance
    if provenance is None:
        return ""
    return provenance.model or provenance.steps[-1].method
