"""One picture recorded as several fast frames of the same total dose."""
