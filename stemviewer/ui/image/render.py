"""The render thread: levels, colours and histograms off the Qt thread, newest request wins."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from stemviewer.ui.image.pair import PaintedPair, PairRenderer, RenderRequest


@dataclass(frozen=True, slots=True)
class RenderCounts:
    """Requests by fate: rendered, or replaced by a newer one before their turn."""

    submitted: int = 0
    rendered: int = 0
    replaced: int = 0


class RenderWorker:
    """One thread, and one beside it for the other side, with one slot in and one slot out.

    Neither ever queues.

    Constructing starts nothing. All methods may be called from any thread.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._wanted: RenderRequest | None = None
        self._ready: PaintedPair | None = None
        self._error: BaseException | None = None
        self._stopping = False
        self._counts = [0, 0, 0]
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread; a second call does nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="render", daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """End the thread; idempotent.

        Raises
        ------
        TimeoutError
            If it does not end within ``timeout`` [s].
        """
        thread = self._thread
        if thread is None:
            return
        with self._condition:
            self._stopping = True
            self._condition.notify_all()
        thread.join(timeout)
        if thread.is_alive():
            raise TimeoutError("the render thread did not end")
        self._thread = None
        self._stopping = False

    def submit(self, request: RenderRequest) -> None:
        """Ask for a rendering; replaces one that was not yet begun."""
        with self._condition:
            self._counts[0] += 1
            if self._wanted is not None:
                self._counts[2] += 1
            self._wanted = request
            self._condition.notify_all()

    def take(self) -> PaintedPair | None:
        """Return the newest rendering not yet taken; never blocks.

        Raises
        ------
        BaseException
            What a rendering failed with; the thread goes on with the next request.
        """
        with self._condition:
            error, self._error = self._error, None
            if error is None:
                pair, self._ready = self._ready, None
                return pair
        raise error

    @property
    def counts(self) -> RenderCounts:
        """Requests by fate so far."""
        with self._condition:
            return RenderCounts(*self._counts)

    def wait_ready(self, timeout: float) -> bool:
        """Wait until something can be taken, for callers without an event loop [s]."""
        with self._condition:
            return self._condition.wait_for(
                lambda: self._ready is not None or self._error is not None, timeout
            )

    def _run(self) -> None:
        with ThreadPoolExecutor(1, "render-beside") as beside:
            renderer = PairRenderer(beside)
            while True:
                with self._condition:
                    self._condition.wait_for(lambda: self._wanted is not None or self._stopping)
                    if self._stopping:
                        return
                    request, self._wanted = self._wanted, None
                assert request is not None
                self._render(renderer, request)

    def _render(self, renderer: PairRenderer, request: RenderRequest) -> None:
        pair: PaintedPair | None = None
        failed: BaseException | None = None
        try:
            pair = renderer.render(request)
        except Exception as error:  # noqa: BLE001 - stored, and raised to the owner by take()
            failed = error
        with self._condition:
            if pair is not None:
                self._ready = pair
                self._counts[1] += 1
            else:
                self._error = failed
            self._condition.notify_all()
