"""Files that are written whole or not at all."""

from __future__ import annotations

from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside the old one, then put it in its place."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
