"""The actions of the timeline: back in time, and what is kept after the fact."""

from __future__ import annotations

from stemviewer.ui.live.action_spec import ActionSpec, Menu, Scope

_I = Scope.IMAGE

TIMELINE_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "replay_back",
        "Frame &before",
        (",",),
        Menu.TIMELINE,
        "Show the frame before, from the history; the scan goes on.",
        _I,
    ),
    ActionSpec(
        "replay_on",
        "Frame a&fter",
        (".",),
        Menu.TIMELINE,
        "Show the frame after; beyond the newest, back to now.",
        _I,
    ),
    ActionSpec("go_live", "Back to &now", ("End",), Menu.TIMELINE, "Leave the replay.", _I),
    ActionSpec(
        "keep_from",
        "Keep f&rom here",
        ("[",),
        Menu.TIMELINE,
        "The frame on the screen is the first that is kept.",
        _I,
        separated=True,
    ),
    ActionSpec(
        "keep_to",
        "Keep &to here",
        ("]",),
        Menu.TIMELINE,
        "The frame on the screen is the last that is kept.",
        _I,
    ),
    ActionSpec(
        "keep_span",
        "&Keep from here to here",
        ("K",),
        Menu.TIMELINE,
        "Write the chosen span into a session of its own, after the fact.",
        _I,
    ),
    ActionSpec(
        "keep_last",
        "Keep the &last 10 s",
        ("G",),
        Menu.TIMELINE,
        "Write what was seen in the last ten seconds into a session of its own.",
        _I,
    ),
)
