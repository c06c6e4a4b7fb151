"""The site file: which process variables belong to this microscope, and in which units."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import parse_qsl

import pydantic

from stemviewer.core.calibration import DetectorCalibration
from stemviewer.core.errors import SettingsError
from stemviewer.core.frame import ScanSettings
from stemviewer.core.quantity import Quantity, measured, set_to
from stemviewer.feeds.address import FeedAddress
from stemviewer.feeds.base import Control, Range

EXAMPLE = "pva://SCAN1:HAADF:Pva1:Image or pva://?site=microscope.toml"
"""Addresses, for the operator."""

_SCHEME = "pva://"
_STATED = {
    "dwell_us": ("dwell", 1e-6),
    "pixel_nm": ("pixel_size", 1e-9),
    "current_pa": ("beam_current", 1e-12),
    "flyback_us": ("flyback", 1e-6),
    "voltage_kv": ("voltage", 1e3),
}
_WORDS = frozenset([*_STATED, "site", "addr", "queue"])

Value = Literal["dwell", "beam_current", "pixel_size", "flyback", "rotation", "voltage"]


class _Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Attribute(_Strict):
    """An attribute of every frame; ``scale`` turns it into SI units."""

    name: str
    scale: float = 1.0


class Order(_Strict):
    """A process variable that a control writes to: value [SI] / scale."""

    pv: str
    scale: float = pydantic.Field(1.0, gt=0.0)
    low: float
    high: float

    @pydantic.model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.high:
            raise ValueError("low is above high")
        return self


class Gain(_Strict):
    """Calibration of a channel: units per electron, and black level."""

    gain: float = pydantic.Field(gt=0.0)
    offset: float = 0.0


class SiteFile(_Strict):
    """A site file, as TOML. The guide has an example."""

    name: str = "EPICS"
    channels: dict[str, str] = pydantic.Field(min_length=1, max_length=16)
    attributes: dict[Value, Attribute] = {}
    controls: dict[Control, Order] = {}
    calibration: dict[str, Gain] = {}


@dataclass(frozen=True, slots=True)
class Site:
    """What is connected to, and how.

    Parameters
    ----------
    file : SiteFile
        Process variables and their meaning.
    stated : mapping of str to Quantity
        Scan values typed into the address [SI].
    servers : str
        Where to look for the process variables; empty for the usual search.
    queue : int
        Frames that wait for us at most, of each channel.
    """

    file: SiteFile
    stated: Mapping[str, Quantity] = field(default_factory=dict)
    servers: str = ""
    queue: int = 64

    def settings(self, shape: tuple[int, int], attributes: Mapping[str, float]) -> ScanSettings:
        """Return how a frame was scanned: by its attributes, else as stated, else unknown."""
        plain = ScanSettings(*shape)
        values: dict[str, Any] = dict(self.stated)
        for name, attribute in self.file.attributes.items():
            number = attributes.get(attribute.name)
            if number is None:
                continue
            one: dict[str, Any] = {name: measured(number * attribute.scale)}
            try:
                replace(plain, **one)
            except ValueError:
                continue  # a dwell time of zero is no dwell time: it stays unknown
            values.update(one)
        return replace(plain, **values)

    def calibration(self, channel: str) -> DetectorCalibration:
        """Return the calibration the site file states for a channel; else unknown."""
        gain = self.file.calibration.get(channel)
        if gain is None:
            return DetectorCalibration()
        return DetectorCalibration(gain=set_to(gain.gain), offset=set_to(gain.offset))

    @property
    def controls(self) -> dict[Control, Range]:
        """What can be changed."""
        return {name: Range(order.low, order.high) for name, order in self.file.controls.items()}


def parse_pva_address(text: str) -> Site:
    """Read ``pva://PV[,PV...][?word=value&...]``; a site file is read too.

    Raises
    ------
    SettingsError
        If the address or the site file is malformed.
    """
    names, _, query = text.removeprefix(_SCHEME).partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError as error:
        raise _malformed(text, str(error)) from error
    words = dict(pairs)
    strange = sorted(set(words) - _WORDS)
    if strange or len(words) < len(pairs):
        raise _malformed(text, f"{strange[0]!r} is not known" if strange else "stated twice")
    address = FeedAddress(text, "", None, names, words)
    pvs = [name.strip() for name in names.split(",") if name.strip()]
    if bool(pvs) == ("site" in words):
        raise _malformed(text, "it must name either channels or a site file")
    site = _read_site(Path(words["site"])) if "site" in words else _plain_site(text, pvs)
    stated = {
        name: address.quantity(word, unit)
        for word, (name, unit) in _STATED.items()
        if word in words
    }
    queue = address.number("queue", 2, 4096)
    return Site(site, stated, address.word("addr"), 64 if queue is None else int(queue))


def _plain_site(text: str, pvs: list[str]) -> SiteFile:
    if len(set(pvs)) < len(pvs) or len(pvs) > 16:
        raise _malformed(text, "it names a channel twice, or more than 16")
    return SiteFile(channels={pv[-64:]: pv for pv in pvs})


def _read_site(path: Path) -> SiteFile:
    try:
        return SiteFile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:  # TOML's, Unicode's and pydantic's are ValueErrors
        text = " ".join(str(error).split())[:300]
        raise SettingsError(
            f"The site file {path} cannot be used: {text}",
            "Nothing was connected.",
            "The guide page on EPICS has an example.",
        ) from error


def _malformed(text: str, why: str) -> SettingsError:
    return SettingsError(
        f"{text!r} is not the address of an EPICS feed: {why}.",
        "Nothing was connected.",
        f"It looks like {EXAMPLE}; known words are {', '.join(sorted(_WORDS))}.",
    )
