"""Every action of the live window in one table: name, keys, menu, words."""

from __future__ import annotations

from stemviewer.ui.live.action_spec import ActionSpec, Menu, Scope
from stemviewer.ui.live.measure_actions import MEASURE_ACTIONS
from stemviewer.ui.live.reading_actions import READING_ACTIONS
from stemviewer.ui.live.sent.actions import SEND_ACTIONS
from stemviewer.ui.live.theme_actions import THEME_ACTIONS
from stemviewer.ui.live.timeline_actions import TIMELINE_ACTIONS
from stemviewer.ui.live.view_actions import VIEW_ACTIONS

__all__ = ["ACTIONS", "ActionSpec", "Menu", "Scope", "spec"]

_I = Scope.IMAGE

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("connect", "&Connect…", (), Menu.SESSION, "Leave this source and choose another."),
    ActionSpec(
        "review",
        "&Review session…",
        ("Ctrl+O",),
        Menu.SESSION,
        "Open a recorded session in a window of its own.",
    ),
    ActionSpec(
        "record",
        "&Record",
        ("R",),
        Menu.SESSION,
        "Start the session log, or end it.",
        _I,
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "snapshot",
        "S&napshot",
        ("Ctrl+S",),
        Menu.SESSION,
        "Save the frame on the screen, raw and processed, as PNG and NPY.",
    ),
    ActionSpec(
        "export",
        "&Export frame…",
        ("Ctrl+E",),
        Menu.SESSION,
        "Save the picture in the pane with the focus as PNG, 16-bit TIFF or NPY.",
    ),
    ActionSpec(
        "folder",
        "Session &folder…",
        (),
        Menu.SESSION,
        "Choose where sessions and snapshots go.",
    ),
    ActionSpec("quit", "&Quit", ("Ctrl+Q",), Menu.SESSION, "Close stemviewer.", separated=True),
    ActionSpec(
        "scan",
        "&Scan / stop at frame end",
        ("Space",),
        Menu.SCAN,
        "Start scanning, or stop when the running frame is complete.",
        _I,
    ),
    ActionSpec(
        "stop",
        "Stop &now",
        ("Esc",),
        Menu.SCAN,
        "Stop at once; the running frame ends incomplete.",
    ),
    ActionSpec(
        "blank",
        "&Blank beam",
        ("B",),
        Menu.SCAN,
        "Take the beam off the specimen, or put it back.",
        _I,
        checkable=True,
    ),
    ActionSpec(
        "new_area",
        "New &area",
        ("Shift+N",),
        Menu.SCAN,
        "Move to a fresh place if the instrument can, and count its dose from zero.",
        _I,
        separated=True,
    ),
    ActionSpec(
        "virtual_detectors",
        "&Virtual detectors…",
        (),
        Menu.SCAN,
        "Set the rings of a 4D-STEM camera on the live diffraction pattern, and its centre.",
    ),
    ActionSpec(
        "search",
        "Set-up Sea&rch",
        ("F2",),
        Menu.SCAN,
        "Apply the Search set-up.",
        separated=True,
    ),
    ActionSpec("focus", "Set-up &Focus", ("F3",), Menu.SCAN, "Apply the Focus set-up."),
    *VIEW_ACTIONS,
    ActionSpec("fit", "&Fit", ("0",), Menu.VIEW, "Show the whole frame.", _I, separated=True),
    ActionSpec("zoom_1", "&1:1", ("1",), Menu.VIEW, "One screen pixel per image pixel.", _I),
    ActionSpec("zoom_2", "&2:1", ("2",), Menu.VIEW, "Two screen pixels per image pixel.", _I),
    ActionSpec("zoom_in", "Zoom &in", ("+", "="), Menu.VIEW, "Zoom in about the centre.", _I),
    ActionSpec("zoom_out", "Zoom &out", ("-",), Menu.VIEW, "Zoom out about the centre.", _I),
    ActionSpec(
        "raw_only",
        "&Raw only",
        ("D",),
        Menu.VIEW,
        "While the key is held, show raw on both sides.",
        _I,
        held=True,
        separated=True,
    ),
    ActionSpec(
        "hold",
        "&Hold the picture",
        ("P",),
        Menu.VIEW,
        "Freeze the views; scan and recording go on.",
        _I,
        checkable=True,
    ),
    ActionSpec(
        "auto_once",
        "Auto-&contrast once",
        ("Return", "Enter"),
        Menu.VIEW,
        "Set the limits from the frame on the screen and keep them.",
        _I,
        separated=True,
    ),
    ActionSpec(
        "follow",
        "Contrast &follows",
        ("F8",),
        Menu.VIEW,
        "Adjust the limits to every frame.",
        checkable=True,
    ),
    ActionSpec("invert", "In&vert", ("F11",), Menu.VIEW, "Swap black and white.", checkable=True),
    ActionSpec(
        "evidence",
        "&Evidence overlay",
        ("T",),
        Menu.VIEW,
        "Show over the processed picture what unseen electrons support, contradict or leave open.",
        _I,
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "region",
        "Test a re&gion",
        ("C",),
        Menu.VIEW,
        "Drag over a feature of the processed picture to ask unseen electrons about just that; "
        "a click ends it. Shift and drag does so at any time.",
        _I,
        checkable=True,
    ),
    ActionSpec(
        "dose_inset",
        "Dose &map in the corner",
        ("M",),
        Menu.VIEW,
        "Show where this area was exposed, with the present view, in a corner of the raw picture.",
        _I,
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "dose_overlay",
        "D&ose map over the picture",
        ("Shift+M",),
        Menu.VIEW,
        "Tint the pictures by the dose each place has had.",
        _I,
        checkable=True,
    ),
    *MEASURE_ACTIONS,
    *TIMELINE_ACTIONS,
    ActionSpec(
        "reset_layout",
        "&Reset layout",
        (),
        Menu.WINDOW,
        "Put every dock back in its place.",
        separated=True,
    ),
    *SEND_ACTIONS,
    *THEME_ACTIONS,
    *READING_ACTIONS,
    ActionSpec("notices", "Past &notices", ("Ctrl+L",), Menu.WINDOW, "List what you were told."),
    ActionSpec("help", "&Help", ("F1",), Menu.HELP, "Help on what is under the mouse."),
    ActionSpec("palette", "&Commands…", ("Ctrl+K",), Menu.HELP, "Type what you want to do."),
    ActionSpec("keys", "&Key list", ("Ctrl+/",), Menu.HELP, "Show every key."),
    ActionSpec("change_keys", "&Change keys…", (), Menu.HELP, "Give actions other keys."),
    ActionSpec("print_keys", "&Print keys…", (), Menu.HELP, "Write every key on one page, as PDF."),
    ActionSpec("model_card", "&Model card", (), Menu.HELP, "What the chosen network is good for."),
    ActionSpec("about", "&About stemviewer", (), Menu.HELP, "Versions and licence."),
)


def spec(name: str) -> ActionSpec:
    """Return the action of that name.

    Raises
    ------
    KeyError
        If there is none.
    """
    for action in ACTIONS:
        if action.name == name:
            return action
    raise KeyError(name)
