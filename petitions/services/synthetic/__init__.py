"""Synthetic cases for load and measurement: believable, quick to write, the same again for the same seed."""
