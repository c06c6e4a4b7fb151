"""Refusing what an HDF5 file can do besides holding data, before any value of it is read."""
