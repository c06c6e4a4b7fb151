"""Waiting for a socket in a way that another thread can cut short."""

from __future__ import annotations

import selectors
import socket


class Waker:
    """Lets one thread wait for a socket and any thread end that wait."""

    def __init__(self) -> None:
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)

    def wake(self) -> None:
        """End the present or the next wait. Thread-safe, never blocks."""
        try:
            self._write.send(b"w")
        except OSError:
            return  # full: the sleeper wakes anyway; closed: there is none

    def wait(self, sock: socket.socket | None, events: int, timeout: float) -> int:
        """Wait up to ``timeout`` [s] until the socket is ready; return its ready events."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._read, selectors.EVENT_READ)
            if sock is not None:
                selector.register(sock, events)
            ready = {key.fileobj: mask for key, mask in selector.select(max(timeout, 0.0))}
        if self._read in ready:
            self.clear()
        return ready.get(sock, 0) if sock is not None else 0

    def clear(self) -> None:
        """Forget the wakes so far."""
        self._read.recv(4096)

    def fileno(self) -> int:
        """Return what a selector watches: readable when somebody wakes."""
        return self._read.fileno()

    def close(self) -> None:
        """Release the sockets. Idempotent."""
        self._read.close()
        self._write.close()
