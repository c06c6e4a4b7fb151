"""What ``stemviewer bench feeds`` measures: protocols of real instruments."""
