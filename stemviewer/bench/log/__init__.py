"""``stemviewer bench log``: what the session log must withstand, counted."""
