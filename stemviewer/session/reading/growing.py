"""How far the tables of a segment reach, while it may still be written."""

from __future__ import annotations

from collections.abc import Mapping

import h5py


class GrowingTables:
    """The chained tables of one segment, and how many of their rows are whole.

    Parameters
    ----------
    tables : mapping of str to Dataset
        By name.
    growing : bool
        Whether the file was not closed: its recorder may run, or was killed.
    """

    def __init__(self, tables: Mapping[str, h5py.Dataset], *, growing: bool) -> None:
        self._tables = tables
        self._growing = growing
        self._limit: int | None = None
        self.counts: dict[str, int] = dict.fromkeys(tables, 0)
        """Rows of each table, as far as was last looked."""

    def limit(self, sequence: int) -> None:
        """Leave out rows from this link on: the next file has them again."""
        self._limit = sequence
        self.refresh()

    def refresh(self) -> None:
        """Look how far the file has grown; whatever a row refers to is there with it."""
        # frames last: each processed row that was counted has its frame
        for name in sorted(self._tables, key=lambda name: name == "frames"):
            if self._growing:
                self._tables[name].refresh()
            self.counts[name] = self._whole(self._tables[name])

    def settle(self) -> None:
        """Look how far the file has grown in all tables at one instant: links without a hole.

        A recorder that runs writes between two looks, so the tables are looked at twice: what
        the first look saw, and all before it, is whole in the second.
        """
        self.refresh()
        if not self._growing:
            return
        filled = [name for name, count in self.counts.items() if count]
        last = max(map(self._sequence, filled), default=0)
        self.refresh()
        for name in self._tables:
            while self.counts[name] and self._sequence(name) > last:
                self.counts[name] -= 1

    def _sequence(self, name: str) -> int:
        """Link of the last counted row of a table."""
        return int(self._tables[name][self.counts[name] - 1]["sequence"])

    def _whole(self, table: h5py.Dataset) -> int:
        """Rows of a table; a kill can leave a last one that was never written."""
        count = int(table.shape[0])
        while self._growing and count and not self._safe(table, count - 1):
            count -= 1
        return count

    def _safe(self, table: h5py.Dataset, at: int) -> bool:
        try:
            sequence = int(table[at]["sequence"])
        except (OSError, RuntimeError):
            # after a failed write, the last row may be announced and not be there
            return self._limit is None
        return sequence != 0 and (self._limit is None or sequence < self._limit)
