"""The keys whose sessions this user trusts: the own ones, and those of colleagues by name."""

from __future__ import annotations

import json
import os
from pathlib import Path

from stemviewer.core.errors import SigningKeyError
from stemviewer.session.signing.key_store import key_file, load_key
from stemviewer.session.signing.keys import KEY_ID_LENGTH, key_id

OWN = "this user"
"""Name of the present key of this user."""


def list_file() -> Path:
    """Return the path of the list, beside the key file."""
    return key_file().with_name("known-keys.json")


def listed_keys() -> dict[str, str]:
    """Return the listed keys: public key to the name it was given.

    Raises
    ------
    SigningKeyError
        If the list cannot be read.
    """
    path = list_file()
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        return {_checked(str(public)): str(name) for public, name in content.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise SigningKeyError(
            f"The list of known keys {path} cannot be read: {error}.",
            "Nothing can be said of whose keys signed a session.",
            "Mend the file, or remove it and trust the keys again.",
        ) from error


def known_keys() -> dict[str, str]:
    """Return all keys known here, the own one by the name :data:`OWN`; raises likewise."""
    known = listed_keys()
    own = load_key()
    if own is not None:
        known[own.public] = OWN
    return known


def trust(public: str, name: str) -> None:
    """Add a key to the list.

    Parameters
    ----------
    public : str
        64 hex digits; spaces are left out.
    name : str
        Whose it is.

    Raises
    ------
    SigningKeyError
        If it is not a key, or the list cannot be written.
    """
    try:
        _write(listed_keys() | {_checked(public): name})
    except (ValueError, OSError) as error:
        raise _refused(str(error)) from error


def distrust(wanted: str) -> str:
    """Take a key off the list, by its hex digits or its fingerprint; return its name.

    Raises
    ------
    SigningKeyError
        If it is not there.
    """
    wanted = wanted.replace(" ", "").lower()
    listed = listed_keys()
    for public, name in listed.items():
        if wanted in (public, key_id(public)):
            del listed[public]
            _write(listed)
            return name
    raise _refused(f"{wanted} is not on the list")


def matches(public: str, wanted: str) -> bool:
    """Whether a key is the one meant by its 64 hex digits or its whole fingerprint."""
    wanted = wanted.replace(" ", "").lower()
    if len(wanted) not in (KEY_ID_LENGTH, 64):
        raise _refused(f"{wanted!r} is neither a public key (64 hex digits) nor a fingerprint (32)")
    return bool(public) and wanted in (public, key_id(public))


def _checked(public: str) -> str:
    plain = public.replace(" ", "").lower()
    if len(bytes.fromhex(plain)) != 32:
        raise ValueError("a public key has 64 hex digits")
    return plain


def _write(listed: dict[str, str]) -> None:
    path = list_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(listed, indent=1, sort_keys=True), "utf-8")
    fresh.replace(path)


def _refused(reason: str) -> SigningKeyError:
    return SigningKeyError(
        f"The key was not taken: {reason}.",
        "The list of known keys is as it was.",
        "Copy the public key as stemviewer key prints it.",
    )
