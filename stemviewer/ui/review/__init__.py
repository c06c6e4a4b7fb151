"""The review window: a recorded session frame by frame, with what was done to it."""
