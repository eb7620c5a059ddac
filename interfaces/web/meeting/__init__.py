"""A meeting as people see it: who is there, what is on the table, what may be done, and how it goes on meanwhile."""
