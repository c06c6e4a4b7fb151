"""The reading process's side of a catalogue: many sessions, one after the other, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stemviewer.core.errors import StemviewerError

END = {"end": True}
"""The last line: what comes before it is all there is."""


def facts_lines(files: list[str]) -> Iterator[memoryview]:
    """Yield the lines told of each file, as they are found.

    ``{"begin": n}`` goes before anything of the file is opened, so that the parent knows which
    one ended the process; then what ``session.reading.facts`` yields, or ``{"error": {...}}``.
    """
    for number, name in enumerate(files):
        yield _line({"begin": number})
        for content in _told(Path(name)):
            yield _line(content)
    yield _line(END)


def _line(content: dict[str, Any]) -> memoryview:
    return memoryview(json.dumps(content, default=str).encode("ascii") + b"\n")


def _told(path: Path) -> Iterator[dict[str, Any]]:
    from stemviewer.session.reading.facts import facts_of

    try:
        yield from facts_of(path)
    except StemviewerError as error:
        yield {"error": {"what": error.what, "meaning": error.meaning, "action": error.action}}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one damaged file must not hide the others
        text = " ".join(str(error).split())[:160]
        what = f"{path.name} cannot be read: it is damaged ({type(error).__name__}: {text})."
        yield {"error": {"what": what, "meaning": "", "action": ""}}
