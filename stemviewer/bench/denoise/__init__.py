"""The bench of the denoisers: scores, honesty, speed, of ours and of those by others."""
