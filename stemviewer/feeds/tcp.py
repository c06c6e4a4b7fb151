"""Plain TCP links that are opened without ever blocking."""

from __future__ import annotations

import errno
import os
import socket

from stemviewer.core.errors import FeedError

_IN_PROGRESS = {errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", -1)}


def begin_tcp(host: str, port: int) -> socket.socket:
    """Begin a TCP connection; the socket turns writable when it stands or failed.

    Raises
    ------
    FeedError
        If the host is not known or refuses at once.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[
            0
        ]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise no_answer(host, port, error.strerror or str(error)) from error
    sock.setblocking(False)
    code = sock.connect_ex(where)
    if code and code not in _IN_PROGRESS:
        sock.close()
        raise no_answer(host, port, os.strerror(code))
    return sock


def connect_failure(sock: socket.socket) -> str:
    """Return why a connection that became writable failed; empty when it stands."""
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    return os.strerror(code) if code else ""


def no_answer(host: str, port: int, why: str) -> FeedError:
    """Return the error of a feed that does not answer."""
    return FeedError(
        f"The feed at {host}:{port} does not answer ({why}).",
        "No frames arrive; nothing that was recorded is affected.",
        "Check that it runs and that address and port are right; the viewer keeps trying.",
    )
