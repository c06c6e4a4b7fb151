"""``stemviewer feed-check``: whether a server keeps the rules of the open feed."""
