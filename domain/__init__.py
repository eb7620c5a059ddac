"""The rules of cooperation between public authorities and social-economy actors."""
