"""Whether a specimen still is what it was in its first frames."""
