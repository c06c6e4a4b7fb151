"""The soak: hours of the real window while what it depends on is broken on purpose."""
