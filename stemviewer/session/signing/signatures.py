"""Signing the chain: what is signed, and the rows that hold the signatures.

Each signature covers the session, the segment, its own number, how far the chain was, the chain's
head there, the time, and the signature before it: none can be taken out, added or moved unseen.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from stemviewer.session.format.rows import text_of
from stemviewer.session.format.schema import SIGNATURE_DTYPE, Row
from stemviewer.session.signing.keys import SigningKey


def signed_message(session_id: str, segment: int, row: Row, previous: str) -> bytes:
    """Return the bytes that a row of ``signatures`` signs.

    Parameters
    ----------
    session_id : str
        From the header.
    segment : int
        Number of the file that holds the row.
    row : ndarray of shape ()
        Its signature is not read.
    previous : str
        Signature before it in the session, empty for the first.
    """
    lines = (
        "stemviewer signature 1",
        session_id,
        str(segment),
        str(int(row["number"])),
        str(int(row["sequence"])),
        text_of(row, "head"),
        str(int(row["utc_ns"])),
        previous,
    )
    return "\n".join(lines).encode("ascii")


@dataclass(frozen=True, slots=True)
class SignerState:
    """Number of the last signature of a session, and that signature."""

    number: int = 0
    signature: str = ""


NOTHING_SIGNED = SignerState()


class Signer:
    """Signs the heads of one session, across its segments.

    Parameters
    ----------
    key : SigningKey or None
        ``None``: nothing is signed, and the header says so by an empty public key.
    session_id : str
        Of the session.
    """

    def __init__(self, key: SigningKey | None, session_id: str) -> None:
        self._key = key
        self._session_id = session_id
        self.state = NOTHING_SIGNED

    def rewind(self, state: SignerState) -> None:
        """Go back to a former state: what was signed since did not reach the file."""
        self.state = state

    @property
    def key(self) -> SigningKey | None:
        """The key, if there is one."""
        return self._key

    @property
    def public(self) -> str:
        """The public key in hex, empty when nothing is signed."""
        return "" if self._key is None else self._key.public

    def sign(self, segment: int, sequence: int, head: bytes) -> Row | None:
        """Return the row that signs a head, ``None`` when nothing is signed."""
        if self._key is None:
            return None
        row = np.zeros((), SIGNATURE_DTYPE)
        row["number"], row["sequence"] = self.state.number + 1, sequence
        row["head"], row["utc_ns"] = head, time.time_ns()
        message = signed_message(self._session_id, segment, row, self.state.signature)
        signature = self._key.sign(message)
        row["signature"] = signature.encode("ascii")
        self.state = SignerState(self.state.number + 1, signature)
        return row
