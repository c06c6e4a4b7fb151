"""Measuring on the frame on the screen: numbers from its data, in a thread, never from pixels."""
