"""Training images: seeded, batched pictures of expected electrons per pixel, and their counts."""
