"""A live window under a stated load, so that its Qt thread can be measured."""
