"""The scoreboards of territories, in French."""

FRENCH: dict[str, str] = {
    "no-scoreboard": "Un tableau de bord se tire d'une évaluation permanente ; aucune n'observe ceci.",
    "territory-unclear": "On compare avec un territoire qu'une seule évaluation permanente observe.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {}
