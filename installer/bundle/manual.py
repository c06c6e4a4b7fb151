"""The manual page, made from the program's own help so that it stays true."""

from __future__ import annotations

import re

_COMMAND = re.compile(r"^    ([a-z][a-z-]*) {2,}(.*)$")
_BARE = re.compile(r"^    ([a-z][a-z-]*)$")
_MORE = re.compile(r"^ {10,}(\S.*)$")

_FILES = (
    ("~/.config/stemviewer/", "settings of one user; delete it to begin anew"),
    ("/etc/xdg/stemviewer/live-window.ini", "settings for all users, where a user has chosen none"),
    ("~/.local/share/stemviewer/", "dose ledgers, the index of sessions, the signing key"),
    ("~/.local/state/stemviewer/log/", "log of the program, without specimen data"),
)


def commands_of(help_text: str) -> list[tuple[str, str]]:
    """Return the commands in the program's help: their names, and what each does.

    Parameters
    ----------
    help_text : str
        What ``stemviewer --help`` prints.
    """
    found: list[tuple[str, str]] = []
    for line in help_text.splitlines():
        if (at := _COMMAND.match(line)) is not None:
            found.append((at[1], at[2]))
        elif (at := _BARE.match(line)) is not None:
            found.append((at[1], ""))
        elif (more := _MORE.match(line)) is not None and found:
            name, text = found[-1]
            found[-1] = (name, f"{text} {more[1]}".strip())
    return found


def manual_page(version: str, help_text: str) -> str:
    """Return the page ``stemviewer(1)`` in troff."""
    lines = [
        f'.TH STEMVIEWER 1 "" "stemviewer {version}" "User Commands"',
        ".SH NAME",
        "stemviewer \\- live viewer for low-dose scanning transmission electron microscopy",
        ".SH SYNOPSIS",
        ".B stemviewer",
        "[\\fICOMMAND\\fR [\\fIOPTION\\fR...]]",
        ".SH DESCRIPTION",
        "Shows the raw frames of a detector beside a denoised view while you scan, counts the",
        "electron dose, and records sessions in which every picture that a network touched is",
        "marked. Without a command it opens the window.",
        ".SH COMMANDS",
        "\\fBstemviewer \\fICOMMAND\\fB \\-\\-help\\fR tells the options of each.",
    ]
    for name, text in commands_of(help_text):
        lines += [".TP", f".B {_safe(name)}", _safe(text)]
    lines.append(".SH FILES")
    for name, text in _FILES:
        lines += [".TP", f".I {_safe(name)}", _safe(text)]
    lines += [
        ".SH EXIT STATUS",
        "0: done. 1: could not be done; the reason is on standard error. 2: not understood.",
        ".SH SEE ALSO",
        "The guide: press F1 in the window.",
    ]
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    """Return a text that troff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text.startswith((".", "'")) else text
