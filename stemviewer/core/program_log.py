"""The program's own log: what failed, where in the code and in what state; nothing of a specimen.

The files of a role (``live``, ``review``): the log, its older copies, and the traces of a crash or
of a window that hung (``-before.txt`` once the next run has found them). They may be sent to
others: places in the file system, addresses and tokens are left out before anything is written.
"""

from __future__ import annotations

import copy
import faulthandler
import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

LOG_BYTES = 500_000
"""Largest size of one log file [bytes]."""

OLDER_LOGS = 3
"""Older copies that are kept."""

CRASH_BYTES = 200_000
"""Traces beyond this size are cut at the next start [bytes]."""

HUNG_MARK = "Timeout ("
"""How ``faulthandler`` begins the traces of a program that did not answer in time."""

_SECRET = re.compile(r"(?i)\b(token|password|secret|key)=[^\s&'\"]+")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+]*://[^\s'\"]+")
_QUOTED_PLACE = re.compile(r"(['\"])(?:[A-Za-z]:)?[^'\"\n]*[/\\][^'\"\n]*\1")
# names of files may hold spaces: all up to the next ending is taken for one
_PLACE = re.compile(
    r"(?<![\w.])(?:[A-Za-z]:\\|~?/)(?:[^\n'\",;()]{0,200}?\.[A-Za-z]\w{0,5}\b|[^\s'\",;()]+)"
)
_NUMBERS = re.compile(r"\[\s*-?\d[\d\s.,eE+-]{40,}[\]\s.]*")
_LONGEST = 2000


LOG_FOLDER = "STEMVIEWER_LOG_FOLDER"
"""Environment variable that names another folder for the program's log."""


def log_folder() -> Path:
    """Return where the program's log is."""
    import platformdirs

    named = os.environ.get(LOG_FOLDER)
    return Path(named) if named else Path(platformdirs.user_log_dir("stemviewer"))


def without_private_data(text: str) -> str:
    """Return a text without places, addresses, tokens and rows of numbers.

    Parameters
    ----------
    text : str
        A message of the program or of a library, which may quote what it was given.
    """
    text = _SECRET.sub(r"\1=(left out)", text[:_LONGEST])
    text = _ADDRESS.sub("(address)", text)
    text = _QUOTED_PLACE.sub(_only_the_ending, text)
    text = _PLACE.sub(_only_the_ending, text)
    return _NUMBERS.sub("(numbers)", text)


def _only_the_ending(found: re.Match[str]) -> str:
    ending = Path(found.group().strip("'\"").replace("\\", "/")).suffix
    return f"(file{ending})" if re.fullmatch(r"\.\w{1,6}", ending) else "(place)"


def told_safely(error: BaseException) -> str:
    """Return an error and where it arose as text: our own lines of code, no values, no places."""
    lines = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines.append(f"{type(link).__name__}: {without_private_data(str(link))}")
        lines += [
            f"  {_module(at.filename)}:{at.lineno} in {at.name}"
            for at in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


def _module(filename: str) -> str:
    """Return the last parts of a source file's place: enough to find it, without whose it is."""
    parts = Path(filename).parts
    for root in ("stemviewer", "site-packages"):
        if root in parts:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at:])
    return parts[-1] if parts else filename


class _SafeFormatter(logging.Formatter):
    """Writes a record without private data."""

    def format(self, record: logging.LogRecord) -> str:
        # other handlers keep the error's text in the record, as it came
        own = copy.copy(record)
        own.exc_text = None
        return super().format(own)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        record.message = without_private_data(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        error = ei[1] if isinstance(ei, tuple) else None
        return told_safely(error) if isinstance(error, BaseException) else ""


class ProgramLog:
    """The log of one run of the program; use it as a context manager.

    Parameters
    ----------
    folder : Path
        Where the files go; made if it does not exist.
    role : str
        Of this process; names its files.
    alive : callable
        Whether a process of that id runs: its traces are not those of a run that ended.
    """

    def __init__(self, folder: Path, role: str, alive: Callable[[int], bool]) -> None:
        self.path = folder / f"{role}.log"
        self.crash_path = folder / f"{role}-crash-{os.getpid()}.txt"
        self._role = role
        self._alive = alive
        self.before = ""
        """Traces that an earlier run left when it crashed or hung; empty when it did not."""
        self._handler: logging.Handler | None = None
        self._crash: TextIO | None = None

    def __enter__(self) -> ProgramLog:
        """Open the files; without a place to write to, errors go to standard error only."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.before = "".join(self._left_behind())
            self._handler = RotatingFileHandler(
                self.path, maxBytes=LOG_BYTES, backupCount=OLDER_LOGS, encoding="utf-8"
            )
            self._crash = self.crash_path.open("w", encoding="utf-8")
        except OSError as error:
            print(f"stemviewer: no log is kept: {error}", file=sys.stderr)
        if self._handler is not None:
            form = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"
            self._handler.setFormatter(_SafeFormatter(form))
            logging.getLogger().addHandler(self._handler)
        if self.before:
            self._keep_before()
        faulthandler.enable(self._crash or sys.__stderr__ or sys.stderr, all_threads=True)
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files; a run that ends well leaves no traces."""
        self.forget_hanging()
        faulthandler.enable(sys.__stderr__) if sys.__stderr__ else faulthandler.disable()
        if self._handler is not None:
            logging.getLogger().removeHandler(self._handler)
            self._handler.close()
        if self._crash is not None:
            self._crash.close()
            if self.crash_path.is_file() and self.crash_path.stat().st_size == 0:
                self.crash_path.unlink()

    def expect_a_sign_within(self, seconds: float) -> None:
        """Have all threads' traces written if this is not called again within ``seconds``."""
        if self._crash is not None:
            faulthandler.dump_traceback_later(seconds, repeat=False, file=self._crash)

    def forget_hanging(self) -> None:
        """Expect no sign any more."""
        faulthandler.cancel_dump_traceback_later()

    def tell(self, error: BaseException, state: Mapping[str, object]) -> None:
        """Write an error that nobody caught, and the state the program was in."""
        words = ", ".join(f"{name} {value}" for name, value in state.items())
        logging.getLogger("stemviewer").error("uncaught error; %s", words, exc_info=error)

    def crashed_before(self) -> bool:
        """Return whether the run before this ended by a crash, not only hung for a while."""
        return bool(self.before) and "Fatal Python error" in self.before

    def _left_behind(self) -> list[str]:
        """Take the traces of runs that have ended; those that crashed wrote some."""
        found = []
        for path in sorted(self.path.parent.glob(f"{self._role}-crash-*.txt")):
            process = path.stem.rpartition("-")[2]
            if process.isdigit() and (process == str(os.getpid()) or not self._alive(int(process))):
                found.append(path.read_text("utf-8", "replace")[:CRASH_BYTES])
                path.unlink()
        return found

    def _keep_before(self) -> None:
        kept = self.path.with_name(f"{self._role}-before.txt")
        # faulthandler names source files by their whole place: that is whose machine it was
        safe = re.sub(r'File "([^"]+)"', lambda m: f'File "{_module(m.group(1))}"', self.before)
        kept.write_text(safe, "utf-8")
