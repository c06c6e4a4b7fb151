"""Run the parts of the feeds bench and print a line for each figure."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stemviewer.bench.environment import environment
from stemviewer.bench.log.lines import Line, shown


@dataclass(frozen=True, slots=True)
class FeedsBench:
    """What is measured: length of each run [s], mutated messages of each protocol, the peers."""

    seconds: float = 60.0
    messages: int = 10_000
    seed: int = 1
    peers: Path | None = None

    def peer(self, program: str) -> Path | None:
        """Return a program by others; ``None`` where it is not installed."""
        folder = self.peers or Path(__file__).parents[3] / ".venv-feed-peers"
        windows = sys.platform == "win32"
        path = folder / ("Scripts" if windows else "bin") / (program + (".exe" if windows else ""))
        return path if path.is_file() else None


def run_feeds_bench(parts: Sequence[str], bench: FeedsBench, json_file: Path | None) -> int:
    """Run parts by name; 0 when every limit held."""
    found: dict[str, list[Line]] = {}
    for name in parts:
        module = importlib.import_module(f"stemviewer.bench.feeds.{name}")
        found[name] = module.run(bench)
        for line in found[name]:
            verdict = "" if not line["must"] else " ok" if line["holds"] else " NOT KEPT"
            demand = f" (must be {line['must']})" if line["must"] else ""
            text = f"{name:<7} {line['what']}: {shown(line['value'])}{demand}{verdict}"
            print(text, flush=True)
    if json_file is not None:
        content = {"environment": environment(bench.seed), "parts": found}
        json_file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0 if all(line["holds"] for lines in found.values() for line in lines) else 1
