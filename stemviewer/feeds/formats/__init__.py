"""Readers of image file formats, each in its own module."""
