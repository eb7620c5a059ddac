"""People, in French."""

FRENCH: dict[str, str] = {
    "about-somebody-else": "Ce que l'on garde d'une personne est gardé sous la clé de cette personne.",
    "no-such-person": "Cette personne ne figure pas au répertoire.",
    "person-already-registered": "Une personne n'est inscrite qu'une fois au répertoire.",
    "person-erased": "On n'enregistre plus rien au sujet d'une personne dont les données ont été effacées.",
    "hold-without-ground": "Qui empêche l'effacement des données d'une personne dit pour quel motif.",
    "no-such-hold": "Rien n'est conservé pour ce motif.",
    "retention-required": "Ce que la loi impose de conserver n'est pas effacé avant la fin du délai légal.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "Registered": "Personne inscrite au répertoire",
    "NameCorrected": "Nom corrigé",
    "ContactChanged": "Coordonnées modifiées",
    "SubjectErased": "Données personnelles effacées",
    "Held": "Effacement suspendu",
    "HoldReleased": "Suspension de l'effacement levée",
}
"""Titles of what happened, by the event's class name."""
