"""Ed25519 keys that sign sessions (RFC 8032), by the ``cryptography`` library."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

KEY_ID_LENGTH = 32


def key_id(public: str) -> str:
    """Return a key's fingerprint: the first 32 hex digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:KEY_ID_LENGTH]


def spaced(identity: str) -> str:
    """Return a fingerprint in groups of four, as people compare it."""
    return " ".join(identity[at : at + 4] for at in range(0, len(identity), 4))


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; its secret is in no text made of it.

    Parameters
    ----------
    secret : bytes
        The 32 bytes of the private key.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise ValueError("an Ed25519 key has 32 bytes")

    @classmethod
    def new(cls) -> SigningKey:
        """Make a key from the system's source of random bytes."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_pem(cls, text: bytes) -> SigningKey:
        """Read a key from PEM (PKCS 8, not encrypted).

        Raises
        ------
        ValueError
            If it is none.
        """
        try:
            found = load_pem_private_key(text, password=None)
        except TypeError as error:
            raise ValueError("the key is encrypted") from error
        if not isinstance(found, Ed25519PrivateKey):
            raise ValueError("the key is not an Ed25519 key")
        return cls(found.private_bytes_raw())

    def to_pem(self) -> bytes:
        """Return the key as PEM, as ``openssl pkey`` reads it."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @property
    def public(self) -> str:
        """The public key as 64 hex digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """Return the signature over a message as 128 hex digits."""
        return self._key.sign(message).hex()


def is_signed(public: str, message: bytes, signature: str) -> bool:
    """Whether a signature over a message was made with the private part of ``public``."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    # hex has two forms of each letter: only one is ours, so that no byte can change unseen
    return signature == signature.lower()
