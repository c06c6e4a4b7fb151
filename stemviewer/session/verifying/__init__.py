"""Finding any change that was made to a session."""
