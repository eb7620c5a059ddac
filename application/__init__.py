"""Use cases: what a caller can ask, who may ask it, and what happens then."""
