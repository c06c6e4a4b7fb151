"""Batches of frames on a Dask cluster; needs the extra ``cluster``.

Workers only make pictures, in files of the layer's folder: they must see it, and the session, under
the same path. The lines that say what is done are written by the one process that asked, so that
a batch done twice, because its worker died before it could tell, leaves one line and one picture.
"""

from __future__ import annotations

import asyncio
import importlib.util
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import stemviewer
from stemviewer.core.errors import SettingsError, StemviewerError
from stemviewer.inspection.layer import Recipe

if TYPE_CHECKING:
    import distributed

Made = tuple[list[dict[str, Any]], list[str]]
MakeBatch = Callable[[Path, Path, str, dict[str, Any], list[int]], Made]

CONNECT_S = 20.0
"""How long a scheduler, and its first worker, may take to answer [s]."""

AHEAD = 2
"""Batches given out for each thread of the workers: none waits, and little is lost with one."""


class ClusterError(StemviewerError):
    """The cluster cannot be used."""


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("distributed") is not None


def on_cluster(
    address: str,
    make: MakeBatch,
    session: Path,
    folder: Path,
    recipe: Recipe,
    batches: list[list[int]],
    stop: Callable[[], bool],
) -> Iterator[Made]:
    """Have batches made by the workers of a scheduler; a dead worker's go to another.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://host:8786``.
    make : callable
        Makes one batch; called in the workers.
    session, folder : Path
        Of the session and the layer, as the workers see them too.
    recipe : Recipe
        What is done to each frame.
    batches : list of list of int
        Rows.
    stop : callable
        Asked before a batch is given out; True leaves the rest for another time.

    Raises
    ------
    SettingsError
        If the extra is not installed.
    ClusterError
        If no scheduler or worker answers, the connection is lost, or a worker runs another version.
    """
    if not available():
        raise SettingsError(
            "Dask is not installed here, so --scheduler cannot be used.",
            "Nothing was processed.",
            "pip install 'stemviewer[cluster]', or leave --scheduler out to use this computer.",
        )
    if not batches:
        return
    with _connected(address) as client:
        running = _Running(client, make, (session.resolve(), folder.resolve(), recipe))
        rest = iter(batches)
        ahead = AHEAD * max(1, sum(client.nthreads().values()))
        while True:
            while len(running) < ahead and not stop() and (batch := next(rest, None)):
                running.give(batch)
            if not len(running):
                return
            yield running.take()


class _Running:
    """Batches given out and not yet back."""

    def __init__(
        self, client: distributed.Client, make: MakeBatch, fixed: tuple[Path, Path, Recipe]
    ) -> None:
        import distributed

        self._client, self._make, self._fixed = client, make, fixed
        self._ready = distributed.as_completed(loop=client.loop)
        self._batches: dict[str, list[int]] = {}

    def __len__(self) -> int:
        return len(self._batches)

    def give(self, batch: list[int]) -> None:
        """Send a batch to whichever worker is free."""
        session, folder, recipe = self._fixed
        parts = (session, folder, recipe.method, dict(recipe.parameters), batch)
        # never pure: Dask must not answer from an earlier run whose files are gone
        future = self._client.submit(
            make_here, self._make, stemviewer.__version__, parts, pure=False
        )
        self._batches[future.key] = batch
        self._ready.add(future)

    def take(self) -> Made:
        """Wait for one batch; what killed every worker that tried it has failed."""
        import distributed

        try:
            future = next(self._ready)
            batch = self._batches.pop(future.key)
            made: Made = future.result()
        except distributed.KilledWorker as error:
            return [], [f"frame {row}: its workers died: {error}" for row in batch]
        except (asyncio.CancelledError, distributed.CancelledError, OSError) as error:
            raise ClusterError(
                "The connection to the Dask scheduler was lost.",
                "What is finished is in the layer.",
                "Start the same command again: it goes on where it was.",
            ) from error
        return made


def make_here(
    make: MakeBatch, version: str, parts: tuple[Path, Path, str, dict[str, Any], list[int]]
) -> Made:
    """Make a batch, in a worker, if it runs the version that asked.

    Raises
    ------
    ClusterError
        If it does not: its pictures might be others.
    """
    if stemviewer.__version__ != version:
        raise ClusterError(
            f"A worker of the cluster runs stemviewer {stemviewer.__version__}, this is {version}.",
            "Pictures of different versions are not mixed in a layer.",
            "Install the same version on all computers of the cluster.",
        )
    return make(*parts)


def _connected(address: str) -> distributed.Client:
    import distributed

    try:
        _knock(address)
        client = distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address}.",
            "Nothing was processed.",
            "Start one with dask-scheduler, and give its address, such as tcp://host:8786.",
        ) from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except TimeoutError as error:
        client.close()
        raise ClusterError(
            f"The Dask scheduler at {address} has no workers.",
            "Nothing was processed.",
            f"Start some with dask-worker {address}.",
        ) from error
    return client


def _knock(address: str) -> None:
    """Connect once: Dask tries for long, and leaves a thread behind where it fails."""
    place = urlsplit(address if "://" in address else f"tcp://{address}")
    if not place.hostname or place.port is None:
        raise ValueError(address)
    socket.create_connection((place.hostname, place.port), CONNECT_S).close()
