"""The outside world: one adapter a file."""
