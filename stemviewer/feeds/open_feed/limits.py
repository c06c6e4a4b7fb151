"""Names and limits of the open feed protocol, as written in ``guide/feed-protocol.md``."""

from __future__ import annotations

from typing import Literal

PROTOCOL: Literal["stemviewer-feed"] = "stemviewer-feed"
"""Name in the client's hello."""

VERSIONS = (1,)
"""Versions this program speaks, the preferred one first."""

MAX_TEXT_BYTES = 64 * 1024
"""Largest text message [bytes of UTF-8]."""

MAX_BLOCK_BYTES = 8 * 1024 * 1024
"""Largest pixel payload of one rows message [bytes]."""

BLOCK_TARGET_BYTES = 1024 * 1024
"""What our server puts into one rows message at most [bytes]."""

MAX_CHANNELS = 16
"""Most channels of an instrument."""

MAX_FRAME_BYTES = 1024**3
"""Largest frame, all channels together [bytes]."""

MAX_NUMBER = 2**53 - 1
"""Largest frame number: what every JSON library keeps exact."""

MAX_NAME = 64
"""Longest name of a channel [characters]."""

MAX_LABEL = 200
"""Longest free text for the operator [characters]."""

MAX_TOKEN = 1024
"""Longest token [characters]."""

HEARTBEAT_S = 2.0
"""The server lets no more time pass than this without sending anything [s]."""

SILENCE_S = 10.0
"""The client takes a link for dead after this time without a byte [s]."""
