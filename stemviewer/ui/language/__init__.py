"""The language of the windows: English in the code, others in ``resources/languages``."""
