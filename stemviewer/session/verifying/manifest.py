"""Checking the manifest against the files it lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from stemviewer.session.format.files import master_path
from stemviewer.session.signing.keys import is_signed, key_id
from stemviewer.session.signing.manifest import Manifest, SegmentEntry, file_sha256, manifest_path

LARGEST = 64 << 20
"""A manifest larger than this is none [bytes]."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the walk over the session found, to compare with."""

    session_id: str
    public: str
    head: str
    incomplete: bool
    files: tuple[tuple[Path, str, dict[str, int]], ...]
    """Path, head at its end, rows of its tables."""


def manifest_problems(path: Path, found: Found, *, hash_files: bool = True) -> Iterator[str]:
    """Yield what the manifest says otherwise than the session.

    Parameters
    ----------
    path : Path
        Of the session's first file; the manifest must exist beside it.
    found : Found
        What the files hold.
    hash_files : bool
        Whether the files are read once more, whole: the bytes that hold nothing, too.
    """
    target = manifest_path(path)
    try:
        manifest = _read(target)
    except (OSError, ValueError) as error:
        yield f"{target.name}: cannot be read: {_first_line(error)}"
        return
    for problem in _statements(manifest, found):
        yield f"{target.name}: {problem}"
    yield from _master(path, manifest)
    # by position and not by name: a session may be renamed as a whole
    for entry, (file, head, rows) in zip(manifest.segments, found.files, strict=False):
        if entry.head != head or entry.rows != rows:
            yield f"{file.name}: its rows are not those that the manifest counts"
        yield from _bytes(entry, file, hash_files=hash_files)


def _read(target: Path) -> Manifest:
    if target.stat().st_size > LARGEST:
        raise ValueError("it is too large for a manifest")
    text = target.read_bytes()
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        raise ValueError(f"it is no manifest ({error.error_count()} fields are wrong)") from error
    if manifest.file_bytes() != text:
        raise ValueError("it is not in its canonical form")
    return manifest


def _statements(manifest: Manifest, found: Found) -> Iterator[str]:
    if manifest.session_id != found.session_id:
        yield "belongs to another session"
    if manifest.public_key != found.public:
        yield "is signed with another key than the session"
    if manifest.key_id != (key_id(manifest.public_key) if manifest.public_key else ""):
        yield "its key's fingerprint is not that of its key"
    if manifest.public_key and not is_signed(
        manifest.public_key, manifest.signed_bytes(), manifest.signature
    ):
        yield "its signature is not valid"
    if manifest.head != found.head:
        yield "the session does not end at the link that it says"
    if manifest.incomplete != found.incomplete:
        yield "says otherwise than the session whether it is complete"
    if len(manifest.segments) != len(found.files):
        yield f"lists {len(manifest.segments)} files, there are {len(found.files)}"


def _master(path: Path, manifest: Manifest) -> Iterator[str]:
    master = master_path(path)
    if manifest.master_sha256 and not master.is_file():
        yield f"{master.name} is missing"
    elif master.is_file() and file_sha256(master) != manifest.master_sha256:
        yield f"{master.name}: is not the one that was written at the close"


def _bytes(entry: SegmentEntry, file: Path, *, hash_files: bool) -> Iterator[str]:
    size = file.stat().st_size
    if size != entry.bytes:
        yield f"{file.name}: has {size} bytes, the manifest says {entry.bytes}"
    elif hash_files and file_sha256(file) != entry.sha256:
        yield f"{file.name}: the file is not, byte for byte, the one that was closed"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
