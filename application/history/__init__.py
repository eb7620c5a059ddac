"""Looking back: what changed between two days, why a value is what it is, what was decided and on what it rested."""
