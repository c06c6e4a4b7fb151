"""The timeline: what was seen lately, drawn and scrubbed."""
