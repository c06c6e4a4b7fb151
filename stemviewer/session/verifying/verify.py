"""Finding any change to a session: chain, signatures, pixels, provenance, structure, manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from stemviewer.core.errors import SessionFileError
from stemviewer.session.format.schema_versions import signed
from stemviewer.session.signing.keys import key_id, spaced
from stemviewer.session.signing.known_keys import OWN, known_keys, matches
from stemviewer.session.signing.manifest import manifest_path
from stemviewer.session.verifying.manifest import manifest_problems
from stemviewer.session.verifying.walk import Walk


class Signer(StrEnum):
    """Whose key signed a session."""

    NOBODY = "nobody"
    OWN = "own"
    TRUSTED = "trusted"
    UNKNOWN = "unknown"


class ManifestState(StrEnum):
    """How the manifest stands."""

    GOOD = "good"
    BAD = "bad"
    MISSING = "missing"
    NONE = "none"
    """None is due: the session was not closed, or its format has none."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found.

    Parameters
    ----------
    good : bool
        Whether nothing was found.
    problems : list of str
        Each names the file, the frame or row, and what is wrong.
    frames : int
        Frames looked at.
    head : str
        Last link of the chain, to be kept elsewhere.
    closed : bool
        Whether the session was closed in good order; if not, the end cannot be vouched for.
    notes : list of str
        What the reader must know, though it is no fault.
    signer : Signer
        Whose key signed it.
    signed_by : str
        That key in words: its name, or its fingerprint.
    public_key : str
        That key, 64 hex digits; empty when nobody signed.
    unsigned_links : int
        Rows after the last signature.
    manifest : ManifestState
        How the manifest stands.
    """

    good: bool
    problems: list[str]
    frames: int
    head: str
    closed: bool = True
    notes: list[str] = field(default_factory=list)
    signer: Signer = Signer.NOBODY
    signed_by: str = ""
    public_key: str = ""
    unsigned_links: int = 0
    manifest: ManifestState = ManifestState.NONE


def verify(
    path: Path,
    *,
    head: str = "",
    key: str = "",
    hash_files: bool = True,
    known: Mapping[str, str] | None = None,
) -> VerifyReport:
    """Look for any change to a session; reads every picture once, and every file once more.

    Parameters
    ----------
    path : Path
        Of any of its files.
    head : str
        Link that was kept elsewhere when the session was closed; empty: not compared.
    key : str
        Public key or fingerprint that must have signed it; empty: any.
    hash_files : bool
        Whether the files are compared byte for byte with the manifest.
    known : mapping, optional
        Public keys and whose they are; those of this user when not given.

    Returns
    -------
    VerifyReport
        Never raises for a damaged session: the damage is in the report.

    Raises
    ------
    SigningKeyError
        If ``key`` is neither a key nor a fingerprint, or the known keys cannot be read.
    """
    walk = Walk()
    try:
        walk.session(Path(path))
    except SessionFileError as error:
        walk.report(str(error))
    found_head = walk.head.decode("ascii", "replace")
    if head and head.strip().lower() != found_head:
        walk.report(f"the head is {found_head}, not the one that was kept elsewhere")
    manifest = _manifest(walk, Path(path), hash_files=hash_files)
    public = walk.signatures.public
    if key and not matches(public, key):
        walk.report(f"the session is not signed by the key {key}")
    signer, signed_by = _signer(public, known)
    unsigned = max(walk.sequence - max(walk.signatures.signed_to, 1), 0) if public else 0
    return VerifyReport(
        good=not walk.problems,
        problems=walk.problems,
        frames=walk.content.frames,
        head=found_head,
        closed=walk.closed,
        notes=_notes(walk, signer, manifest, unsigned, anchored=bool(head)),
        signer=signer,
        signed_by=signed_by,
        public_key=public,
        unsigned_links=unsigned,
        manifest=manifest,
    )


def _manifest(walk: Walk, path: Path, *, hash_files: bool) -> ManifestState:
    # a session that lies in several folders has its manifest in each that took it
    beside = [path, *(file for file, _, _ in walk.files)]
    path = next((file for file in beside if manifest_path(file).is_file()), path)
    target = manifest_path(path)
    if not target.is_file():
        if not (signed(walk.version) and walk.closed and walk.named_closed):
            return ManifestState.NONE
        walk.report(
            f"{target.name} is missing: a session that was closed has one. It was removed, or was "
            "not sent along."
        )
        return ManifestState.MISSING
    problems = list(manifest_problems(path, walk.found, hash_files=hash_files))
    for problem in problems:
        walk.report(problem)
    return ManifestState.BAD if problems else ManifestState.GOOD


def _signer(public: str, known: Mapping[str, str] | None) -> tuple[Signer, str]:
    if not public:
        return Signer.NOBODY, ""
    fingerprint = spaced(key_id(public))
    name = (known_keys() if known is None else known).get(public)
    if name is None:
        return Signer.UNKNOWN, f"a key not known here: {fingerprint}"
    if name == OWN:
        return Signer.OWN, f"this user's key ({fingerprint})"
    return Signer.TRUSTED, f"the key of {name} ({fingerprint})"


NOT_CLOSED = (
    "The recording was not closed: it was cut off, or still runs. Everything up to here is as it "
    "was written, but nothing is known of what came after, and rows cut from the end since would "
    "not show, except those that a signature or a head kept elsewhere covers. It has no manifest."
)
UNSIGNED = (
    "Nobody signed this session: whoever can compute SHA-256 can change it and make all links "
    "anew. Only the head, kept elsewhere on the day of the recording, shows that."
)
UNKNOWN_KEY = (
    "A signature by a key not known here proves only that one and the same key signed all of it. "
    "Whoever changes a session can sign it anew with a key of their own: have the fingerprint told "
    "you by the one who recorded it, and then stemviewer key --trust it."
)
OUTSIDE_ANCHOR = (
    "The holder of the signing key can still make another history and sign it, with times of their "
    "choice. Against that only an outside anchor helps: write the head into a notebook, or mail "
    "it, on the day; stemviewer verify --head compares with it."
)


def _notes(
    walk: Walk, signer: Signer, manifest: ManifestState, unsigned: int, *, anchored: bool
) -> list[str]:
    notes = list(walk.notes)
    if not walk.closed:
        notes.append(NOT_CLOSED)
    elif manifest is ManifestState.NONE and signed(walk.version):
        notes.append(
            "The session was closed, but the recorder was stopped before the manifest was written: "
            "bytes of the files that hold nothing are not vouched for."
        )
    if unsigned and not walk.closed:
        notes.append(f"The last {unsigned} links are not signed: they were written since.")
    if signer is Signer.NOBODY:
        notes.append(UNSIGNED)
    elif signer is Signer.UNKNOWN:
        notes.append(UNKNOWN_KEY)
    if signer is not Signer.NOBODY and not anchored:
        notes.append(OUTSIDE_ANCHOR)
    return notes
