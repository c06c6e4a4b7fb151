"""Files made by others: opened in a limited process of their own, never in the program's."""
