"""``stemviewer bench dose``: the dose desk against the simulator's own account."""
