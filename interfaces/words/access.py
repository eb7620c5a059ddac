"""What was read, refused, missed and tried in vain, in French."""

EVENTS_FR: dict[str, str] = {
    "ValuesRead": "Coordonnées ou texte libre consultés",
    "CommandRefused": "Demande refusée par une règle",
    "DeadlineLapsed": "Échéance passée sans ce qui était attendu",
    "SignInFailed": "Connexion refusée",
    "DeliveryAbandoned": "Envoi à un abonné abandonné",
}
"""Titles of what happened, by the event's class name."""
