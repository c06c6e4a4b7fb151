"""Reading sessions, closed, growing or left behind; and what they hold in a few words."""
