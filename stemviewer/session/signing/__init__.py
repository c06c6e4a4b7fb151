"""Keys, signatures over the chain, and the signed manifest."""
