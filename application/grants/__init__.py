"""Grants as authorities publish them: what a row states, and how a file's rows meet what was recorded before."""
