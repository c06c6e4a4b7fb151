"""The network denoiser: architecture, pinned weights, inference and range check."""
