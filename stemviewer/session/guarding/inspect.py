"""Looking an HDF5 file over before any value of it is read: links, objects, types, sizes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import h5py
import numpy as np

from stemviewer.session.guarding import guard

MOST_OBJECTS = 20_000
"""Groups and datasets in a file."""

MOST_DEPTH = 32
"""Groups within groups."""

MOST_ATTRIBUTES = 50_000
"""Attributes of all objects together."""

MOST_RANK = 8

_LINKS = {
    h5py.h5l.TYPE_HARD: "hard",
    h5py.h5l.TYPE_SOFT: "soft",
    h5py.h5l.TYPE_EXTERNAL: "external",
}


@dataclass(frozen=True, slots=True)
class Member:
    """An object of a file, found by a hard link: where, how deep, and what."""

    path: str
    depth: int
    node: h5py.Group | h5py.Dataset | h5py.Datatype


def members(file: h5py.File, *, soft_links: bool) -> Iterator[Member]:
    """Yield every object of a file once, whatever loops its links make.

    Parameters
    ----------
    file : h5py.File
        Open.
    soft_links : bool
        Whether links within the file are passed over (NeXus has them) or refused. They are
        never followed: what they name is met by its own name.

    Raises
    ------
    SessionFileError
        If a link leaves the file, is of a kind that programs define, or there are more
        objects, levels or attributes than any real file has.
    """
    pending: list[Member] = [Member("/", 0, file["/"])]
    seen: set[Any] = {_key(file)}
    attributes = 0
    while pending:
        member = pending.pop()
        attributes += int(h5py.h5o.get_info(member.node.id).num_attrs)
        if attributes > MOST_ATTRIBUTES:
            raise guard.refuse(f"It holds more than {MOST_ATTRIBUTES} attributes.")
        yield member
        if not isinstance(member.node, h5py.Group):
            continue
        if member.depth >= MOST_DEPTH:
            raise guard.refuse(f"Its groups are nested more than {MOST_DEPTH} deep.")
        for name in _hard_links(member.node, soft_links=soft_links):
            node = guard.child(member.node, name)
            key = _key(node)
            if key in seen:
                continue
            seen.add(key)
            if len(seen) > MOST_OBJECTS:
                raise guard.refuse(f"It holds more than {MOST_OBJECTS} objects.")
            path = f"{member.path.rstrip('/')}/{name}"
            pending.append(Member(path, member.depth + 1, node))


def _key(node: Any) -> tuple[int, int]:
    info = h5py.h5o.get_info(node.id)
    return int(info.fileno), int(info.addr)


def _hard_links(group: h5py.Group, *, soft_links: bool) -> Iterator[str]:
    """Yield the names of hard links; nothing is followed to tell what a link is."""
    links = group.id.links
    if len(group) > MOST_OBJECTS:
        raise guard.refuse(f"{group.name} holds {len(group)} links.")
    for name in group:
        kind = _LINKS.get(links.get_info(name.encode("utf-8", "surrogateescape")).type)
        if kind is None:
            raise guard.refuse(f"{group.name}/{name} is a link of a kind that programs define.")
        if kind == "hard":
            yield name
        elif kind == "external" or not soft_links:
            guard.child(group, name)  # refuses it, and says where it leads


def check_shape(data: h5py.Dataset) -> None:
    """Refuse a dataset whose shape or chunks no picture or table has.

    Raises
    ------
    SessionFileError
        With the reason.
    """
    if data.shape is not None and len(data.shape) > MOST_RANK:
        raise guard.refuse(f"{data.name} has {len(data.shape)} axes.")
    if guard.is_variable(data.id.get_type()):
        raise guard.refuse(f"{data.name} holds values of no fixed size.")


def stored_bytes(data: h5py.Dataset) -> int:
    """Return how much of a dataset lies in the file [bytes]."""
    return int(data.id.get_storage_size())


def logical_bytes(data: h5py.Dataset) -> float:
    """Return how much memory all values of a dataset take [bytes]; as a float, to not wrap."""
    shape = data.shape or ()
    return float(np.prod([float(side) for side in shape]) * data.dtype.itemsize)
