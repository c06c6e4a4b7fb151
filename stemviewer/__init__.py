"""stemviewer: a live viewer for low-dose scanning transmission electron microscopy.

It shows a detector's raw frames beside a denoised view, accounts for the dose, and writes
sessions in which every picture a network touched is marked as such.
"""

from __future__ import annotations

__version__ = "0.1.0"
