"""The address of a DECTRIS detector and what may be stated in it."""

from __future__ import annotations

from stemviewer.core.errors import SettingsError
from stemviewer.feeds.address import FeedAddress, parse_feed_address
from stemviewer.feeds.fourd.options import ADDRESS_WORDS

EXAMPLE = "dectris://192.168.0.10?stream=2&scan=256x256&convergence=25"
"""An address, for the operator."""

PORTS = {1: 9999, 2: 31001}
"""Where the streams are sent from unless told otherwise."""

CONTROL_PORT = 80

MISSING = SettingsError(
    "DECTRIS feeds need the Python packages pyzmq, cbor2 and imagecodecs; not all are installed.",
    "Nothing was connected.",
    'Install them with: pip install "stemviewer[dectris]"',
)

_WORDS = ADDRESS_WORDS | {"stream", "api", "threshold"}


def have_libraries() -> bool:
    """Whether the extra is installed."""
    import importlib.util

    return all(importlib.util.find_spec(name) for name in ("zmq", "cbor2", "imagecodecs"))


def parse_dectris_address(text: str) -> FeedAddress:
    """Take ``dectris://HOST[:PORT]?...`` apart.

    Raises
    ------
    SettingsError
        If it is malformed, or names a stream that there is not.
    """
    address = parse_feed_address(text, _WORDS, EXAMPLE)
    address.number("api", 0, 65535)
    stream_of(address)
    return address


def stream_of(address: FeedAddress) -> int:
    """Return the version of the stream: as stated, else by the port.

    Raises
    ------
    SettingsError
        If it is neither 1 nor 2.
    """
    stated = address.word("stream")
    if not stated:
        return 2 if address.port == PORTS[2] else 1
    if stated not in ("1", "2"):
        raise SettingsError(
            f"stream={stated!r} is no version of a DECTRIS stream.",
            "Nothing was connected.",
            "Write stream=1 (legacy, port 9999) or stream=2 (CBOR, port 31001).",
        )
    return int(stated)
