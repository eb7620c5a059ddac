"""Territories: their scoreboards and their regional conference, in French."""

FRENCH: dict[str, str] = {
    "conference-overdue": (
        "La conférence régionale de l'économie sociale et solidaire se tient tous les deux ans au moins."
    ),
    "no-scoreboard": "Un tableau de bord se tire d'une évaluation permanente ; aucune n'observe ceci.",
    "territory-unclear": "On compare avec un territoire qu'une seule évaluation permanente observe.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {}
