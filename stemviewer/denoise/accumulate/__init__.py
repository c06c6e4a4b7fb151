"""Sums of the last frames, drift-aligned by whole pixels so that they stay electron counts."""
