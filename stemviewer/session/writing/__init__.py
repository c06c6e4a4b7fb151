"""Writing a session's files: rows, segments, room on disk, and their sealing at the end."""
