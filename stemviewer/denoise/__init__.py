"""Denoising: classical filters, networks, and the chain that applies them to a frame."""
