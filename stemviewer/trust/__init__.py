"""Evidence: what the electrons say about a processed picture."""
