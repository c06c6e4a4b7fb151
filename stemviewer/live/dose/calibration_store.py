"""Calibrations on disk, one file a source: what was accepted is in force after a restart too."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stemviewer.core.calibration import COUNTING, DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.quantity import Quantity, Source
from stemviewer.live.dose.calibrate import Calibration
from stemviewer.live.dose.calibration_state import GAINS, OFFSETS
from stemviewer.live.notices import NoticeBoard
from stemviewer.live.state import Severity

MOST_BYTES = 2**20
"""A larger file is not read."""

_Whole = Annotated[int, Field(ge=0, le=10**6)]
_Error = Annotated[float, Field(ge=0.0)] | None


class _Kept(BaseModel):
    """One channel; an error that is unknown is none."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    gain: Annotated[float, Field(ge=GAINS[0], le=GAINS[1])]
    offset: Annotated[float, Field(ge=OFFSETS[0], le=OFFSETS[1])]
    counting: bool
    source: Source
    gain_error: _Error
    offset_error: _Error
    readout_noise: _Error
    pairs: _Whole
    dark: _Whole
    utc_ns: Annotated[int, Field(ge=0, lt=2**63)]
    how: Annotated[str, Field(max_length=400)]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: Annotated[str, Field(max_length=400)]
    channels: Annotated[dict[str, _Kept], Field(max_length=64)]


class CalibrationKeeper:
    """Keeps the calibrations of one source beside its ledger; trouble is told, not raised.

    Parameters
    ----------
    ledger : Path or None
        File of the ledger; ``None`` keeps nothing.
    notices : NoticeBoard
        For the operator.
    """

    def __init__(self, ledger: Path | None, notices: NoticeBoard) -> None:
        self._path = ledger and ledger.with_name(ledger.stem + ".calibration.json")
        self._notices = notices
        self._instrument = ""

    def of(self, instrument: str) -> dict[str, Calibration]:
        """Return what was kept of an instrument, and keep for it from now on."""
        self._instrument = instrument
        if self._path is None:
            return {}
        try:
            return load_calibrations(self._path, instrument)
        except SettingsError as error:
            self._notices.error(error, Severity.WARNING)
            return {}

    def keep(self, found: dict[str, Calibration]) -> None:
        """Write what is in force."""
        if self._path is None or not self._instrument:
            return
        try:
            save_calibrations(self._path, self._instrument, found)
        except SettingsError as error:
            self._notices.error(error, Severity.WARNING)


def save_calibrations(path: Path, instrument: str, found: dict[str, Calibration]) -> None:
    """Write the calibrations in force; the file before is replaced only by a whole one.

    Raises
    ------
    SettingsError
        If it cannot be written; what is in force stays in force.
    """
    content = _File(instrument=instrument, channels={n: _out(c) for n, c in found.items()})
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(content.model_dump_json(indent=2), encoding="utf-8")
        os.replace(part, path)  # noqa: PTH105 - atomic on every system
    except OSError as error:
        raise SettingsError(
            f"The calibration could not be kept in {path} ({error.strerror or error}).",
            "It is in force until the program ends.",
            "Free disk space or check the folder.",
        ) from error


def load_calibrations(path: Path, instrument: str) -> dict[str, Calibration]:
    """Return what was kept of an instrument, by channel; nothing where there is no file.

    Raises
    ------
    SettingsError
        If the file is not what it says.
    """
    if not path.exists():
        return {}
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("the file is too large")
        content = _File.model_validate_json(path.read_bytes())
    except (OSError, ValueError, ValidationError) as error:
        raise SettingsError(
            f"The kept calibration {path} cannot be read.",
            "The instrument's own values hold.",
            "Calibrate again in the dose desk.",
        ) from error
    if content.instrument != instrument:
        return {}
    return {name: _in(kept) for name, kept in content.channels.items()}


def _out(found: Calibration) -> _Kept:
    values = found.calibration
    return _Kept(
        gain=values.gain.value or 1.0,
        offset=values.offset.value or 0.0,
        counting=values.counting,
        source=values.source,
        gain_error=_finite(found.gain_error),
        offset_error=_finite(found.offset_error),
        readout_noise=_finite(found.readout_noise),
        pairs=found.pairs,
        dark=found.dark,
        utc_ns=found.utc_ns,
        how=found.how,
    )


def _in(kept: _Kept) -> Calibration:
    values = COUNTING
    if not kept.counting:
        values = DetectorCalibration(
            Quantity(kept.gain, kept.source), Quantity(kept.offset, kept.source)
        )
    return Calibration(
        values,
        math.nan if kept.gain_error is None else kept.gain_error,
        math.nan if kept.offset_error is None else kept.offset_error,
        kept.readout_noise,
        kept.pairs,
        kept.dark,
        kept.utc_ns,
        kept.how,
    )


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
