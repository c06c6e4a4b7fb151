"""What other doses would give, and whether the specimen still is what it was."""
