"""What a layout asks of the views that are in windows of their own."""

from __future__ import annotations

from typing import Protocol


class SentViews(Protocol):
    """Views in windows of their own."""

    def kept(self) -> str:
        """Return what brings them back."""

    def restore(self, text: str) -> None:
        """Open those of a layout, and no others."""
