"""The words in which interfaces say rules and events in French: one file a noun."""
