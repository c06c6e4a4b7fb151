"""The commands that work on sessions: their arguments, and what runs them."""
