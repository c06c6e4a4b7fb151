"""How large an image may be shown: sizes of the panes, the fitting magnification, its bounds."""

from __future__ import annotations

from PySide6.QtCore import QSizeF

MAX_SCALE = 64.0
"""Largest magnification [screen pixels per image pixel]."""


class PaneSizes:
    """Sizes of the panes that are seen.

    The smallest decides the fit, the largest what is in sight.
    """

    def __init__(self) -> None:
        self._sizes: dict[int, QSizeF] = {}
        self._last = QSizeF()

    def __bool__(self) -> bool:
        return bool(self._sizes)

    def put(self, key: int, size: QSizeF) -> bool:
        """Keep the size [screen px] of a pane; return whether it is news."""
        if size.width() <= 0 or size.height() <= 0 or self._sizes.get(key) == size:
            return False
        self._sizes[key] = size
        return True

    def drop(self, key: int) -> bool:
        """Leave a hidden pane out; return whether it was counted."""
        gone = self._sizes.pop(key, None)
        if gone is not None:
            self._last = gone
        return gone is not None

    def fit(self, columns: int, rows: int) -> float:
        """Return the magnification at which an image fits all panes.

        While no pane is seen, that of the last one: a view that is exchanged for another keeps
        its picture.
        """
        sizes = list(self._sizes.values()) or ([self._last] if not self._last.isEmpty() else [])
        return min((min(s.width() / columns, s.height() / rows) for s in sizes), default=1.0)

    def bounded(self, scale: float, columns: int, rows: int) -> float:
        """Return the nearest magnification that is allowed: a quarter of the fit up to 64."""
        fit = self.fit(columns, rows)
        return min(max(scale, min(fit / 4, 1.0)), max(MAX_SCALE, fit))

    def largest(self) -> QSizeF:
        """Return the greatest width and height of all panes."""
        width = max((size.width() for size in self._sizes.values()), default=0.0)
        height = max((size.height() for size in self._sizes.values()), default=0.0)
        return QSizeF(width, height)
