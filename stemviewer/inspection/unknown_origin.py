"""How pictures are called that nobody says anything of."""

from __future__ import annotations

UNKNOWN_ORIGIN = "unknown origin"
"""In the place of the instrument's name."""
