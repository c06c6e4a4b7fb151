"""Views and docks in windows of their own, as a rule on another screen."""
