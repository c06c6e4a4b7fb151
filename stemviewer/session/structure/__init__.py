"""Groups, datasets and attributes of a segment file, and how they are filled."""
