"""Folders of sessions: what lies there, found again by what is known of it."""
