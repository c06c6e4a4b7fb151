"""The rules of who may connect and how: a connection of its own for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from stemviewer.core.errors import FeedError, ProtocolError
from stemviewer.feeds.checking.dialogue import HELLO, Dialogue
from stemviewer.feeds.checking.findings import Findings
from stemviewer.feeds.open_feed.access import is_loopback
from stemviewer.feeds.open_feed.messages import ServerHello, parse_server


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server under test is, and what it asks for."""

    address: str
    token: str | None = None
    hello: dict[str, object] = field(default_factory=dict)

    def dial(self, **more: str | None) -> Dialogue:
        """Return a new connection; raise ``FeedError`` if it is not taken."""
        return Dialogue(self.address, more.get("token", self.token), more.get("origin"))

    def greeting(self, **changed: object) -> dict[str, object]:
        """Return a client's hello with members changed or added."""
        return {**HELLO, "token": self.token, **changed}


def greet(link: Dialogue, server: Server, **changed: object) -> ServerHello:
    """Say hello and return the server's.

    Raises
    ------
    FeedError
        If none comes, or it is none of the protocol.
    """
    link.say(server.greeting(**changed))
    try:
        message = link.hear(5.0)
    except EOFError as end:
        raise FeedError(f"The server hung up (code {end}) instead of saying hello.") from end
    if not isinstance(message, str):
        came = "a block of rows" if message else "nothing within 5 s"
        raise ProtocolError(f"Instead of a hello came {came}.")
    parsed = parse_server(message.encode())
    if isinstance(parsed, ServerHello):
        return parsed
    said = f" ({getattr(parsed, 'message', '')})" if parsed.type == "error" else ""
    raise FeedError(f"The server answered the hello with {parsed.type!r}{said}.")


def check_access(server: Server, findings: Findings, run: str) -> None:
    """Check the rules that need connections of their own."""
    _check_origin(server, findings)
    _check_version(server, findings)
    _check_token(server, findings)
    _check_garbage(server, findings)
    _check_again(server, findings, run)


def _check_origin(server: Server, findings: Findings) -> None:
    try:
        with server.dial(origin="https://example.org"):
            findings.broken("origin", "it took the handshake")
    except FeedError as error:
        right = "403" in str(error.what)
        findings.judge("origin", right, f"refused, but not with 403: {error.what}")


def _refusal(link: Dialogue, rule: str, code: str, findings: Findings) -> None:
    """Expect ``error`` of this code and the link closed."""
    try:
        answer = link.first_text()
    except EOFError as end:
        findings.broken(rule, f"it hung up (code {end}) without an 'error'")
        return
    if answer is None or answer.get("type") != "error" or answer.get("code") != code:
        said = "nothing" if answer is None else f"{answer.get('type')} {answer.get('code', '')}"
        findings.broken(rule, f"it answered {said.strip()}")
        return
    closed = link.closure()
    findings.judge(rule, closed == 1008, f"it said so, but closed with {closed}, not 1008")


def _check_version(server: Server, findings: Findings) -> None:
    with server.dial() as link:
        link.say(server.greeting(versions=[999_999]))
        _refusal(link, "version", "version", findings)


def _check_token(server: Server, findings: Findings) -> None:
    if not server.token:
        host = urlsplit(server.address).hostname or ""
        wrong = "it can be reached from other machines, and asks for no token"
        findings.judge("token", is_loopback(host), wrong, "on this machine only, none asked for")
        return
    try:
        with server.dial(token="not-" + server.token[::-1]) as link:
            link.say(server.greeting(token=None))
            _refusal(link, "token", "token", findings)
    except FeedError:
        findings.kept("token", "refused in the handshake")


def _check_garbage(server: Server, findings: Findings) -> None:
    with server.dial() as link:
        link.say_text("this is no JSON \N{SNOWMAN} {")
        closed = link.closure()
        findings.judge("garbage", closed is not None, "it went on as if nothing had been said")


def _check_again(server: Server, findings: Findings, run: str) -> None:
    try:
        with server.dial() as link:
            greet(link, server)
            link.vanish()
        with server.dial() as link:
            hello = greet(link, server)
    except FeedError as error:
        findings.broken("again", error.what)
        return
    findings.kept("again")
    if run or hello.run:
        wrong = f"it was {run!r} and is {hello.run!r} now"
        findings.judge("run", hello.run == run, wrong)
