"""What the Qt thread of the live window costs, and how fast the window answers."""
