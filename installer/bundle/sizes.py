"""How large a bundle is, and what makes it so."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

SMALL = 1_000_000
"""Parts below this are counted together [bytes]."""

_SAMPLE = 1 << 20
_EVERY = 8


def part_of(path: Path, folder: Path) -> str:
    """Return the part that a file of the bundle is counted to."""
    inside = path.relative_to(folder).parts
    if inside[0] == "_internal":
        inside = inside[1:]
    if len(inside) == 1:
        return "program and libraries of the system"
    if inside[0] == "stemviewer":
        return "/".join(inside[:3])
    if inside[0] in ("torch", "PySide6", "scipy") and len(inside) > 2:
        return "/".join(inside[:2])
    return inside[0].replace(".libs", "")


def sizes(folder: Path) -> Counter[str]:
    """Return the bytes of each part; a link counts nothing."""
    found: Counter[str] = Counter()
    for path in _files(folder):
        found[part_of(path, folder)] += path.stat().st_size
    return found


def packed_shares(folder: Path) -> dict[str, float]:
    """Return what share of a package each part makes up, 0 to 1.

    Estimated: every eighth MiB of each file is deflated. A package's own compression is better,
    but about equally so for all parts.
    """
    packed: Counter[str] = Counter()
    for path in _files(folder):
        packed[part_of(path, folder)] += round(_deflated(path))
    whole = sum(packed.values()) or 1
    return {part: size / whole for part, size in packed.items()}


def _deflated(path: Path) -> float:
    size, read, out = path.stat().st_size, 0, 0
    with path.open("rb") as file:
        for start in range(0, size, _SAMPLE * _EVERY):
            file.seek(start)
            piece = file.read(_SAMPLE)
            read += len(piece)
            out += len(zlib.compress(piece, 6))
    return out * size / read if read else 0.0


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def table(folder: Path, package_bytes: int = 0) -> list[str]:
    """Return the report: a line a part, the largest first.

    Parameters
    ----------
    folder : Path
        The bundle.
    package_bytes : int
        Size of the package made of it, when it is to be shared out as well.
    """
    found = sizes(folder)
    shares = packed_shares(folder) if package_bytes else {}
    small = [part for part, size in found.items() if size < SMALL]
    for part in small:
        found[f"{len(small)} smaller parts"] += found.pop(part)
        if shares:
            name = f"{len(small)} smaller parts"
            shares[name] = shares.get(name, 0.0) + shares.pop(part)
    lines = []
    for part, size in found.most_common():
        packed = f"{shares[part] * package_bytes / 1e6:9.1f} MB packed" if shares else ""
        lines.append(f"{size / 1e6:9.1f} MB{packed}  {part}")
    total = f"{package_bytes / 1e6:9.1f} MB packed" if package_bytes else ""
    return [*lines, f"{sum(found.values()) / 1e6:9.1f} MB{total}  in all"]
