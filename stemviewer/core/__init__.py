"""Frames, dose, calibration, provenance, settings and errors: numpy and the standard library."""
