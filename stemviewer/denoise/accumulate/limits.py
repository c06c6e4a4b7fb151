"""How many frames can be summed; without numpy or scipy, for whoever only offers the choice."""

from __future__ import annotations

MOST_FRAMES = 64
"""Frames that can be asked for."""
