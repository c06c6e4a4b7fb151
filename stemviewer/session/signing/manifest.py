"""The manifest of a closed session: its files, whole, and the end of its chain, signed.

``NAME.manifest.json`` is canonical JSON (sorted keys, no spaces, ASCII) and a line's end, so that
no byte of it can change unseen. The signature is over the same JSON without ``signature``.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from stemviewer.session.format.files import first_segment_name, sync_folder
from stemviewer.session.format.rows import canonical
from stemviewer.session.signing.keys import SigningKey, key_id

MANIFEST_SUFFIX = ".manifest.json"
FORMAT = "stemviewer session manifest"
VERSION = 1
_BLOCK = 4 << 20


class SegmentEntry(BaseModel):
    """One file of the session."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(max_length=255, pattern=r"^[^/\\\x00]+$")
    segment: int = Field(ge=1)
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    head: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: dict[str, int]


class Manifest(BaseModel):
    """What a session was when it was closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str = FORMAT
    version: int = VERSION
    session_id: str = Field(pattern=r"^[0-9a-f]{32}$")
    name: str
    closed_utc_ns: int
    incomplete: bool
    head: str = Field(pattern=r"^[0-9a-f]{64}$")
    segments: tuple[SegmentEntry, ...] = Field(min_length=1)
    master_sha256: str = Field(pattern=r"^([0-9a-f]{64})?$")
    public_key: str = Field(pattern=r"^([0-9a-f]{64})?$")
    key_id: str
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """Return what the signature is over."""
        return canonical(self.model_dump(mode="json", exclude={"signature"}))

    def file_bytes(self) -> bytes:
        """Return the file's content."""
        return canonical(self.model_dump(mode="json")) + b"\n"

    def signed(self, key: SigningKey | None) -> Manifest:
        """Return it with key and signature; without a key it stays unsigned."""
        if key is None:
            return self
        named = self.model_copy(update={"public_key": key.public, "key_id": key_id(key.public)})
        return named.model_copy(update={"signature": key.sign(named.signed_bytes())})


def manifest_path(path: Path) -> Path:
    """Return the path of the manifest of the session that a segment belongs to."""
    return path.with_name(first_segment_name(path) + MANIFEST_SUFFIX)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a whole file; memory does not grow with it."""
    total = hashlib.sha256()
    buffer = memoryview(bytearray(_BLOCK))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(buffer):
            total.update(buffer[:count])
    return total.hexdigest()


def segment_entry(path: Path, segment: int, head: bytes, rows: dict[str, int]) -> SegmentEntry:
    """Return the entry of a closed file.

    Parameters
    ----------
    path : Path
        Of the file, which nobody writes any more; ``.part`` is left off its name.
    segment : int
        Its number.
    head : bytes
        Last link of the chain in it.
    rows : dict of str to int
        Rows of each of its tables.
    """
    name = path.name.removesuffix(".part")
    return SegmentEntry(
        file=name,
        segment=segment,
        bytes=path.stat().st_size,
        sha256=file_sha256(path),
        head=head.decode("ascii"),
        rows=rows,
    )


def write_manifest(path: Path, content: dict[str, Any], key: SigningKey | None) -> Path:
    """Sign and write the manifest of the session that the segment at ``path`` belongs to.

    The file is there whole, or not at all.
    """
    manifest = Manifest(**content, public_key="", key_id="").signed(key)
    target = manifest_path(path)
    fresh = target.with_name(target.name + ".part")
    with fresh.open("wb") as file:
        file.write(manifest.file_bytes())
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    sync_folder(target.parent)
    return target
