"""Payments in: a payer's accounts read, matched to agreements, and queued for a person where nothing is certain."""
