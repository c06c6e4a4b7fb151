from __future__ import annotations

import pytest

from stemviewer.core.errors import CommandRefusedError
from stemviewer.core.frame import ScanSettings
from stemviewer.feeds.base import (
    Acknowledged,
    Acknowledgement,
    Command,
    Control,
    FeedFault,
    ScanState,
)
from stemviewer.feeds.open_feed.access import bearer, is_loopback, token_matches
from stemviewer.feeds.open_feed.dial import Backoff
from stemviewer.feeds.open_feed.outbox import Outbox

SETTINGS = ScanSettings(2, 2)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "10.0.0.1", "localhost.evil.org", "127.evil"]
)
def test_everything_else_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_any_of_the_offered_tokens_may_be_the_right_one() -> None:
    assert token_matches("tøken", None, "tøken")
    assert not token_matches("token", None, "", "toke", "tokens")
    assert token_matches(None, None)


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc", "abc"),
        ("Basic abc", None),
        ("Bearer", None),
        (None, None),
    ],
)
def test_the_token_of_a_header(header: str | None, token: str | None) -> None:
    assert bearer(header) == token


def test_waiting_times_double_to_a_bound_with_jitter_and_start_anew() -> None:
    backoff = Backoff(first=1.0, most=8.0)
    for base in (1.0, 2.0, 4.0, 8.0, 8.0):
        assert base / 2 <= backoff.wait() <= base
    backoff.reset()
    assert backoff.wait() <= 1.0
    assert len({Backoff().wait() for _ in range(20)}) > 1


def answers(outbox: Outbox, connected: bool) -> list[tuple[int, bool]]:
    events = outbox.refusals(connected)
    assert all(isinstance(event, Acknowledged) for event in events)
    return [
        (e.acknowledgement.id, e.acknowledgement.accepted)
        for e in events
        if isinstance(e, Acknowledged)
    ]


def test_every_command_is_answered_once_also_when_the_link_breaks() -> None:
    outbox = Outbox()
    outbox.in_force(SETTINGS, ScanState())
    for number in range(4):
        outbox.put(Command(number, Control.DWELL, 1e-6))
    assert answers(outbox, connected=True) == []
    assert [command.id for command in outbox.take()] == [0, 1, 2, 3]
    assert outbox.answered(Acknowledgement(1, True, 1e-6, SETTINGS, ScanState()))
    outbox.put(Command(9, Control.DWELL, 1e-6))
    assert sorted(answers(outbox, connected=False)) == [(n, False) for n in (0, 2, 3, 9)]
    assert answers(outbox, connected=False) == []
    assert outbox.take() == []
    assert not outbox.answered(Acknowledgement(0, True, 1e-6, SETTINGS, ScanState()))


def test_too_many_commands_are_refused() -> None:
    outbox = Outbox()
    outbox.in_force(SETTINGS)
    for number in range(300):
        outbox.put(Command(number, Control.DWELL, 1e-6))
    refused = answers(outbox, connected=True)
    assert len(refused) + len(outbox.take()) == 300
    assert refused


def test_before_the_first_link_a_refusal_is_a_fault() -> None:
    outbox = Outbox()
    outbox.put(Command(1, Control.BLANK, 1.0))
    (event,) = outbox.refusals(connected=False)
    assert isinstance(event, FeedFault)
    assert isinstance(event.error, CommandRefusedError)
