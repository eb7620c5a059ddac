"""Documents that define procedures: what is read from one, what is wrong with it, how its expressions are typed."""
