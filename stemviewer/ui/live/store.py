"""What comes back at the next start: layout, set-ups, display, processing, names."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

import platformdirs
from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

from stemviewer.denoise.network.catalogue import FILE_PREFIX
from stemviewer.live.state import ChainSettings
from stemviewer.ui.image.display_settings import DisplaySettings, LevelsMode, Limits
from stemviewer.ui.live.key_map import Keys, from_json, to_json
from stemviewer.ui.live.setups import DEFAULTS, Purpose, ScanSetup

LAYOUT_VERSION = 2
"""Raise it when docks are added or renamed: a layout of another version is not restored."""

FILE_NAME = "live-window.ini"
"""Of the settings, in each folder for them."""

LAYOUTS = "layouts"
"""Under which layouts are kept by name."""

LAYOUT_KEYS = ("version", "geometry", "state", "sent")
"""What a layout consists of."""

_log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_ADDRESSES = 8
"""Addresses of feeds that are remembered."""


class Store:
    """Settings of the live window in one INI file; what cannot be read is dropped and logged.

    Parameters
    ----------
    path : Path
        Of the file; it is made when something is first saved.
    common : Path, optional
        File that holds for what ``path`` does not say; it is only read.
    """

    def __init__(self, path: Path, common: Path | None = None) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)
        self._common = None
        if common is not None and common.is_file():
            self._common = QSettings(str(common), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self._value(key, default)
        return value if isinstance(value, str) else default

    def _value(self, key: str, default: object = None) -> object:
        if self._common is not None and not self._settings.contains(key):
            return self._common.value(key, default)
        return self._settings.value(key, default)

    def set_text(self, key: str, value: str) -> None:
        """Keep a text."""
        self._settings.setValue(key, value)

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses that were connected to, the last one first."""
        return tuple(line for line in self.text("addresses").split("\n") if line)

    def remember_address(self, address: str) -> None:
        """Put an address first of those that were connected to; the oldest are dropped."""
        others = [known for known in self.addresses() if known != address]
        self.set_text("addresses", "\n".join([address, *others][:MOST_ADDRESSES]))
        self.set_text("address", address)

    def setup(self, purpose: Purpose) -> ScanSetup:
        """Return a set-up, as it came when none was saved."""
        return self._read(f"setup/{purpose.value}", ScanSetup.from_json, DEFAULTS[purpose])

    def set_setup(self, purpose: Purpose, setup: ScanSetup) -> None:
        """Keep a set-up."""
        self.set_text(f"setup/{purpose.value}", setup.to_json())

    def display(self) -> DisplaySettings:
        """Return the display settings."""
        return self._read("display", _display_from_json, DisplaySettings())

    def set_display(self, display: DisplaySettings) -> None:
        """Keep the display settings."""
        self.set_text("display", json.dumps(asdict(display)))

    def chain(self) -> ChainSettings:
        """Return the processing chosen last."""
        return self._read("chain", _chain_from_json, ChainSettings())

    def set_chain(self, chain: ChainSettings) -> None:
        """Keep the processing."""
        if chain.method.startswith(FILE_PREFIX):
            return  # the operator's word for an unverified model holds for one run
        content: dict[str, object] = {"method": chain.method, "parameters": dict(chain.parameters)}
        if chain.average > 1:
            content["average"] = chain.average
        self.set_text("chain", json.dumps(content))

    def keys(self) -> dict[str, tuple[str, ...]]:
        """Return the operator's own keys."""
        return from_json(self.text("keys"))

    def set_keys(self, keys: Keys) -> None:
        """Keep the operator's own keys."""
        self.set_text("keys", to_json(keys))

    def save_layout(self, window: QMainWindow, name: str = "", sent: str = "") -> None:
        """Keep size, place and docks of a window: those of the last time, or under a name.

        ``sent`` tells which views are in windows of their own.
        """
        group = _group(name)
        self._settings.setValue(f"{group}/version", LAYOUT_VERSION)
        self._settings.setValue(f"{group}/geometry", window.saveGeometry())
        self._settings.setValue(f"{group}/state", window.saveState(LAYOUT_VERSION))
        self._settings.setValue(f"{group}/sent", sent)

    def sent(self, name: str = "") -> str:
        """Return which views a layout has in windows of their own."""
        return self.text(f"{_group(name)}/sent")

    def rename_layout(self, name: str, other: str) -> bool:
        """Keep a layout under another name; return whether that name was free."""
        if other in self.layouts():
            return False
        for key in LAYOUT_KEYS:
            value = self._settings.value(f"{_group(name)}/{key}")
            self._settings.setValue(f"{_group(other)}/{key}", value)
        self.delete_layout(name)
        return True

    def restore_layout(self, window: QMainWindow, name: str = "") -> bool:
        """Bring a layout back; return whether there was one of this version."""
        group = _group(name)
        version = self._value(f"{group}/version", 0)
        geometry = self._value(f"{group}/geometry")
        state = self._value(f"{group}/state")
        if str(version) != str(LAYOUT_VERSION) or not isinstance(geometry, QByteArray):
            return False
        if not isinstance(state, QByteArray):
            return False
        return window.restoreGeometry(geometry) and window.restoreState(state, LAYOUT_VERSION)

    def layouts(self) -> list[str]:
        """Return the names of the layouts that were kept, in order."""
        self._settings.beginGroup(LAYOUTS)
        names = [unquote(group) for group in self._settings.childGroups()]
        self._settings.endGroup()
        return sorted(names)

    def delete_layout(self, name: str) -> None:
        """Forget a layout."""
        self._settings.remove(_group(name))

    def flush(self) -> None:
        """Write the file."""
        self._settings.sync()

    def _read(self, key: str, parse: Callable[[str], T], default: T) -> T:
        text = self.text(key)
        if not text:
            return default
        try:
            return parse(text)
        except (ValueError, TypeError, KeyError) as error:
            _log.warning("setting %s was dropped: %s", key, error)
            return default


def operators_store() -> Store:
    """Return what this operator chose, and below it what the computer's keeper set for all."""
    own, common = (
        Path(folder("stemviewer")) / FILE_NAME
        for folder in (platformdirs.user_config_dir, platformdirs.site_config_dir)
    )
    return Store(own, common)


def _group(name: str) -> str:
    return f"{LAYOUTS}/{quote(name, safe='')}" if name else "layout"


def _display_from_json(text: str) -> DisplaySettings:
    content = json.loads(text)
    content["mode"] = LevelsMode(content["mode"])
    for side in ("raw_limits", "processed_limits"):
        if content[side] is not None:
            content[side] = Limits(**content[side])
    content["once"] = 0
    return DisplaySettings(**content)


def _chain_from_json(text: str) -> ChainSettings:
    content = json.loads(text)
    parameters = content["parameters"]
    if not isinstance(parameters, dict):
        raise TypeError("parameters are an object")
    return ChainSettings(str(content["method"]), parameters, int(content.get("average", 0)))
