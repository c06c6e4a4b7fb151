"""The live path: slots, threads and health of a running acquisition."""
