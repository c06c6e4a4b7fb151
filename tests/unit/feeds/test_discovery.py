"""Being found: only who is asked answers, and only to questions."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stemviewer.core.errors import FeedError
from stemviewer.feeds.epics import search
from stemviewer.feeds.epics.link import have_p4p
from stemviewer.feeds.open_feed.beacon import QUESTION_BYTES, Beacon, FoundServer, ask_around

HERE = ("127.0.0.1",)


def test_a_server_that_may_be_found_answers_with_its_address() -> None:
    with Beacon("127.0.0.1", 8700, "STEM 1\nü", token=True, beacon_port=0) as beacon:
        found = ask_around(HERE, beacon.port, 2.0, stopped=lambda: False)
        assert found == [FoundServer("ws://127.0.0.1:8700", "STEM 1ü", True)]
        assert ask_around(HERE, beacon.port, 5.0, stopped=lambda: True) == []


def test_who_is_not_asked_properly_says_nothing_and_lives_on() -> None:
    good = json.dumps({"ask": "stemviewer-feed?", "nonce": "1"}).encode()
    bad = [
        b"",
        good,
        b"\xff" * QUESTION_BYTES,
        b"[" * QUESTION_BYTES,
        good.ljust(QUESTION_BYTES + 1),
    ]
    bad.append(json.dumps({"ask": "x", "nonce": "1"}).encode().ljust(QUESTION_BYTES, b"\0"))
    with (
        Beacon("127.0.0.1", 8700, "a" * 500, token=False, beacon_port=0) as beacon,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking,
    ):
        asking.settimeout(0.3)
        for question in bad:
            asking.sendto(question, (HERE[0], beacon.port))
        with pytest.raises(TimeoutError):
            asking.recvfrom(2048)
        asking.sendto(good.ljust(QUESTION_BYTES, b"\0"), (HERE[0], beacon.port))
        asking.settimeout(20.0)
        answer = asking.recv(2048)
    assert len(answer) <= QUESTION_BYTES, "nobody is flooded in another's name"


def test_answers_that_lie_are_passed() -> None:
    lies: list[dict[str, object]] = [{"port": 0}, {"port": "8"}, {"name": 3}, {"nonce": "another"}]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as liar:
        liar.bind((HERE[0], 0))
        liar.settimeout(20.0)

        def lie() -> bool:
            question, sender = liar.recvfrom(2048)
            nonce = json.loads(question.rstrip(b"\0"))["nonce"]
            for change in lies:
                said = {"answer": "stemviewer-feed?", "nonce": nonce, "port": 1, "name": "n"}
                liar.sendto(json.dumps(said | change).encode(), sender)
            liar.sendto(b"\x80", sender)
            liar.sendto(json.dumps(said).encode(), sender)
            return False

        turns = [lie]

        def stopped() -> bool:
            return bool(turns) and turns.pop()()

        found = ask_around(HERE, liar.getsockname()[1], 1.0, stopped=stopped)
    assert found == [FoundServer("ws://127.0.0.1:1", "n", False)]


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((HERE[0], 0))
        with pytest.raises(FeedError, match="cannot be listened at") as caught:
            Beacon(HERE[0], 8700, "n", token=False, beacon_port=taken.getsockname()[1])
    assert "--discoverable" in caught.value.action


EPICS_SERVER = """
import sys
from p4p.nt import NTScalar
from p4p.server import Server, StaticProvider
from p4p.server.thread import SharedPV
provider = StaticProvider("made")
provider.add("made:value", SharedPV(nt=NTScalar("d"), initial=1.0))
with Server(providers=[provider]) as server:
    print(server.conf()["EPICS_PVAS_BROADCAST_PORT"], flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not have_p4p(), reason="the extra epics is not installed")
def test_an_epics_server_is_found_by_its_own_protocol(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind((HERE[0], 0))
        port = str(free.getsockname()[1])
    loopback = {
        "EPICS_PVAS_INTF_ADDR_LIST": HERE[0],
        "EPICS_PVAS_BROADCAST_PORT": port,
        "EPICS_PVAS_SERVER_PORT": "0",
        "EPICS_PVA_AUTO_ADDR_LIST": "NO",
        "EPICS_PVA_ADDR_LIST": HERE[0],
    }
    with subprocess.Popen(
        [sys.executable, "-c", EPICS_SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **loopback},
    ) as server:
        assert server.stdout is not None
        told = int(server.stdout.readline())
        found: list[str] = []
        for _ in range(20):
            found = search.search_servers([(HERE[0], told)], 1.0)
            if found:
                break
        assert server.stdin is not None
        server.stdin.close()
    assert [address.split(":")[0] for address in found] == [HERE[0]]


def test_answers_of_another_search_or_cut_short_are_passed() -> None:
    import struct

    where = bytes(10) + b"\xff\xff" + bytes([192, 168, 0, 7])
    body = bytes(12) + struct.pack(">I16sH", 77, where, 5075) + b"\x03tcp"
    answer = struct.pack(">BBBBI", 0xCA, 2, 0xC0, 4, len(body)) + body
    assert search.server_of(answer, "10.0.0.1", 77) == "192.168.0.7:5075"
    assert search.server_of(answer, "10.0.0.1", 78) == ""
    assert all(search.server_of(answer[:n], "10.0.0.1", 77) == "" for n in range(42))
    anywhere = answer.replace(where, bytes(16))
    assert search.server_of(anywhere, "10.0.0.1", 77) == "10.0.0.1:5075"
