"""The page on the protocol says what the program does."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest

from stemviewer.core.resources import resource_path
from stemviewer.feeds.base import Connected, Control, Disconnected, FeedEvent, FrameEnded, Origin
from stemviewer.feeds.open_feed import limits
from stemviewer.feeds.open_feed.blocks import DTYPE_CODES
from stemviewer.feeds.open_feed.client import OpenFeed

Collect = Callable[[OpenFeed, Callable[[list[FeedEvent]], bool]], list[FeedEvent]]


@pytest.fixture(scope="module")
def page() -> str:
    return resource_path("guide", "feed-protocol.md").read_text(encoding="utf-8")


def test_the_bridge_of_the_page_works(page: str, collect: Collect) -> None:
    begin = page.index("    import hashlib, json")
    code = textwrap.dedent(page[begin : page.index("## Versions")])
    port_line = (
        "\n    print(server.socket.getsockname()[1], flush=True)\n    server.serve_forever()"
    )
    code = code.replace("8765", "0").replace("\n    server.serve_forever()", port_line)
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        feed = OpenFeed(f"ws://127.0.0.1:{int(process.stdout.readline())}")
        events = collect(feed, lambda e: bool(e) and isinstance(e[-1], Disconnected))
        feed.close()
        process.kill()
    assert [type(event) for event in events] == [Connected, FrameEnded, Disconnected]
    frame = events[1].frame  # type: ignore[union-attr]
    assert frame.complete
    assert frame.data.shape == (256, 256)
    assert events[2].ended  # type: ignore[union-attr]


def test_every_control_origin_and_dtype_is_on_the_page(page: str) -> None:
    for word in [*Control, *Origin]:
        assert f"`{word.value}`" in page
    for name, code in DTYPE_CODES.items():
        assert f"{code} {name}" in page


def test_the_limits_are_on_the_page(page: str) -> None:
    assert f"{limits.MAX_TEXT_BYTES:,} bytes" in page
    assert limits.MAX_BLOCK_BYTES == 8 * 2**20
    assert "8 MiB" in page
    assert limits.MAX_FRAME_BYTES == 2**30
    assert "1 GiB" in page
    assert f"1 to {limits.MAX_CHANNELS}" in page
    assert f"every {limits.HEARTBEAT_S:.0f} seconds" in page
    assert f"{limits.SILENCE_S:.0f} seconds" in page
