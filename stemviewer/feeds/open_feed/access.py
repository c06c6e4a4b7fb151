"""Who may connect: loopback without a token, everyone else with one."""

from __future__ import annotations

import hmac
import ipaddress
import os

from stemviewer.core.errors import FeedError

TOKEN_VARIABLE = "STEMVIEWER_FEED_TOKEN"  # noqa: S105 - the name of the variable
"""Environment variable that a token is read from, so that it need not stand in a command line."""


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine only; names other than ``localhost`` are not."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_bind(host: str, token: str | None) -> None:
    """Raise ``FeedError`` if a server may not listen there without a token."""
    if not is_loopback(host) and not token:
        raise FeedError(
            f"A feed that others can reach (at {host}) needs a token.",
            "Nothing is served.",
            f"Set a token in the environment variable {TOKEN_VARIABLE}, or serve on 127.0.0.1.",
        )


def token_from_environment() -> str | None:
    """Return the token of the environment, or ``None``."""
    return os.environ.get(TOKEN_VARIABLE) or None


def token_matches(expected: str | None, *offered: str | None) -> bool:
    """Return whether a token is right, in time that does not depend on where it differs."""
    if not expected:
        return True
    right = expected.encode()
    matches = [hmac.compare_digest(right, (token or "").encode()) for token in offered]
    return any(matches)


def bearer(header: str | None) -> str | None:
    """Return the token of an ``Authorization: Bearer`` header, or ``None``."""
    kind, _, token = (header or "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token else None
