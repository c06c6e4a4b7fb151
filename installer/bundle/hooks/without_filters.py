"""Runs at the start of a bundled program: hdf5plugin need not complain of what is left out."""

from __future__ import annotations

import logging

LEFT_OUT = ("fcidecomp", "htj2k", "sperr", "sz", "sz3", "zfp")
"""Compression filters that no file is written with here; contents.py names those that are kept."""


def told(record: logging.LogRecord) -> bool:
    """Tell whether a message of hdf5plugin is of anything but a filter that was left out."""
    text = record.getMessage()
    return not any(text == f"Cannot initialize filter {name}: File not found" for name in LEFT_OUT)


logging.getLogger("hdf5plugin._utils").addFilter(told)
