"""Training and evaluation of the networks (extra `train`)."""
