"""The operator's own keys: what may be chosen, what is taken, and how they are kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from stemviewer.ui.language.words import tr
from stemviewer.ui.live.action_list import ACTIONS, ActionSpec, Scope

_log = logging.getLogger(__name__)

Keys = Mapping[str, tuple[str, ...]]
"""Keys by name of the action, in Qt's portable notation."""

SINGLE = ("Space", "Return", "Enter", "Backspace", "Del", "Ins", "Home", "End", "PgUp", "PgDown")
"""Keys of more than one letter that type or move where text is typed."""

RESERVED = ("Tab", "Shift+Tab", "Left", "Right", "Up", "Down")
"""Keys that go from control to control, or move within one."""


def normal(key: str) -> str:
    """Return a key in Qt's portable notation; empty for what is no single key."""
    sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString() if sequence.count() == 1 else ""


def shown(key: str) -> str:
    """Return a key as it is shown."""
    return {"Return": "Enter", "-": "−"}.get(key, key)


def plain(text: str) -> str:
    """Return the text of an action without its menu letter."""
    return text.replace("&", "").rstrip("…")


def keys_of(spec: ActionSpec, own: Keys) -> tuple[str, ...]:
    """Return the keys in force for an action."""
    return own.get(spec.name, spec.keys)


def holder(key: str, own: Keys, besides: str = "") -> ActionSpec | None:
    """Return the action that has a key, if another one than ``besides`` has."""
    for spec in ACTIONS:
        if spec.name != besides and key in map(normal, keys_of(spec, own)):
            return spec
    return None


def problem(spec: ActionSpec, key: str) -> str:
    """Return why an action can not have a key at all; empty when it can."""
    if not normal(key):
        return tr("That is not a single key.")
    if key in RESERVED:
        return tr("{0} moves between controls.", key)
    single = len(key) == 1 or key in SINGLE
    types = single or (key.startswith("Shift+") and len(key) == len("Shift+") + 1)
    if types and spec.scope is Scope.WINDOW:
        return tr(
            "{0} alone would act while text is typed; {1} acts anywhere. Choose a "
            "key with Ctrl or Alt, or a function key.",
            shown(key),
            plain(tr(spec.text)),
        )
    if spec.held and not single:
        return tr(
            "{0} acts while its key is held: choose a key without Ctrl or Alt.",
            plain(tr(spec.text)),
        )
    return ""


def to_json(own: Keys) -> str:
    """Return the keys that differ from the defaults, to be kept."""
    return json.dumps({name: list(keys) for name, keys in sorted(own.items())})


def from_json(text: str) -> dict[str, tuple[str, ...]]:
    """Return kept keys; what is unknown, malformed or taken twice is dropped with a warning."""
    own: dict[str, tuple[str, ...]] = {}
    try:
        content = json.loads(text) if text else {}
    except ValueError as error:
        _log.warning("the kept keys were dropped: %s", error)
        return own
    if not isinstance(content, dict):
        _log.warning("the kept keys were dropped: they are no table")
        return own
    by_name = {spec.name: spec for spec in ACTIONS}
    for name, keys in content.items():
        spec = by_name.get(name)
        good = isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        if spec is None or not good or any(problem(spec, key) for key in keys):
            _log.warning("the kept key of %s was dropped", name)
            continue
        own[name] = tuple(normal(key) for key in keys)
    return without_doubles(own)


def without_doubles(own: Keys) -> dict[str, tuple[str, ...]]:
    """Return the own keys without those that another action has too."""
    kept = dict(own)
    for name, keys in own.items():
        if any(holder(key, kept, name) is not None for key in keys):
            _log.warning("the kept key of %s was dropped: another action has it", name)
            del kept[name]
    return kept


def with_key(own: Keys, name: str, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the own keys with those of one action changed, and taken from any other."""
    changed, wanted = dict(own), tuple(keys)
    for key in wanted:
        other = holder(key, changed, name)
        if other is not None:
            rest = tuple(k for k in keys_of(other, changed) if normal(k) != key)
            changed[other.name] = rest
    changed[name] = wanted
    return {
        spec.name: changed[spec.name]
        for spec in ACTIONS
        if spec.name in changed and changed[spec.name] != spec.keys
    }
