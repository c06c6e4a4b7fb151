"""Measuring in pictures: regions, profiles, distances, spectra, lattices. Pure arithmetic."""
