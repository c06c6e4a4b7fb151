"""The live window: strip, docks, status line, notices, and the actions that drive them."""
