"""Where the user's signing key is kept: in the keyring, or in a file only the user can read."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import platformdirs

from stemviewer.core.errors import SigningKeyError
from stemviewer.session.signing.keys import SigningKey

ENVIRONMENT = "STEMVIEWER_KEY_FILE"
"""Names another key file; the keyring is not asked then."""

SERVICE, ACCOUNT = "stemviewer", "session signing key"
KEYRING_S = 5.0
"""A keyring that wants to ask the user is not waited for longer [s]."""


def key_file() -> Path:
    """Return the path of the key file, whether it exists or not."""
    given = os.environ.get(ENVIRONMENT)
    return Path(given) if given else platformdirs.user_config_path("stemviewer") / "signing-key.pem"


def load_key() -> SigningKey | None:
    """Return the user's key, ``None`` when there is none yet.

    Raises
    ------
    SigningKeyError
        If there is one that cannot be read.
    """
    path = key_file()
    try:
        text = path.read_bytes() if path.is_file() else _from_keyring()
        return SigningKey.from_pem(text) if text else None
    except (OSError, ValueError) as error:
        raise _unusable(path, str(error)) from error


def load_or_make_key() -> SigningKey:
    """Return the user's key; at first use it is made.

    Raises
    ------
    SigningKeyError
        If it cannot be read or kept.
    """
    return load_key() or store_key(SigningKey.new())


def store_key(key: SigningKey, *, replace: bool = False) -> SigningKey:
    """Keep a key, and return the one that is kept.

    Parameters
    ----------
    key : SigningKey
        New one.
    replace : bool
        Whether it takes the place of one there; else the one there wins.

    Raises
    ------
    SigningKeyError
        If there is nowhere to keep it.
    """
    path = key_file()
    try:
        if not path.is_file() and _to_keyring(key.to_pem()):
            return key
        _write_private(path, key.to_pem(), replace=replace)
        return SigningKey.from_pem(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _unusable(path, str(error)) from error


def where_kept() -> str:
    """Return where the key is, in words."""
    path = key_file()
    return str(path) if path.is_file() else "the keyring of this user"


def _write_private(path: Path, text: bytes, *, replace: bool) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        if replace:
            fresh.replace(path)
        else:
            _put_if_absent(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _put_if_absent(fresh: Path, path: Path) -> None:
    """Give a file its name unless another process was first: both then use that key."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:
        # a file system without hard links; the race is then a second wide, once in a lifetime
        if not path.exists():
            fresh.replace(path)


def _keyring() -> Any:
    """Return the keyring module where there is a real one for this user, else ``None``."""
    if os.environ.get(ENVIRONMENT):
        return None
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    return keyring if keyring.get_keyring().priority >= 1 else None


def _from_keyring() -> bytes:
    found = _asked(lambda ring: ring.get_password(SERVICE, ACCOUNT))
    return found.encode("ascii") if isinstance(found, str) else b""


def _to_keyring(text: bytes) -> bool:
    """Keep the key in the keyring; whether it can be read back from there."""
    _asked(lambda ring: ring.set_password(SERVICE, ACCOUNT, text.decode("ascii")))
    return _from_keyring() == text


def _asked(question: Any) -> Any:
    """Ask the keyring in a thread: a locked one may wait for a window that nobody sees."""
    ring = _keyring()
    if ring is None:
        return None
    answer: list[Any] = []

    def ask() -> None:
        try:
            answer.append(question(ring))
        except (ring.errors.KeyringError, RuntimeError, OSError, ValueError):
            # locked, refused or broken: the file serves
            return

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_S)
    return answer[0] if answer else None


def _unusable(path: Path, reason: str) -> SigningKeyError:
    return SigningKeyError(
        f"The key that signs sessions cannot be read or kept ({path}): {reason}.",
        "Sessions are recorded without signatures until this is mended.",
        "See to the file's rights, or make a new key with stemviewer key --new.",
    )
