"""Whether a denoiser is right: pictures with a known truth, and what is measured on them."""
