"""Every command in the guide and the README is one that the program understands; links hold."""

from __future__ import annotations

import argparse
import functools
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from stemviewer.cli import build_parser, main

TOP = Path(__file__).parents[2]
PAGES = [
    *sorted(TOP.joinpath("resources", "guide").rglob("*.md")),
    TOP / "README.md",
    *sorted(TOP.joinpath("resources", "networks").glob("*.md")),
]

_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_BLOCK_LINE = re.compile(r"^(?: {4}|\t)?\s*(?:\$ )?((?:[\w./\\]*[/\\])?stemviewer(?: .*)?)$")
_PLACEHOLDER = re.compile(r"^[A-Z][A-Z0-9_|]*(?:\.\.\.)?$")
# lines that look like a command and are none: what a signature is made over
_NOT_COMMANDS = ("stemviewer signature ",)
# what a word in capitals stands for, by what the parser asks of it
_NUMBER, _NAME = "3", "name"


def commands(page: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every command of a page."""
    fenced = False
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
            continue
        found = _BLOCK_LINE.match(line) if fenced or line.startswith("    ") else None
        if found and not found.group(1).startswith(_NOT_COMMANDS):
            yield number, found.group(1)
        for span in () if fenced else _SPAN.findall(line):
            if re.match(r"(?:[\w./]*/)?stemviewer(?: |$)", span):
                yield number, span.replace("\\|", "|")


def words(text: str) -> list[str] | None:
    """Return the arguments of a command as a shell would; ``None`` where it is only named."""
    # what follows is the shell's, or says what the command does
    text = re.split(r" (?:[#|>]|&&) | {2,}(?=\S)", text, maxsplit=1)[0]
    if "[" in text or "{" in text or "…" in text or text.rstrip().endswith(("\\", "&")):
        text = text.rstrip(" \\&").replace("[", "").replace("]", "").replace("…", "")
    return shlex.split(text)[1:]


@functools.cache
def parser() -> argparse.ArgumentParser:
    return build_parser()


def understood(arguments: list[str]) -> str:
    """Return why the program's own parser refuses them; empty when it does not."""
    words_ = [word.split("|")[0] for word in arguments]
    tries = [[_filled(word, fill) for word in words_] for fill in (_NAME, _NUMBER, "4x4")]
    problems = []
    for attempt in tries:
        problem = _parse(attempt)
        if not problem:
            return ""
        problems.append(problem)
    return problems[0]


def _filled(word: str, fill: str) -> str:
    return fill if _PLACEHOLDER.match(word) else word


def _parse(arguments: list[str]) -> str:
    try:
        parser().parse_args(arguments)
    except SystemExit as end:
        return "" if end.code == 0 else "refused"
    except argparse.ArgumentError as error:
        return str(error)
    return ""


ALL = [(page, number, text) for page in PAGES for number, text in commands(page)]


def test_there_are_commands_to_test() -> None:
    assert len(ALL) > 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_program_understands_every_command_of_the_page(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = []
    for where, number, text in ALL:
        if where != page:
            continue
        arguments = words(text)
        if arguments and understood(arguments):
            # what names a command without its arguments is no command line
            known = understood([arguments[0], "--help"]) == "" and len(arguments) == 1
            if not known:
                refused.append(f"{page.name}:{number}: {text}\n{capsys.readouterr().err[-300:]}")
    assert not refused, "\n".join(refused)


def test_a_wrong_command_is_found() -> None:
    assert understood(["live", "--no-such-option"])
    assert understood(["verfy", "x.nxs"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_of_the_page_hold(page: Path) -> None:
    text = page.read_text("utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in target or target.startswith("mailto:"):
            continue
        place, _, anchor = target.partition("#")
        file = (page.parent / place).resolve() if place else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    # pages and files of the project that are named as code
    named = re.findall(r"`(resources/[\w./-]+\.\w+)`", text)
    broken += [name for name in named if not (TOP / name).exists()]
    assert not broken


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ +(.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["key", "--help"]])
def test_cheap_ones_run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    assert "stemviewer" in capsys.readouterr().out
