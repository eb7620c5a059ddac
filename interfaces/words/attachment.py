"""Documents that are kept no longer, in French."""

FRENCH: dict[str, str] = {
    "ground-missing": "Un document est détruit pour un motif écrit : effacement, fin de conservation.",
    "visa-missing": "Un document est détruit sous visa : on cite la décision ou la lettre qui le permet.",
    "redacted-copy-is-the-document": "Une copie caviardée est un autre document que celui qu'elle remplace.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {"Destroyed": "Document détruit sous visa"}
"""Titles of what happened, by the event's class name."""
