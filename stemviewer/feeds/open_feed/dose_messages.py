"""Messages of the open feed that only the bookkeeping of dose needs."""

from __future__ import annotations

import base64
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from stemviewer.feeds.accounting import ServedAccount
from stemviewer.feeds.base import Exposed
from stemviewer.feeds.open_feed.limits import MAX_NUMBER
from stemviewer.feeds.open_feed.values import PlaceModel, QuantityModel, SettingsModel, Wire

Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]

EXPOSURE, CHANGE, ACCOUNT = "exposure", "change", "account"
"""What a client may accept and a server may offer beyond the first messages of version 1."""

ACCEPTED = (EXPOSURE, CHANGE)
"""What this client understands."""

MOST_CELLS = 96
"""Rows and columns of the map in an account, so that it fits into one text message."""


class ChangeMessage(Wire):
    """The running frame is scanned with other settings from a row on."""

    type: Literal["change"] = "change"
    number: Number
    row: Annotated[int, Field(ge=1, lt=16384)]
    settings: SettingsModel


class ExposureMessage(Wire):
    """The beam was on the specimen without a frame."""

    type: Literal["exposure"] = "exposure"
    beam_current: QuantityModel
    seconds: QuantityModel
    place: PlaceModel = PlaceModel()

    @model_validator(mode="after")
    def _not_negative(self) -> Self:
        if any((q.value or 0.0) < 0.0 for q in (self.beam_current, self.seconds)):
            raise ValueError("current and time must not be negative")
        return self

    @classmethod
    def of(cls, exposed: Exposed) -> Self:
        """Return the wire form."""
        return cls(
            beam_current=QuantityModel.of(exposed.beam_current),
            seconds=QuantityModel.of(exposed.seconds),
            place=PlaceModel.of(exposed.place),
        )

    def core(self) -> Exposed:
        """Return the program's form."""
        return Exposed(self.beam_current.core(), self.seconds.core(), self.place.core())


class AccountRequest(Wire):
    """A client asks a simulator for its own account of electrons; ``cell`` in Å."""

    type: Literal["account"] = "account"
    id: Number
    area: Number = 0
    cell: Annotated[float, Field(gt=0)] = 1.0


class AccountMessage(Wire):
    """A simulator's account; the map holds float32 values, little-endian, row by row, base64."""

    type: Literal["account"] = "account"
    id: Number
    electrons: dict[str, float]
    area: Number
    areas: Number
    cell: Annotated[float, Field(gt=0)]
    origin: tuple[float, float]
    rows: Annotated[int, Field(ge=0, le=MOST_CELLS)]
    columns: Annotated[int, Field(ge=0, le=MOST_CELLS)]
    counts: str

    @classmethod
    def of(cls, request: int, account: ServedAccount) -> Self:
        """Return the wire form."""
        rows, columns = account.counts.shape
        return cls(
            id=request,
            electrons=dict(account.electrons),
            area=account.area,
            areas=account.areas,
            cell=account.cell,
            origin=account.origin,
            rows=rows,
            columns=columns,
            counts=base64.b64encode(account.counts.astype("<f4").tobytes()).decode(),
        )

    def core(self) -> ServedAccount:
        """Return the program's form; raise ``ValueError`` if the map has another size."""
        counts = np.frombuffer(base64.b64decode(self.counts, validate=True), "<f4")
        return ServedAccount(
            self.electrons,
            self.area,
            self.areas,
            self.cell,
            self.origin,
            counts.reshape(self.rows, self.columns),
        )
