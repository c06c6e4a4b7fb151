"""Feeds that the viewer starts itself: a server in a child process, and its client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from typing import IO, Any

from stemviewer.core.errors import FeedError
from stemviewer.feeds.base import Command, Disconnected, FeedEvent
from stemviewer.feeds.open_feed.access import TOKEN_VARIABLE
from stemviewer.feeds.open_feed.client import OpenFeed

START_S = 120.0
"""Longest time a server may take to listen, on a slow and loaded machine [s]."""

_STOP_S = 5.0
_TAIL = 2000


class ServerProcess:
    """``stemviewer serve|simulate ...`` in a child process that ends when we do.

    The child listens on a free port, announces its address in one line of JSON, and ends when
    its standard input closes, which the system does for us even if we are killed.

    Parameters
    ----------
    arguments : sequence of str
        Of ``stemviewer``, e.g. ``["serve", "image.tif"]``; ``--announce`` is added.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = list(arguments)
        self._said: IO[Any] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop()
        self._process = subprocess.Popen(
            [*_program(), *self._arguments, "--announce"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=_environment(),
            text=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._line = ""
        self._announced = threading.Event()
        self._reader = threading.Thread(target=self._read, name="server-announcement", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        if self._process.stdout is not None:
            self._line = self._process.stdout.readline()
        self._announced.set()

    def wait(self, timeout: float) -> bool:
        """Wait up to ``timeout`` [s]; return whether the server listens.

        Raises
        ------
        FeedError
            If it ended instead.
        """
        if not self._announced.wait(timeout):
            return False
        if not self._line:
            raise self.failure()
        return True

    @property
    def address(self) -> str:
        """Where it listens; only after :meth:`wait` returned True."""
        try:
            return str(json.loads(self._line)["address"])
        except (ValueError, KeyError, TypeError) as error:
            raise self.failure() from error

    @property
    def pid(self) -> int:
        """Process number, for measurements."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self._process.poll() is None

    def failure(self) -> FeedError:
        """Return what the operator is told when the process ended by itself."""
        name = " ".join(["stemviewer", *self._arguments])
        if self._said.closed:
            return FeedError(f"{name} was stopped.")
        self._said.seek(0)
        text = self._said.read()[-_TAIL:].decode(errors="replace").strip()
        last = text.splitlines()[-1] if text else f"exit code {self._process.poll()}"
        return FeedError(
            f"{name} ended by itself: {last}",
            "No more frames come from it; what was recorded is not affected.",
            "Start it again; if it repeats, run the command in a terminal to see more.",
        )

    def stop(self) -> None:
        """End the process: ask, then insist. Idempotent."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        for insist in (self._process.terminate, self._process.kill):
            try:
                self._process.wait(_STOP_S)
                break
            except subprocess.TimeoutExpired:
                insist()
        self._process.wait()
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._said.close()


def start_server_process(arguments: Sequence[str], timeout: float = START_S) -> ServerProcess:
    """Start a server and wait until it listens.

    Parameters
    ----------
    arguments : sequence of str
        Of ``stemviewer``, e.g. ``["simulate", "--seed", "1"]``.
    timeout : float
        [s].

    Raises
    ------
    FeedError
        If it ends or does not listen in time; it is stopped then.
    """
    process = ServerProcess(arguments)
    try:
        if process.wait(timeout):
            return process
        raise FeedError(f"stemviewer {arguments[0]} did not start within {timeout:.0f} s.")
    except FeedError:
        process.stop()
        raise


class LaunchedFeed:
    """A feed whose server is started with it and stopped with it.

    Parameters
    ----------
    arguments : sequence of str
        Of ``stemviewer``.
    shown : str
        What the operator reads as its address.
    """

    def __init__(self, arguments: Sequence[str], shown: str) -> None:
        self._arguments = list(arguments)
        self._shown = shown
        self._process: ServerProcess | None = None
        self._feed: OpenFeed | None = None
        self._early: list[Command] = []
        self._guard = threading.Lock()
        self._ended = False
        self._closed = threading.Event()

    @property
    def address(self) -> str:
        """Where it comes from, as shown to the operator."""
        return self._shown

    def receive(self, timeout: float) -> FeedEvent | None:
        """Return the next event, or ``None`` after ``timeout`` [s].

        Raises
        ------
        FeedError
            If the server does not start, or ended by itself.
        """
        feed = self._feed or self._start(timeout)
        if feed is None:
            return None
        event = feed.receive(timeout)
        if isinstance(event, Disconnected) and event.ended:
            self._ended = True
        if event is None and not self._ended and not self._closed.is_set():
            self._check_alive()
        return event

    def _check_alive(self) -> None:
        if self._process is not None and not self._process.running:
            raise self._process.failure()

    def _start(self, timeout: float) -> OpenFeed | None:
        with self._guard:
            if self._closed.is_set():
                return None
            process = self._process = self._process or ServerProcess(self._arguments)
        try:
            listens = process.wait(timeout)
        except FeedError:
            if self._closed.is_set():
                return None
            raise
        if not listens:
            return None
        with self._guard:
            if self._closed.is_set():
                return None
            self._feed = OpenFeed(process.address)
            for command in self._early:
                self._feed.send(command)
            return self._feed

    def send(self, command: Command) -> None:
        """Queue a command; thread-safe, never blocks."""
        with self._guard:
            if self._feed is None:
                self._early.append(command)
            else:
                self._feed.send(command)

    def close(self) -> None:
        """End link and server. Idempotent."""
        self._closed.set()
        with self._guard:
            if self._feed is not None:
                self._feed.close()
            if self._process is not None:
                self._process.stop()


def _environment() -> dict[str, str]:
    # a token in our environment is for servers of others; our own child is on loopback
    return {name: text for name, text in os.environ.items() if name != TOKEN_VARIABLE}


def _program() -> list[str]:
    # a frozen bundle is its own interpreter and has no -m
    frozen = bool(getattr(sys, "frozen", False))
    return [sys.executable] if frozen else [sys.executable, "-m", "stemviewer"]
