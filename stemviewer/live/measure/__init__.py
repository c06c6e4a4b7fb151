"""Measured on every frame as it comes, whatever the screen shows: regions and drift."""
