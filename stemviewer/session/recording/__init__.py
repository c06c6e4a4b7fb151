"""The recorder: a process of its own, and the live program's end of the link to it."""
