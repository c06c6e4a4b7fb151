"""What was seen lately, kept in memory whether or not it is recorded."""
