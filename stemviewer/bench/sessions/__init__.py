"""The sessions window and its catalogue, measured on an archive made for it."""
