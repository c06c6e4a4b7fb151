"""DECTRIS detectors over the SIMPLON interface: stream 1 and 2, and control."""
