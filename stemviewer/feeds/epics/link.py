"""p4p, kept at arm's length: subscriptions that are emptied when asked for, and writes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from stemviewer.core.errors import FeedError, SettingsError

MISSING = SettingsError(
    "EPICS feeds need the Python package p4p, which is not installed.",
    "Nothing was connected.",
    'Install it with: pip install "stemviewer[epics]"',
)


def have_p4p() -> bool:
    """Whether the library is installed."""
    import importlib.util

    return importlib.util.find_spec("p4p") is not None


def configuration(servers: str) -> dict[str, str] | None:
    """Return where to look for process variables; ``None`` for the environment's word.

    Parameters
    ----------
    servers : str
        ``HOST`` or ``HOST:PORT``, several with spaces between.
    """
    if not servers:
        return None
    return {"EPICS_PVA_ADDR_LIST": servers, "EPICS_PVA_AUTO_ADDR_LIST": "NO"}


class PvaLink:
    """Subscriptions to some process variables, each with a bounded queue in the library.

    Nothing is taken out of the queues but by :meth:`take`: what is not taken is dropped there,
    the oldest first, and the gap in the detector's count tells.

    Parameters
    ----------
    pvs : mapping of str to str
        Process variable by channel.
    queue : int
        Updates that wait at most, of each.
    conf : mapping of str to str or None
        Instead of the environment.
    wake : callable
        Called, by any thread, when there is something to take.

    Raises
    ------
    SettingsError
        If p4p is not installed.
    """

    def __init__(
        self,
        pvs: Mapping[str, str],
        queue: int,
        conf: Mapping[str, str] | None,
        wake: Callable[[], None],
    ) -> None:
        if not have_p4p():
            raise MISSING
        from p4p.client.raw import Context

        self._wake = wake
        self._results: deque[tuple[int, str]] = deque()
        self._writes: dict[int, Any] = {}
        self._context = Context("pva", conf=conf and dict(conf), useenv=conf is None, nt=False)
        # a pipeline would stop the server where we are slow; some servers crash at it
        request = f"record[queueSize={queue}]field()"
        self._monitors = {
            channel: self._context.monitor(pv, wake, request=request) for channel, pv in pvs.items()
        }

    def take(self, channel: str) -> Any:
        """Return the next update of a channel, an exception for a change of the link, or None."""
        return self._monitors[channel].pop()

    def write(self, command_id: int, pv: str, value: float) -> None:
        """Begin to write a value; :meth:`written` tells how it went."""

        def fill(target: Any) -> None:
            if "value.index" in target:
                target["value.index"] = round(value)
            else:
                target["value"] = value

        def done(result: Any) -> None:
            self._results.append((command_id, "" if result is None else str(result)[:200]))
            self._wake()

        self._writes[command_id] = self._context.put(pv, done, builder=fill, get=False)

    def written(self) -> list[tuple[int, str]]:
        """Return the writes that ended: id of the command, and why it failed, or empty."""
        ended = []
        while self._results:
            command_id, why = self._results.popleft()
            if self._writes.pop(command_id, None) is not None:
                ended.append((command_id, why))
        return ended

    def give_up(self, command_id: int) -> None:
        """Wait no longer for a write."""
        operation = self._writes.pop(command_id, None)
        if operation is not None:
            operation.close()

    def close(self) -> None:
        """End everything."""
        for operation in self._writes.values():
            operation.close()
        for monitor in self._monitors.values():
            monitor.close()
        self._context.close()


class Signal:
    """Wakes a waiting thread; set by the library's threads."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """End the present or the next wait."""
        self._event.set()

    def wait(self, seconds: float) -> None:
        """Wait for a :meth:`set`, and forget it."""
        self._event.wait(max(0.0, seconds))
        self._event.clear()


def broken(what: str) -> FeedError:
    """Return the error of channels that are not there."""
    return FeedError(
        f"The EPICS channel {what} is not connected.",
        "No frames arrive; nothing that was recorded is affected.",
        "Check that its server runs and that the name is right; the viewer keeps trying.",
    )
