"""What a part of the bench is given, gives back and prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Plan:
    """How to run: quick or whole, seed, network, folder of real files (or ``None``)."""

    quick: bool
    seed: int
    network: str = "live-0.1"
    real: Path | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Figures of one part.

    Parameters
    ----------
    name : str
        Of the part.
    summary : mapping
        What it shows; ``met`` says whether what was asked is met (absent: nothing was asked).
    rows : sequence of mapping
        The table, all rows with the same keys.
    plots : mapping
        Name -> SVG text.
    """

    name: str
    summary: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]] = ()
    plots: Mapping[str, str] = field(default_factory=dict)


def print_part(part: Part) -> None:
    """Print summary and table."""
    print(f"\n== {part.name}")
    for name, value in part.summary.items():
        print(f"   {name}: {_text(value)}")
    if not part.rows:
        return
    names = list(part.rows[0])
    cells = [names, *([_text(row[name]) for name in names] for row in part.rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    for line in cells:
        print("   " + "  ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)))


def _text(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
