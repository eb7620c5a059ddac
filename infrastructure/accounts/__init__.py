"""Who may come in, and who is in: kept beside the log, because none of it is a fact about cooperation."""
