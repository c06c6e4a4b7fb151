"""Detector feeds: where frames come from."""
