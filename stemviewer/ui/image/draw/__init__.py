"""Shapes that the operator draws over images: for the live and the review window alike."""
