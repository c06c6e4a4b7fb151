"""The actions that send views to another screen."""

from __future__ import annotations

from stemviewer.ui.live.action_spec import ActionSpec, Menu

SEND_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "send_view",
        "Send this view to &another screen",
        ("Ctrl+Shift+M",),
        Menu.WINDOW,
        "Show the pane or dock that has the focus in a window of its own; there, bring it back.",
        separated=True,
    ),
    ActionSpec(
        "bring_back",
        "Bring &everything back",
        ("Ctrl+Shift+B",),
        Menu.WINDOW,
        "Close all windows of views, and put floating docks back into this window.",
    ),
)
