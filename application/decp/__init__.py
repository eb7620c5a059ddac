"""Essential data of public procurement, in and out: what others published, and what is published here."""
