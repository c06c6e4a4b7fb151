"""Comparing the groups, datasets and attributes of a file with those it must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import h5py
import numpy as np

from stemviewer.core.errors import SessionFileError
from stemviewer.session.guarding import guard

_CHECKED_ELSEWHERE = ("/entry/log/header", "/entry/log/state")


@dataclass(frozen=True, slots=True)
class Node:
    """A group or dataset as it must be.

    Parameters
    ----------
    attributes : mapping
        Bytes of each attribute's value.
    children : mapping or None
        Members of a group; ``None`` for a dataset.
    kind : tuple
        Type and greatest shape of a dataset.
    content : bytes or None
        Values of a dataset that never grows; ``None`` where they are checked elsewhere.
    """

    attributes: Mapping[str, bytes]
    children: Mapping[str, Node] | None = None
    kind: tuple[object, ...] = ()
    content: bytes | None = field(default=None, repr=False)


def described(made: h5py.Group | h5py.Dataset) -> Node:
    """Return what a file made here holds."""
    if isinstance(made, h5py.Group):
        return Node(attribute_bytes(made), {name: described(made[name]) for name in made})
    static = made.maxshape == made.shape and made.name not in _CHECKED_ELSEWHERE
    content = np.asarray(made[()]).tobytes() if static else None
    return Node(attribute_bytes(made), None, (made.dtype, made.maxshape), content)


def compare(expected: Node, found: h5py.Group, before: Node | None = None) -> Iterator[str]:
    """Yield what differs in a group of a file, and in all below it.

    Parameters
    ----------
    expected : Node
        As it must be.
    found : h5py.Group
        As it is.
    before : Node, optional
        As it was before the recorder's last step. A kill leaves what is written outside the
        rows at either; given for files that were never closed.
    """
    yield from _attributes(expected, found)
    children = expected.children or {}
    earlier = (before.children or {}) if before is not None else {}
    extra = set(found) - set(children)
    if extra:
        yield f"{found.name} holds {sorted(extra)}, which stemviewer did not write"
    for name, wanted in children.items():
        try:
            member = guard.child(found, name)
        except SessionFileError as error:
            yield error.what
            continue
        if (wanted.children is not None) != isinstance(member, h5py.Group):
            yield f"{member.name} is of the wrong kind"
        elif isinstance(member, h5py.Group):
            yield from compare(wanted, member, earlier.get(name))
        else:
            yield from _dataset(wanted, member, earlier.get(name))


def _dataset(expected: Node, found: h5py.Dataset, before: Node | None) -> Iterator[str]:
    yield from _attributes(expected, found)
    if (found.dtype, found.maxshape) != expected.kind:
        yield f"{found.name} is of another type or shape than it was made"
    elif expected.content is not None:
        allowed = {expected.content, before.content if before is not None else expected.content}
        if np.asarray(found[()]).tobytes() not in allowed:
            yield f"{found.name} was changed"


def _attributes(expected: Node, found: h5py.Group | h5py.Dataset) -> Iterator[str]:
    wanted, there = expected.attributes, attribute_bytes(found)
    if wanted != there:
        names = sorted(k for k in wanted.keys() | there.keys() if wanted.get(k) != there.get(k))
        yield f"attributes {names} of {found.name} were changed"


def attribute_bytes(holder: h5py.Group | h5py.Dataset) -> dict[str, bytes]:
    """Return the bytes of each attribute as they are stored.

    By h5py's low level: its high one takes ten times as long, and a file has hundreds.
    """
    result = {}
    for at in range(h5py.h5a.get_num_attrs(holder.id)):
        attribute = h5py.h5a.open(holder.id, index=at)
        kind = attribute.get_type()
        if isinstance(kind, h5py.h5t.TypeStringID) and kind.is_variable_str():
            # never written by stemviewer: its bytes would be an address
            result[attribute.name.decode("utf-8", "replace")] = b"of variable length"
            continue
        values = np.zeros(attribute.get_storage_size(), np.uint8)
        if values.size:
            attribute.read(values, mtype=kind)
        result[attribute.name.decode("utf-8", "replace")] = values.tobytes()
    return result
