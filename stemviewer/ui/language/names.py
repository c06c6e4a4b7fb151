"""Names of states and kinds as the windows show them; the packages below ui know no language."""

from __future__ import annotations

from stemviewer.ui.language.words import mark

NAMES = (
    # pictures
    mark("raw"),
    mark("filtered"),
    mark("averaged"),
    mark("denoised"),
    mark("Raw"),
    mark("Filtered"),
    mark("Averaged"),
    mark("Denoised"),
    # where a number is from
    mark("measured"),
    mark("set"),
    mark("assumed"),
    mark("estimated"),
    mark("unknown"),
    # range of a network
    mark("in range"),
    mark("edge of range"),
    mark("out of range"),
    # set-ups and views
    mark("Search"),
    mark("Focus"),
    mark("Record"),
    mark("Split"),
    mark("Curtain"),
    mark("Blink"),
    mark("Single"),
    # the link
    mark("connecting"),
    mark("connected"),
    mark("retrying"),
    mark("closed"),
    mark("ended"),
    # shapes
    mark("rectangle"),
    mark("ellipse"),
    mark("polygon"),
    mark("profile"),
    mark("distance"),
    mark("angle"),
    # controls of an instrument
    mark("beam current"),
    mark("dwell"),
    mark("size"),
    mark("field of view"),
    # marks on frames
    mark("Keep"),
    mark("Reject"),
    mark("Look again"),
    # at the limit of a budget
    mark("Warn"),
    mark("Stop at frame end"),
    mark("Blank the beam"),
)
"""Shown by ``tr(value)``; listed here so that they are found and translated."""
