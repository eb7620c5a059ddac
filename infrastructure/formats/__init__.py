"""What others publish and read: one file a standard, and the tables they arrive in."""
