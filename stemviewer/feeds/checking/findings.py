"""Rules of the open feed in plain words, and what was found of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

EXIT_KEPT, EXIT_BROKEN, EXIT_NOT_SEEN = 0, 1, 3

RULES: dict[str, str] = {
    "hello": "answers a client's hello with its own within 5 seconds",
    "ping": "answers a WebSocket ping",
    "members": "ignores members of a message that it does not know",
    "origin": "refuses a handshake with an Origin header (web pages)",
    "version": "refuses a client of unknown versions with the error 'version'",
    "token": "lets nobody from beyond the machine in without the right token",
    "garbage": "survives a client that sends no JSON, and tells it or hangs up",
    "again": "takes the next client after one went away without a word",
    "run": "keeps 'run' the same as long as it runs",
    "silence": "sends something at least every 2 seconds",
    "messages": "sends only text that is a message of the protocol, at most 65,536 bytes",
    "blocks": "sends only binary that is a block of rows: header, length, at most 8 MiB",
    "begin": "gives a client that comes within a frame none of its rows",
    "overlap": "ends a frame before it begins the next",
    "numbers": "counts frames up by one, tells what is lost, never goes back",
    "channels": "scans channels of its hello, with their dtype",
    "rows": "sends the rows of each channel in order, each once, in the frame's shape",
    "whole": "ends whole frames with all their rows and the right SHA-256 of each channel",
    "accepts": "sends 'exposure' and 'change' only to clients that accept them",
    "prompt": "sends rows while it scans, in blocks up to 1 MiB",
    "stated": "states dwell time, beam current and pixel size with their source",
    "acknowledge": "answers each command once, in order, with its id",
    "refuse": "refuses values out of range and controls it lacks, with a reason",
    "applied": "scans the next frames with the value it said it applied",
    "start-stop": "stops at the end of the frame when told so, and starts again",
}
"""Short name and what a server that keeps the rule does."""

ADVICE = frozenset(("prompt", "stated"))
"""Not rules but good manners: said, never counted as broken."""


class Outcome(StrEnum):
    """What was found of a rule."""

    KEPT = "kept"
    BROKEN = "broken"
    NOTE = "note"
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule, what was found, and the detail in words."""

    rule: str
    outcome: Outcome
    detail: str = ""

    @property
    def line(self) -> str:
        """The finding as one line for people."""
        tail = f"\n{'':10}{self.detail}" if self.detail else ""
        return f"{self.outcome.value:<9} {self.rule}: {RULES[self.rule]}{tail}"


@dataclass(slots=True)
class Findings:
    """All that is found of a server; the first breach of a rule is the one that is told."""

    found: dict[str, Finding] = field(default_factory=dict)

    def kept(self, rule: str, detail: str = "") -> None:
        """Note that a rule was seen kept; says nothing against an earlier breach."""
        if rule not in self.found or self.found[rule].outcome is Outcome.KEPT:
            self.found[rule] = Finding(rule, Outcome.KEPT, detail)

    def broken(self, rule: str, detail: str) -> None:
        """Note a breach; of an advice, a note."""
        if rule not in self.found or self.found[rule].outcome is Outcome.KEPT:
            outcome = Outcome.NOTE if rule in ADVICE else Outcome.BROKEN
            self.found[rule] = Finding(rule, outcome, detail)

    def judge(self, rule: str, good: bool, wrong: str, right: str = "") -> None:
        """Note one or the other."""
        if good:
            self.kept(rule, right)
        else:
            self.broken(rule, wrong)

    def __iter__(self) -> Iterator[Finding]:
        for rule in RULES:
            yield self.found.get(rule, Finding(rule, Outcome.NOT_SEEN))

    def of(self, outcome: Outcome) -> list[str]:
        """Return the names of the rules with this outcome."""
        return [finding.rule for finding in self if finding.outcome is outcome]

    @property
    def exit_code(self) -> int:
        """1 when a rule was broken, 3 when no whole frame was seen, else 0."""
        if self.of(Outcome.BROKEN):
            return EXIT_BROKEN
        return EXIT_KEPT if "whole" in self.found else EXIT_NOT_SEEN
