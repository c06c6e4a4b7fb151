"""What ``stemviewer bench evidence`` measures: each part in a module of its own."""
