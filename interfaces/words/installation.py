"""The installation, in French."""

FRENCH: dict[str, str] = {
    "already-initialised": "Une installation ne s'ouvre qu'une fois.",
    "installation-name-missing": "Une installation porte un nom.",
    "installation-zone-malformed": "Un fuseau horaire porte le nom que lui donne l'IANA, par exemple Europe/Paris.",
    "last-administrator": "Il reste toujours au moins un administrateur.",
    "not-an-administrator": "Un administrateur détient ce jour-là une habilitation d'administrateur.",
    "not-initialised": "L'installation doit d'abord être ouverte.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "Initialised": "Installation ouverte",
    "AdministratorNamed": "Administrateur nommé",
    "AdministratorDismissed": "Administrateur déchargé",
    "Renamed": "Installation renommée",
}
"""Titles of what happened, by the event's class name."""
