"""Refusing what an HDF5 file can do besides holding data: read other files, or expand."""

from __future__ import annotations

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
    here = group.name
    link = group.get(name, getlink=True)
    if link is None:
        raise SessionFileError(f"{here}/{name} is missing from {group.file.filename}.")
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


KNOWN_FILTERS = frozenset([1, 2, 3, 4, 5, 6, 307, 32000, 32001, 32004, 32008, 32015, 32026])
"""HDF5's own, bzip2, LZF, and of hdf5plugin: Blosc, LZ4, bitshuffle, Zstandard, Blosc2."""


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
    if data.chunks is not None:
        chunk = int(np.prod(data.chunks, dtype=np.float64)) * data.dtype.itemsize
        if chunk > MAX_PICTURE_BYTES:
            raise refuse(f"{data.name} has chunks of {chunk / 1e6:.0f} MB.")
