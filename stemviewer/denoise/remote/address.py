"""Where a remote network is: ``remote:grpcs://HOST:PORT/NETWORK?timeout=2&fallback=local``."""

from __future__ import annotations

import ipaddress
import math
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from stemviewer.core.errors import SettingsError

PREFIX = "remote:"
TOKEN_VARIABLE = "STEMVIEWER_REMOTE_TOKEN"  # noqa: S105 - the name of the variable
EXAMPLE = "remote:grpcs://gpu.example:8001/live-0.1?timeout=2&fallback=local&ca=site.pem"
DEFAULT_TIMEOUT_S = 2.0
FALLBACKS = ("local", "raw")


@dataclass(frozen=True, slots=True)
class RemoteAddress:
    """A network on an inference server.

    Parameters
    ----------
    host, port : str, int
        Of the server's gRPC.
    network : str
        Name of a shipped network, which is the model's name on the server.
    secure : bool
        Whether the link is encrypted (TLS).
    timeout : float
        Longest wait for a picture [s].
    fallback : str
        ``local``: the same network on this machine; ``raw``: no processed picture.
    authority : Path or None
        PEM file with the certificates that are trusted; without it those of the system.
    token : str or None
        From the environment, never from the address, which others can read.
    """

    host: str
    port: int
    network: str
    secure: bool
    timeout: float = DEFAULT_TIMEOUT_S
    fallback: str = "local"
    authority: Path | None = None
    token: str | None = None

    @property
    def server(self) -> str:
        """Host and port as gRPC wants them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def shown(self) -> str:
        """For the operator and the log."""
        return f"{'grpcs' if self.secure else 'grpc'}://{self.server}"


def parse_remote(name: str) -> RemoteAddress:
    """Take the name of a remote method apart.

    Raises
    ------
    SettingsError
        If it is malformed, or a token would cross a network that is not encrypted.
    """
    try:
        parts = urlsplit(name.removeprefix(PREFIX))
        port = parts.port
        words = dict(parse_qsl(parts.query, keep_blank_values=True))
        timeout = float(words.pop("timeout", DEFAULT_TIMEOUT_S))
    except ValueError as error:
        raise _malformed(name, str(error)) from error
    fallback, authority = words.pop("fallback", FALLBACKS[0]), words.pop("ca", "")
    network, host = parts.path.strip("/"), parts.hostname or ""
    if parts.scheme not in ("grpc", "grpcs") or not host or port is None or not network:
        raise _malformed(name, "scheme, computer, port or network is missing")
    if words:
        raise _malformed(name, f"{next(iter(words))!r} is not known")
    if fallback not in FALLBACKS or not (math.isfinite(timeout) and 0.05 <= timeout <= 60.0):
        raise _malformed(name, "timeout is 0.05 to 60 s, fallback is local or raw")
    token = os.environ.get(TOKEN_VARIABLE) or None
    secure = parts.scheme == "grpcs"
    if token and not secure and not _is_loopback(host):
        raise SettingsError(
            f"The token would cross the network to {host} unencrypted.",
            "Nothing was sent.",
            "Use grpcs:// with TLS on the server, or an SSH tunnel to 127.0.0.1.",
        )
    path = Path(authority) if authority else None
    return RemoteAddress(host, port, network, secure, timeout, fallback, path, token)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _malformed(name: str, why: str) -> SettingsError:
    return SettingsError(
        f"{name!r} is not the address of a remote network ({why}).",
        "The filter was not changed.",
        f"It looks like {EXAMPLE}.",
    )
