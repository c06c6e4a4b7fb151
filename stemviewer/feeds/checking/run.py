"""The whole check: greeting, frames, access and, when asked for, commands."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

from stemviewer import __version__
from stemviewer.core.errors import ProtocolError, SettingsError
from stemviewer.feeds.checking.dialogue import Dialogue
from stemviewer.feeds.checking.findings import EXIT_KEPT, EXIT_NOT_SEEN, Findings, Outcome
from stemviewer.feeds.checking.frames import Judge
from stemviewer.feeds.checking.greeting import Server, check_access, greet
from stemviewer.feeds.checking.orders import Orders
from stemviewer.feeds.open_feed.access import token_from_environment
from stemviewer.feeds.open_feed.dial import parse_address

ENOUGH_FRAMES = 3
"""Whole frames after which listening may end before its time."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and how much it saw."""

    address: str
    instrument: str
    findings: Findings
    whole: int
    incomplete: int
    lost: int
    longest_silence: float

    def as_json(self) -> str:
        """Return everything as JSON text."""
        content = {
            "address": self.address,
            "program": f"stemviewer {__version__}",
            "instrument": self.instrument,
            "exit_code": self.findings.exit_code,
            "frames": {"whole": self.whole, "incomplete": self.incomplete, "lost": self.lost},
            "longest_silence_s": round(self.longest_silence, 3),
            "rules": [
                {"rule": f.rule, "outcome": f.outcome.value, "detail": f.detail}
                for f in self.findings
            ],
        }
        return json.dumps(content, indent=2)

    def text(self) -> str:
        """Return it for people."""
        findings = self.findings
        kept, broken = len(findings.of(Outcome.KEPT)), findings.of(Outcome.BROKEN)
        lines = [finding.line for finding in findings]
        lines.append(
            f"{self.instrument or self.address}: {self.whole} whole frames, {self.incomplete} "
            f"incomplete, {self.lost} lost; {kept} rules kept, {len(broken)} broken."
        )
        end = {
            EXIT_KEPT: "It speaks the open feed.",
            EXIT_NOT_SEEN: "Nothing is wrong, but no whole frame came: start the scan, try again.",
        }
        verdict = end.get(findings.exit_code, f"It does not keep: {', '.join(broken)}.")
        return "\n".join([*lines, verdict])


def check(address: str, token: str | None, seconds: float, *, commands: bool) -> Checked:
    """Check a server.

    Parameters
    ----------
    address : str
        ``ws://host:port``.
    token : str or None
        What the server wants to see.
    seconds : float
        Longest time to wait for frames [s].
    commands : bool
        Whether to command the instrument, which moves it.

    Raises
    ------
    FeedError
        If there is no server, or its hello is none.
    """
    parse_address(address)
    server, findings = Server(address, token), Findings()
    with server.dial() as link:
        try:
            hello = greet(link, server, unknown_member={"of": ["a", "later"], "version": 2})
        except ProtocolError as error:
            findings.broken("hello", error.what)
            return Checked(address, "", findings, 0, 0, 0, 0.0)
        findings.kept("hello")
        findings.kept("members")
        judge = Judge(hello, findings)
        _listen(link, judge, findings, seconds, commands=commands)
    with server.dial() as plain:
        # a client of the first days, that knows no more than frames
        other = Judge(greet(plain, server, accepts=[]), findings, accepts=False)
        _receive(plain, other, seconds, 2)
        if other.whole:
            findings.kept("accepts")
    check_access(server, findings, hello.run)
    total = (judge.whole + other.whole, judge.incomplete + other.incomplete)
    silence = max(judge.longest_silence, other.longest_silence)
    return Checked(address, hello.instrument.name, findings, *total, judge.lost, silence)


def _listen(
    link: Dialogue, judge: Judge, findings: Findings, seconds: float, *, commands: bool
) -> None:
    try:
        findings.judge("ping", link.ping(), "no pong came within 5 s")
        _receive(link, judge, seconds, ENOUGH_FRAMES)
        if commands:
            Orders(link, judge, findings, seconds).run()
    except EOFError as end:
        if not judge.ended:
            findings.broken("messages", f"it hung up (code {end}) without a word")


def _receive(link: Dialogue, judge: Judge, seconds: float, frames: int) -> None:
    """Receive until so many whole frames came, or the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and judge.whole < frames and not judge.ended:
        message = link.hear(0.1)
        if message is None:
            judge.quiet()
        else:
            judge.take(message)


def run_check(options: argparse.Namespace) -> int:
    """Carry out ``stemviewer feed-check``; return 0, 1 (broken) or 3 (nothing seen).

    Raises
    ------
    StemviewerError
        If there is no such server, or the report cannot be written.
    """
    token = token_from_environment()
    found = check(options.address, token, options.seconds, commands=options.commands)
    path: Path | None = options.json
    if path is not None:
        try:
            path.write_text(found.as_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"{path} cannot be written ({error.strerror}).") from error
    print(found.text())
    return found.findings.exit_code
