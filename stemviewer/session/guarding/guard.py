"""Refusing what an HDF5 file can do besides holding data: read other files, or expand."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from stemviewer.core.errors import SessionFileError

MAX_PICTURE_BYTES = 1 << 30
"""Largest single picture that is read [bytes]."""


def refuse(what: str) -> SessionFileError:
    """Return the error for a file that is not opened."""
    return SessionFileError(
        what,
        "The file was not opened, as this can read other files or fill the memory.",
        "Ask its owner for a plain copy (h5repack makes one).",
    )


def child(group: h5py.Group, name: str) -> h5py.Group | h5py.Dataset | h5py.Datatype:
    """Return a member that is really in this file.

    Raises
    ------
    SessionFileError
        If it is missing, or a link elsewhere, or stored elsewhere.
    """
    here = str(group.name).rstrip("/")
    link = group.get(name, getlink=True)
    if link is None:
        raise SessionFileError(
            f"{Path(str(group.file.filename)).name} is no session of stemviewer: "
            f"{here}/{name} is missing.",
            "It was written by another program, or is damaged; nothing of it is used.",
            "Open it with the program that wrote it, or copy it again.",
        )
    if isinstance(link, h5py.ExternalLink):
        raise refuse(f"{here}/{name} is a link to another file, {link.filename}.")
    if isinstance(link, h5py.SoftLink):
        raise refuse(f"{here}/{name} is a symbolic link.")
    try:
        member = group[name]
    except (KeyError, OSError, RuntimeError) as error:
        raise SessionFileError(f"{here}/{name} cannot be opened: {error}") from error
    if isinstance(member, h5py.Dataset):
        check_dataset(member)
    return member


def dataset(group: h5py.Group, name: str) -> h5py.Dataset:
    """Return a dataset that is really in this file; raises like :func:`child`."""
    member = child(group, name)
    if not isinstance(member, h5py.Dataset):
        raise SessionFileError(f"{group.name}/{name} is not a dataset.")
    return member


def subgroup(group: h5py.Group, name: str) -> h5py.Group:
    """Return a group that is really in this file; raises like :func:`child`."""
    member = child(group, name)
    if not isinstance(member, h5py.Group):
        raise SessionFileError(f"{group.name}/{name} is not a group.")
    return member


_BUILT_IN = frozenset([1, 2, 3, 4, 5, 6, 32000])

KNOWN_FILTERS = frozenset([1, 2, 3, 4, 5, 6, 307, 32000, 32001, 32004, 32008, 32015, 32026])
"""HDF5's own, bzip2, LZF, and of hdf5plugin: Blosc, LZ4, bitshuffle, Zstandard, Blosc2."""


MAX_ATTRIBUTE_BYTES = 1 << 20
"""Largest attribute that is read [bytes]."""

_CHUNK_SLACK = 4096
_MOST_TEXTS = 64
_MOST_TYPE_PARTS = 512


def is_variable(kind: h5py.h5t.TypeID, depth: int = 0) -> bool:
    """Return whether values of a type have no fixed size, or lead to other values.

    Such are variable-length texts and lists, references, and what is made of them: a few bytes
    of a file can then stand for any amount of memory.
    """
    if depth > MAX_TYPE_DEPTH:
        return True
    if isinstance(kind, h5py.h5t.TypeStringID):
        return bool(kind.is_variable_str())
    if isinstance(kind, h5py.h5t.TypeCompoundID):
        count = kind.get_nmembers()
        return count > _MOST_TYPE_PARTS or any(
            is_variable(kind.get_member_type(i), depth + 1) for i in range(count)
        )
    if isinstance(kind, h5py.h5t.TypeArrayID):
        return is_variable(kind.get_super(), depth + 1)
    return kind.get_class() in (h5py.h5t.VLEN, h5py.h5t.REFERENCE)


MAX_TYPE_DEPTH = 8
"""Types within types."""


def attribute(holder: h5py.Group | h5py.Dataset, name: str, default: Any = None) -> Any:
    """Return an attribute that is small, or ``default`` where there is none.

    Raises
    ------
    SessionFileError
        If it is large, or could become so: lists of variable length, references.
    """
    if name not in holder.attrs:
        return default
    found = holder.attrs.get_id(name)
    kind = found.get_type()
    count = int(np.prod(found.shape, dtype=np.float64)) if found.shape else 1
    texts = isinstance(kind, h5py.h5t.TypeStringID)
    if is_variable(kind) and not (texts and count <= _MOST_TEXTS):
        raise refuse(f"Attribute {name} of {holder.name} has no fixed size.")
    if count * max(kind.get_size(), 1) > MAX_ATTRIBUTE_BYTES:
        raise refuse(f"Attribute {name} of {holder.name} is larger than a megabyte.")
    return holder.attrs[name]


def check_dataset(data: h5py.Dataset) -> None:
    """Refuse a dataset whose values lie elsewhere, or whose filter is not known.

    Raises
    ------
    SessionFileError
        With the reason.
    """
    if data.external:
        raise refuse(f"{data.name} keeps its values in another file ({data.external[0][0]}).")
    if data.is_virtual:
        raise refuse(f"{data.name} is a virtual dataset: a view of other files.")
    plist = data.id.get_create_plist()
    codes = {plist.get_filter(i)[0] for i in range(plist.get_nfilters())}
    if codes - KNOWN_FILTERS:
        raise refuse(f"{data.name} is compressed with unknown filters {codes - KNOWN_FILTERS}.")
    if codes - _BUILT_IN:
        # it registers its filters from its own folder; HDF5 searches no other
        importlib.import_module("hdf5plugin")
    if data.chunks is not None:
        chunk = int(np.prod(data.chunks, dtype=np.float64)) * data.dtype.itemsize
        if chunk > MAX_PICTURE_BYTES:
            raise refuse(f"{data.name} has chunks of {chunk / 1e6:.0f} MB.")


def check_chunks(data: h5py.Dataset) -> None:
    """Refuse a dataset with a chunk that takes more room packed than it has pixels.

    HDF5 unpacks a stream to its end, however long that is, before it looks at the length.

    Raises
    ------
    SessionFileError
        With the reason.
    """
    if data.chunks is None or not data.id.get_create_plist().get_nfilters():
        return
    most = int(np.prod(data.chunks, dtype=np.float64)) * data.dtype.itemsize
    most += most // 4 + _CHUNK_SLACK
    largest = 0

    def look(chunk: Any) -> None:
        nonlocal largest
        largest = max(largest, int(chunk.size))

    data.id.chunk_iter(look)
    if largest > most:
        raise refuse(
            f"{data.name} has a chunk of {largest / 1e6:.1f} MB packed, more than it unpacks to."
        )
