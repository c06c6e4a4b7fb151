"""Putting stored frames to the test: sessions and evidence together."""
