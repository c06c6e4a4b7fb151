"""Specimen, probe, scan and detector physics; feeds the simulator and the training."""
