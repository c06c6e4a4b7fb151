"""``python -m stemviewer.bench.feeds.sender``: a Merlin's data port that keeps its pace.

It never waits for who receives, as far as the system's buffers go: a receiver that is too slow
shows as a sender that took longer than its pace.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from pathlib import Path

from stemviewer.bench.feeds.mib import HEADER_BYTES, acquisition_header, message

AT_ONCE_S = 0.004
"""Patterns are sent in bursts of this length [s], as a camera's software does."""


def main() -> None:
    """Send a file of patterns again and again; print how long it took [s]."""
    path, port, rate, repeats, count, side = sys.argv[1:7]
    size = HEADER_BYTES + int(side) ** 2 * 2
    content = Path(path).read_bytes()
    patterns = [message(content[i * size : (i + 1) * size]) for i in range(int(count))]
    pause = threading.Event()
    with socket.create_server(("127.0.0.1", int(port))) as server:
        link, _ = server.accept()
        with link:
            began = time.monotonic()
            sent = 0
            for _ in range(int(repeats)):
                link.sendall(message(acquisition_header((1, int(count)))))
                for pattern in patterns:
                    ahead = began + sent / float(rate) - time.monotonic()
                    if ahead > AT_ONCE_S:
                        pause.wait(ahead)
                    link.sendall(pattern)
                    sent += 1
            print(time.monotonic() - began, flush=True)
            link.shutdown(socket.SHUT_WR)
            link.recv(1)


if __name__ == "__main__":
    main()
