"""Where every electron went, what may still be spent, and what a count is worth."""
