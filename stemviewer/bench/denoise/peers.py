"""Denoisers by others, run in a process and a virtual environment of their own.

They are for comparison only. Some are under licences that this program could not carry (GPL, or
for non-commercial use), and they need versions of libraries that it could not use: so they are
never imported, and only arrays cross the border.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from stemviewer.core.calibration import ElectronImage
from stemviewer.core.errors import ModelError

WORKER = Path(__file__).with_name("peer_worker.py")


@dataclass(frozen=True, slots=True, eq=False)
class PeerResult:
    """A picture [electrons per pixel] and how long it took [s]; cached ones keep their time."""

    image: ElectronImage
    seconds: float
    cached: bool


def peer_python(folder: Path) -> Path:
    """Return the interpreter of a virtual environment; it may not exist."""
    if sys.platform == "win32":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"


class PeerProcess:
    """The peers' process; use it as a context manager. Not thread-safe.

    Parameters
    ----------
    folder : Path
        Of the virtual environment (``installer/denoise_peers.py`` makes one).
    cache : Path, optional
        Folder where results are kept, by method, version and the counts themselves.

    Raises
    ------
    ModelError
        If there is no environment in the folder, or its process does not answer.
    """

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        python = peer_python(folder)
        if not python.exists():
            raise ModelError(
                f"There is no virtual environment for peers in {folder}.",
                "Denoisers by others cannot be measured.",
                "Make it with: python installer/denoise_peers.py",
            )
        self._cache = cache
        self._folder = tempfile.TemporaryDirectory(prefix="stemviewer-peers-")
        self._process = subprocess.Popen(
            [python, "-I", WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            self._versions: dict[str, str] = self._answer()["methods"]
        except ModelError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def versions(self) -> dict[str, str]:
        """Methods that can run there, each with the version of its package."""
        return dict(self._versions)

    def apply(self, method: str, counts: ElectronImage, *, fresh: bool = False) -> PeerResult:
        """Denoise one image.

        Parameters
        ----------
        method : str
            One of ``versions``.
        counts : ndarray of float32, shape (rows, columns)
            Electrons per pixel.
        fresh : bool
            Compute it now even if the result is kept in the cache.

        Raises
        ------
        ModelError
            If the process ends instead of answering.
        """
        counts = np.ascontiguousarray(counts, dtype=np.float32)
        kept = None if fresh else self._kept(method, counts)
        if kept is not None and kept.exists():
            with np.load(kept, allow_pickle=False) as stored:
                return PeerResult(stored["image"], float(stored["seconds"]), cached=True)
        given, made = Path(self._folder.name, "in.npy"), Path(self._folder.name, "out.npy")
        np.save(given, counts)
        job = {"method": method, "input": str(given), "output": str(made)}
        seconds = float(self._ask(job)["seconds"])
        image: ElectronImage = np.load(made, allow_pickle=False).reshape(counts.shape)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_suffix(".part")
            with part.open("wb") as file:
                np.savez_compressed(file, image=image, seconds=seconds)
            part.replace(kept)
        return PeerResult(image, seconds, cached=False)

    def close(self) -> None:
        """End the process and remove its files."""
        if self._process.stdin is not None:
            self._process.stdin.close()  # end of input: it returns from its loop
        try:
            self._process.wait(timeout=10.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._folder.cleanup()

    def _kept(self, method: str, counts: ElectronImage) -> Path | None:
        if self._cache is None:
            return None
        digest = hashlib.sha256(f"{method} {self._versions[method]} {counts.shape}".encode())
        digest.update(counts.tobytes())
        return self._cache / f"{method}-{digest.hexdigest()[:32]}.npz"

    def _ask(self, job: dict[str, str]) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise _ended() from error
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise _ended()
        answer: dict[str, Any] = json.loads(line)
        return answer


def _ended() -> ModelError:
    return ModelError(
        "The peers' process has ended without an answer.",
        "Denoisers by others cannot be measured.",
        "Look whether its virtual environment works, or leave peers out.",
    )
