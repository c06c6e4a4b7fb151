"""``python -m stemviewer.bench.feeds.pusher``: a DECTRIS' stream that keeps its pace.

Prints the port, then how long sending took [s]; a receiver that is too slow shows there.
"""

from __future__ import annotations

import sys
import threading
import time

from stemviewer.bench.feeds.dectris import SCAN, SIDE
from stemviewer.bench.feeds.mib import made_patterns
from stemviewer.bench.feeds.sender import AT_ONCE_S
from stemviewer.bench.feeds.simplon import SERIES_OF


def main() -> None:
    """Send a series again and again to whoever pulls."""
    import zmq

    version, rate, repeats, seed = (int(word) for word in sys.argv[1:5])
    series = SERIES_OF[version](made_patterns(SCAN, SIDE, seed))
    pause = threading.Event()
    context = zmq.Context()
    socket = context.socket(zmq.PUSH)
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    print(port, flush=True)
    socket.send_multipart(series[0])  # waits until somebody pulls
    began, sent = time.monotonic(), 0
    for turn in range(repeats):
        for parts in series[1:] if turn == 0 else series:
            ahead = began + sent / rate - time.monotonic()
            if ahead > AT_ONCE_S:
                pause.wait(ahead)
            socket.send_multipart(parts)
            sent += parts is not series[0] and parts is not series[-1]
    print(time.monotonic() - began, flush=True)
    socket.close(20_000)
    context.term()


if __name__ == "__main__":
    main()
