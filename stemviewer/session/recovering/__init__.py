"""Finding sessions that were never closed, and saving what can be saved of damaged ones."""
