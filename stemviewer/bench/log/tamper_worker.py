"""Verifying in a child process: a file that makes HDF5 crash must not end the bench."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from stemviewer.session.verifying.verify import verify

LONGEST_S = 120.0
"""A verification that takes longer counts as a hang [s]."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification said; ``ended`` is empty unless its process crashed or hung."""

    good: bool
    problems: tuple[str, ...] = ()
    signer: str = ""
    closed: bool = True
    ended: str = ""

    @property
    def found_by_content(self) -> bool:
        """Whether something else than the hash of a whole file shows the change."""
        return any("byte for byte" not in problem for problem in self.problems)


class VerifyWorker:
    """A child process that verifies one session after the other; use it as a context."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> VerifyWorker:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def verify(self, path: Path, key: str = "", head: str = "") -> Verdict:
        """Verify a session; a crash of the child is an answer too."""
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(json.dumps([str(path), key, head]) + "\n")
        process.stdin.flush()
        line = _line_within(process, LONGEST_S)
        if line:
            return Verdict(**json.loads(line))
        status = process.poll()
        self._end()
        return Verdict(good=False, ended="hang" if status is None else f"status {status}")

    def _start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "stemviewer.bench.log.tamper_worker"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        assert process.stdout is not None
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _line_within(process: subprocess.Popen[str], seconds: float) -> str:
    assert process.stdout is not None
    answers: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(
        target=lambda out: answers.put(out.readline()), args=(process.stdout,), daemon=True
    )
    reader.start()
    try:
        line = answers.get(timeout=seconds)
    except queue.Empty:
        process.kill()
        reader.join()
        return ""
    reader.join()
    if not line:
        process.wait()
    return line


def main() -> None:
    """Answer each line of standard input, a session's path, key and head, with a verdict."""
    for line in sys.stdin:
        path, key, head = json.loads(line)
        report = verify(Path(path), key=key, head=head)
        content = {
            "good": report.good,
            "problems": report.problems[:20],
            "signer": str(report.signer),
            "closed": report.closed,
        }
        print(json.dumps(content), flush=True)


if __name__ == "__main__":
    main()
