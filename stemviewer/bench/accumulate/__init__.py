"""What ``stemviewer bench accumulate`` measures."""
