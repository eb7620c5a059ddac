"""Webhooks: facts sent to whoever subscribed, signed, in order, until they were taken."""
