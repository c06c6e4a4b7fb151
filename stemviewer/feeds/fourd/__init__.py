"""4D-STEM: diffraction patterns, one a probe position, to live virtual images."""
