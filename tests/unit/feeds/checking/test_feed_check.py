"""feed-check passes servers that keep the rules, and names each rule that one breaks."""

from __future__ import annotations

import hashlib
import itertools
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from stemviewer.cli import main
from stemviewer.core.errors import FeedError
from stemviewer.core.quantity import set_to
from stemviewer.feeds.base import Acknowledgement, Command, FrameSource
from stemviewer.feeds.checking import dialogue
from stemviewer.feeds.checking.findings import Outcome
from stemviewer.feeds.checking.run import check
from stemviewer.feeds.open_feed.server import FeedServer

SETTINGS = {"rows": 8, "columns": 4}
CHANNEL = {"name": "HAADF", "dtype": "uint8"}
HELLO = {
    "type": "hello",
    "protocol": "stemviewer-feed",
    "version": 1,
    "instrument": {"name": "Careless", "origin": "detector", "channels": [CHANNEL]},
    "settings": SETTINGS,
}


class Careless:
    """A server that keeps the rules but one."""

    def __init__(self, breach: str) -> None:
        self.breach = breach
        self.connections = itertools.count()

    def __call__(self, link: ServerConnection) -> None:
        number = next(self.connections)
        try:
            self.talk(link, number)
        except (ConnectionClosed, ValueError):
            return

    def talk(self, link: ServerConnection, connection: int) -> None:
        hello = json.loads(link.recv())
        if 1 not in hello["versions"] and self.breach != "version":
            link.send(json.dumps({"type": "error", "code": "version", "message": "1 only"}))
            link.close(1008)
            return
        run = str(connection) if self.breach == "run" else "same"
        link.send(json.dumps({**HELLO, "run": run}))
        for number in itertools.count():
            self.frame(link, 100 - number if self.breach == "numbers" else number)
            if self.breach == "accepts":
                nothing = {"value": 0.0, "source": "set"}
                exposure = {"type": "exposure", "beam_current": nothing, "seconds": nothing}
                link.send(json.dumps(exposure))
            link.recv(timeout=0.02) if number % 2 else None

    def frame(self, link: ServerConnection, number: int) -> None:
        name = "BF" if self.breach == "channels" else "HAADF"
        start = {"type": "frame_start", "number": number, "settings": SETTINGS}
        link.send(json.dumps({**start, "channels": [{**CHANNEL, "name": name}]}))
        pixels = np.arange(32, dtype=np.uint8).tobytes()
        magic = b"SVR0" if self.breach == "blocks" else b"SVR1"
        rows = (4, 0) if self.breach == "rows" else (0, 4)
        for first in rows[: 1 if self.breach == "whole" else 2]:
            head = struct.pack("<4sHBBQIIII", magic, 0, 1, 0, number, first, 4, 4, 0)
            link.send(head + pixels[4 * first : 4 * first + 16])
        digest = hashlib.sha256(pixels if self.breach != "digest" else b"").hexdigest()
        end: dict[str, Any] = {"type": "frame_end", "number": number, "complete": True}
        if self.breach == "messages":
            end["number"] = float(number)
        if self.breach != "overlap":
            link.send(json.dumps({**end, "sha256": {name: digest}}))


@contextmanager
def careless(breach: str) -> Iterator[str]:
    # recv(timeout) of a silent client is no end of the talk: TimeoutError is swallowed here
    talk = Careless(breach)
    original = ServerConnection.recv

    def patient(link: ServerConnection) -> None:
        def recv(timeout: float | None = None) -> Any:
            try:
                return original(link, timeout)
            except TimeoutError:
                return None

        link.recv = recv  # type: ignore[method-assign]
        talk(link)

    origins = None if breach == "origin" else [None]
    with serve(patient, "127.0.0.1", 0, compression=None, origins=origins) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "ANSWER_S", 0.5)


def test_our_own_server_keeps_every_rule(
    make_source: type, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = np.arange(64 * 48, dtype=np.uint16).reshape(64, 48)

    class Obedient(make_source):  # type: ignore[misc]
        def apply(self, command: Command) -> Acknowledgement:
            answer: Acknowledgement = super().apply(command)
            if answer.accepted:
                self.settings = replace(self.settings, dwell=set_to(command.value))
                answer = replace(answer, settings=self.settings)
            return answer

    source: FrameSource = Obedient([{"HAADF": image}] * 2000, pause=0.002)
    with FeedServer(source) as server:
        command = ["feed-check", server.address, "--commands", "--seconds", "5"]
        assert main([*command, "--json", str(tmp_path / "report.json")]) == 0
    report = json.loads((tmp_path / "report.json").read_text())
    outcomes = {rule["rule"]: rule["outcome"] for rule in report["rules"]}
    assert "broken" not in outcomes.values()
    for rule in (
        "origin",
        "version",
        "whole",
        "refuse",
        "acknowledge",
        "garbage",
        "again",
        "run",
        "applied",
    ):
        assert outcomes[rule] == "kept", rule
    assert report["frames"]["whole"] >= 3
    assert "It speaks the open feed." in capsys.readouterr().out


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("breach", "rule"),
    [(r, r) for r in ("channels", "numbers", "rows", "whole", "blocks", "overlap", "messages")]
    + [(r, r) for r in ("accepts", "origin", "version", "run")]
    + [("digest", "whole")],
)
def test_a_breach_is_named(breach: str, rule: str) -> None:
    with careless(breach) as address:
        found = check(address, None, 1.0, commands=False)
    assert rule in found.findings.of(Outcome.BROKEN)
    assert found.findings.exit_code == 1
    assert f"It does not keep: {', '.join(found.findings.of(Outcome.BROKEN))}." in found.text()


def test_tokens_are_tried(make_source: type, frames: list[dict[str, Any]]) -> None:
    with FeedServer(make_source(frames * 400, pause=0.002), token="right") as server:
        found = check(server.address, "right", 5.0, commands=False)
        assert "token" in found.findings.of(Outcome.KEPT)
        assert found.findings.exit_code == 0
        with pytest.raises(FeedError, match="token"):
            check(server.address, "wrong", 5.0, commands=False)


def test_a_standing_scan_is_told_from_a_good_one(make_source: type) -> None:
    blank = np.zeros((8, 8), np.uint8)
    source = make_source([{"HAADF": blank}], hold_before=(0,))
    with FeedServer(source) as server:
        found = check(server.address, None, 0.3, commands=False)
    assert found.findings.exit_code == 3
    assert "start the scan" in found.text()


def test_nobody_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feed-check", "ws://127.0.0.1:9", "--seconds", "1"]) == 1
    assert "did not take the connection" in capsys.readouterr().err
