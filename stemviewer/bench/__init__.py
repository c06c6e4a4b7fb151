"""What `stemviewer bench` measures."""
