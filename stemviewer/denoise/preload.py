"""Loading what the networks need before anybody asks for one."""

from __future__ import annotations

import importlib


def preload() -> None:
    """Import torch and the inference code; takes seconds, so call it in a thread.

    One step of it, the loading of torch's libraries, holds Python's interpreter lock for a
    quarter of a second. After the first paint nobody notices; in the middle of a scan the
    picture would stand still.
    """
    importlib.import_module("stemviewer.denoise.network.inference")
