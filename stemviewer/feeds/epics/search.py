"""Finding EPICS pvAccess servers: the protocol's own search, asked for nothing but an answer.

Messages as in the pvAccess protocol specification [1]_, "searchRequest" and "searchResponse".

References
----------
.. [1] https://docs.epics-controls.org/en/latest/pv-access/Protocol-Messages.html
"""

from __future__ import annotations

import ipaddress
import os
import secrets
import socket
import struct
import time
from collections.abc import Callable, Sequence

SEARCH_PORT = 5076
"""UDP port of servers, where the environment names no other."""

ANSWERS_S = 1.5
MOST_ANSWERS = 64

_MAGIC = 0xCA
_SEARCH, _RESPONSE = 3, 4
_MUST_REPLY = 0x81
_BIG = 0x80
_POLL_S = 0.25


def search_servers(
    targets: Sequence[tuple[str, int]] | None = None,
    seconds: float = ANSWERS_S,
    stopped: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Return ``HOST:PORT`` of the servers that answer; which channels they have is not told.

    Parameters
    ----------
    targets : sequence of (str, int), optional
        Where to ask; by default this computer and its network segment, at the port that the
        environment variable ``EPICS_PVA_BROADCAST_PORT`` names.
    seconds : float
        How long answers are waited for [s].
    stopped : callable
        Ends the search early.
    """
    if targets is None:
        port = _port_of(os.environ.get("EPICS_PVA_BROADCAST_PORT", ""))
        targets = (("127.0.0.1", port), ("255.255.255.255", port))
    sequence = secrets.randbits(31)
    found: dict[str, None] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        asking.settimeout(_POLL_S)
        asking.bind(("", 0))
        question = search_message(sequence, asking.getsockname()[1])
        for target in targets:
            try:
                asking.sendto(question, target)
            except OSError:
                continue  # no such network here
        until = time.monotonic() + seconds
        while time.monotonic() < until and len(found) < MOST_ANSWERS and not stopped():
            try:
                data, sender = asking.recvfrom(2048)
            except OSError:
                continue
            address = server_of(data, sender[0], sequence)
            if address:
                found[address] = None
    return list(found)


def _port_of(text: str) -> int:
    return int(text) if text.isdigit() and 0 < int(text) < 65536 else SEARCH_PORT


def search_message(sequence: int, port: int) -> bytes:
    """Return a search for no channel that every server is to answer to ``port``."""
    body = struct.pack(">IB3x16sH", sequence, _MUST_REPLY, bytes(16), port)
    body += b"\x01\x03tcp" + struct.pack(">H", 0)
    return struct.pack(">BBBBI", _MAGIC, 2, _BIG, _SEARCH, len(body)) + body


def server_of(data: bytes, sender: str, sequence: int) -> str:
    """Return ``HOST:PORT`` of an answer; empty if it is malformed or another's."""
    if len(data) < 8 + 34 or data[0] != _MAGIC or data[3] != _RESPONSE or data[2] & 0x41 != 0x40:
        return ""
    order = ">" if data[2] & _BIG else "<"
    asked, where, port = struct.unpack_from(f"{order}12xI16sH", data, 8)
    if asked != sequence or not port:
        return ""
    address = ipaddress.ip_address(where)
    assert isinstance(address, ipaddress.IPv6Address)
    mapped = address.ipv4_mapped
    # all zeros: at the address that the answer came from
    plain = not int(address) or (mapped is not None and not int(mapped))
    return f"{sender if plain or mapped is None else mapped}:{port}"
