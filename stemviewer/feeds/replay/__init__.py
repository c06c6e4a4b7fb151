"""Recorded scans once more, flagged REPLAYED."""
