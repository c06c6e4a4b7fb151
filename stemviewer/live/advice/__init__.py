"""Beside the live view: what other doses would give, and whether the specimen still holds."""
