"""Values inside the open feed's messages: quantities, settings, channels, instrument."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.frame import MAX_SIDE, ScanSettings
from stemviewer.core.place import Place, Purpose
from stemviewer.core.quantity import Quantity, Source
from stemviewer.feeds.base import Channel, Control, Instrument, Origin, Range, ScanState
from stemviewer.feeds.open_feed.limits import MAX_CHANNELS, MAX_LABEL, MAX_NAME

Dtype = Literal["uint8", "uint16", "uint32", "int8", "int16", "int32", "float32", "float64"]
Side = Annotated[int, Field(ge=1, le=MAX_SIDE)]


class Wire(BaseModel):
    """Base of all that crosses the wire: exact types, finite numbers, unknown members ignored."""

    model_config = ConfigDict(
        strict=True, extra="ignore", frozen=True, allow_inf_nan=False, ser_json_inf_nan="null"
    )


class QuantityModel(Wire):
    """A number with its source; ``null`` and ``"unknown"`` go together."""

    value: float | None = None
    source: Source = Source.UNKNOWN

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.core()
        return self

    @classmethod
    def of(cls, quantity: Quantity) -> Self:
        """Return the wire form."""
        return cls(value=quantity.value, source=quantity.source)

    def core(self) -> Quantity:
        """Return the program's form; raise ``ValueError`` if value and source disagree."""
        return Quantity(self.value, self.source)


_PHYSICAL = (
    "dwell",
    "beam_current",
    "pixel_size",
    "flyback",
    "rotation",
    "voltage",
)


class SettingsModel(Wire):
    """Scan settings in SI units; what is left out is unknown."""

    rows: Side
    columns: Side
    dwell: QuantityModel = QuantityModel()
    beam_current: QuantityModel = QuantityModel()
    pixel_size: QuantityModel = QuantityModel()
    flyback: QuantityModel = QuantityModel()
    rotation: QuantityModel = QuantityModel()
    voltage: QuantityModel = QuantityModel()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.core()
        return self

    @classmethod
    def of(cls, settings: ScanSettings) -> Self:
        """Return the wire form."""
        values = {name: QuantityModel.of(getattr(settings, name)) for name in _PHYSICAL}
        return cls(rows=settings.rows, columns=settings.columns, **values)

    def core(self) -> ScanSettings:
        """Return the program's form; raise ``ValueError`` if a value is out of its bounds."""
        values = {name: getattr(self, name).core() for name in _PHYSICAL}
        return ScanSettings(self.rows, self.columns, **values)


PurposeWord = Literal["not_stated", "imaging", "focus", "subscan"]


class PlaceModel(Wire):
    """Where the beam is, and what for; shifts in metres."""

    area: Annotated[int, Field(ge=0, lt=2**32)] = 0
    purpose: PurposeWord = "not_stated"
    shift_y: QuantityModel = QuantityModel()
    shift_x: QuantityModel = QuantityModel()

    @classmethod
    def of(cls, place: Place) -> Self:
        """Return the wire form."""
        return cls.model_validate(
            {
                "area": place.area,
                "purpose": place.purpose.word,
                "shift_y": QuantityModel.of(place.shift_y),
                "shift_x": QuantityModel.of(place.shift_x),
            }
        )

    def core(self) -> Place:
        """Return the program's form."""
        purpose = Purpose[self.purpose.upper()]
        return Place(self.area, purpose, self.shift_y.core(), self.shift_x.core())


class StateModel(Wire):
    """What the scan is doing."""

    scanning: bool = True
    blanked: bool = False

    @classmethod
    def of(cls, state: ScanState) -> Self:
        """Return the wire form."""
        return cls(scanning=state.scanning, blanked=state.blanked)

    def core(self) -> ScanState:
        """Return the program's form."""
        return ScanState(self.scanning, self.blanked)


class CalibrationModel(Wire):
    """Detector response: units = offset + gain x electrons."""

    gain: QuantityModel = QuantityModel()
    offset: QuantityModel = QuantityModel()
    counting: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        self.core()
        return self

    def core(self) -> DetectorCalibration:
        """Return the program's form; raise ``ValueError`` if the gain is not positive."""
        return DetectorCalibration(self.gain.core(), self.offset.core(), self.counting)


class ChannelModel(Wire):
    """A detector channel."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    dtype: Dtype
    calibration: CalibrationModel = CalibrationModel()

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Return the wire form."""
        response = channel.calibration
        return cls.model_validate(
            {
                "name": channel.name,
                "dtype": channel.dtype,
                "calibration": CalibrationModel(
                    gain=QuantityModel.of(response.gain),
                    offset=QuantityModel.of(response.offset),
                    counting=response.counting,
                ),
            }
        )

    def core(self) -> Channel:
        """Return the program's form."""
        return Channel(self.name, self.dtype, self.calibration.core())


class RangeModel(Wire):
    """Allowed values of a control."""

    low: float
    high: float

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if self.high < self.low:
            raise ValueError("high is below low")
        return self


class InstrumentModel(Wire):
    """What a feed says of itself."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_LABEL)]
    origin: Origin
    channels: Annotated[list[ChannelModel], Field(min_length=1, max_length=MAX_CHANNELS)]
    controls: dict[Control, RangeModel] = {}
    specimen: Annotated[str, Field(max_length=MAX_LABEL)] = ""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len({channel.name for channel in self.channels}) != len(self.channels):
            raise ValueError("a channel is named twice")
        return self

    @field_validator("controls", mode="before")
    @classmethod
    def _known(cls, controls: object) -> object:
        """Leave out what a newer server offers and this program does not know."""
        if not isinstance(controls, dict):
            return controls
        known = {control.value for control in Control}
        return {name: limits for name, limits in controls.items() if name in known}

    @classmethod
    def of(cls, instrument: Instrument) -> Self:
        """Return the wire form."""
        return cls(
            name=instrument.name[:MAX_LABEL],
            origin=instrument.origin,
            channels=[ChannelModel.of(channel) for channel in instrument.channels],
            controls={
                control: RangeModel(low=limits.low, high=limits.high)
                for control, limits in instrument.controls.items()
            },
            specimen=instrument.specimen[:MAX_LABEL],
        )

    def core(self) -> Instrument:
        """Return the program's form."""
        return Instrument(
            self.name,
            self.origin,
            tuple(channel.core() for channel in self.channels),
            {control: Range(limits.low, limits.high) for control, limits in self.controls.items()},
            self.specimen,
        )
