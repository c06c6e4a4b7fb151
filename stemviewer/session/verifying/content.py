"""Checking what rows say: against pixels, provenance texts, and each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from stemviewer.core.errors import SessionFileError
from stemviewer.core.provenance import Flag, provenance_from_json
from stemviewer.session.format import chain, schema
from stemviewer.session.format.processes import trained_of
from stemviewer.session.format.rows import bytes_of, row_to_frame_row, text_of
from stemviewer.session.format.schema import Row
from stemviewer.session.reading.segment_reader import SegmentReader
from stemviewer.session.structure.parts import iso_time
from stemviewer.session.structure.settings_log import SettingsChanges
from stemviewer.session.verifying.structure import Derived
from stemviewer.session.writing.segment import END_KIND


class ContentCheck:
    """Follows the rows of a session in order; problems go to ``report``."""

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._numbers: list[int] = []
        self._processed = 0
        self._segment: SegmentReader | None = None
        self._next: list[int] = []
        self._stored: list[int | None] = []
        self._texts: dict[int, bytes] = {}
        self._parents: list[int] = []
        self._pending: list[bytes] = []
        self._last_event: tuple[str, bytes, int] = ("", b"", 0)
        self._settings = SettingsChanges()
        self._trained: dict[str, str] = {}
        self._derived = Derived()

    @property
    def frames(self) -> int:
        """Frames seen."""
        return len(self._numbers)

    @property
    def derived(self) -> Derived:
        """What the rows of the present segment say that its groups repeat."""
        kind, _, utc_ns = self._last_event
        self._derived.ended_utc_ns = utc_ns if kind == END_KIND else 0
        return self._derived

    def begin(self, segment: SegmentReader) -> None:
        """Start a segment."""
        self._segment = segment
        header = segment.header
        self._next = [0] * len(header.stacks)
        self._texts, self._parents, self._pending = {}, [], []
        self._last_event = ("", b"", 0)
        self._settings, self._trained, self._derived = SettingsChanges(), {}, Derived()
        self._stored = [self._count(segment, at) for at in range(len(header.stacks))]
        if header.first_row != self.frames or header.first_processed != self._processed:
            self._say("its first row is not the one after the file before")

    def _count(self, segment: SegmentReader, at: int) -> int | None:
        """Pictures of a stack; ``None`` where it cannot be opened, which is reported."""
        try:
            data = segment.stack(at)
        except SessionFileError as error:
            self._report(str(error))
            return None
        if segment.growing:
            data.refresh()
        return int(data.shape[0])

    def row(self, table: str, row: Row) -> None:
        """Check one row."""
        if table == "frames":
            self._frame(row)
        elif table == "processed":
            self._picture(row)
        elif table in ("events", "texts"):
            self._text(table, row)

    def end(self) -> dict[str, bool] | None:
        """Finish the segment; return how its last event says it ended, if it does."""
        segment = self._here
        for at, used in enumerate(self._next):
            model = segment.header.stacks[at]
            stored = self._stored[at]
            if stored is None:
                continue
            # a kill between picture and row leaves one picture that no row names; where the
            # recorder still runs, rows came after the pictures were counted
            if stored > used + segment.growing or (stored < used and not segment.growing):
                self._say(f"{model.group} holds {stored} pictures, its rows name {used}")
        if segment.parents().tolist() != self._parents:
            self._say("parent_row is not what the processed rows say")
        kind, content, _ = self._last_event
        if kind != END_KIND:
            return None
        data = json.loads(content)["data"]
        return {name: bool(data[name]) for name in ("continued", "incomplete")}

    @property
    def _here(self) -> SegmentReader:
        assert self._segment is not None
        return self._segment

    def _say(self, problem: str) -> None:
        self._report(f"{self._here.path.name}: {problem}")

    def _frame(self, row: Row) -> None:
        position = self.frames
        self._numbers.append(int(row["number"]))
        self._derived.changes += self._settings.of(row, position)
        where = f"frame {int(row['number'])} (row {position})"
        try:
            parsed = row_to_frame_row(row, position)
        except ValueError as error:
            self._say(f"{where}: {error}")
            return
        if (Flag.PARTIAL in parsed.flags) == parsed.complete:
            self._say(f"{where}: flag PARTIAL contradicts its completeness")
        self._pixels(where, row, processed=False)

    def _pixels(self, where: str, row: Row, *, processed: bool) -> None:
        """Check that a row's picture is the next of its stack, and is the one it was."""
        segment, at, index = self._here, int(row["stack"]), int(row["index"])
        stacks = segment.header.stacks
        if not 0 <= at < len(stacks) or stacks[at].processed != processed:
            self._say(f"{where}: points to stack {at}, which is not its own kind")
            return
        if index != self._next[at]:
            self._say(f"{where}: points to picture {index} where {self._next[at]} was due")
        self._next[at] = index + 1
        try:
            found = chain.pixels_sha256(segment.pixels(at, index))
            number = segment.frame_number(at, index)
        except SessionFileError as error:
            self._say(f"{where}: {error.what}")
            return
        if found != bytes_of(row, "sha256"):
            kind = "processed" if processed else "raw"
            self._say(f"{where}: the {kind} pixels are not those that were recorded")
        if number != int(row["number"]):
            self._say(f"{where}: its stack calls it frame {number}")

    def _picture(self, row: Row) -> None:
        where = f"processed row {self._processed} (frame {int(row['number'])})"
        self._processed += 1
        self._parents.append(int(row["parent_row"]))
        if int(row["kind"]) == schema.STATEMENT:
            return
        parent = int(row["parent_row"])
        if not 0 <= parent < self.frames or self._numbers[parent] != int(row["number"]):
            self._say(f"{where}: its parent is not frame {int(row['number'])}")
        self._provenance(where, row)
        if int(row["kind"]) == schema.STORED:
            self._pixels(where, row, processed=True)

    def _provenance(self, where: str, row: Row) -> None:
        text = self._texts.get(int(row["provenance_text"]), b"")
        if hashlib.sha256(text).hexdigest().encode() != bytes_of(row, "provenance_sha256"):
            self._say(f"{where}: its provenance is not the one that was recorded")
            return
        provenance = provenance_from_json(text.decode("ascii"))
        if int(provenance.flags) != int(row["flags"]):
            self._say(f"{where}: its flags are not those of its provenance")
        weights = text_of(row, "weights_sha256")
        model = text_of(row, "model")
        if weights != provenance.weights_sha256 or not provenance.model.startswith(model):
            self._say(f"{where}: its model is not that of its provenance")

    def _text(self, table: str, row: Row) -> None:
        part, parts = int(row["part"]), int(row["parts"])
        if part != len(self._pending):
            self._say(f"{table}: a piece of text {int(row['text'])} is missing")
            self._pending = []
        self._pending.append(bytes_of(row, "piece"))
        if part + 1 < parts:
            return
        content, self._pending = b"".join(self._pending), []
        kind, utc_ns = text_of(row, "kind"), int(row["utc_ns"])
        if table == "events":
            self._last_event = (kind, content, utc_ns)
            return
        at = int(row["text"])
        self._texts[at] = content
        if kind == "network":
            self._trained.update([trained_of(content)])
        elif kind == "provenance":
            for _ in self._derived.slots.note(content, self._trained, iso_time(utc_ns), at):
                pass
