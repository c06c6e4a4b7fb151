"""Pictures, provenance and whole sessions in formats that others read."""
