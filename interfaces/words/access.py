"""What was read and refused, in French."""

EVENTS_FR: dict[str, str] = {
    "ValuesRead": "Coordonnées ou texte libre consultés",
    "CommandRefused": "Demande refusée par une règle",
}
"""Titles of what happened, by the event's class name."""
