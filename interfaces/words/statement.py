"""Statements of payments, in French."""

FRENCH: dict[str, str] = {
    "no-such-statement": "Ce relevé n'existe pas.",
    "statement-already-begun": "Un relevé ne commence à être pris en compte qu'une fois.",
    "statement-already-finished": (
        "Un relevé qui a rendu compte de chaque ligne est terminé ; le fichier peut être importé de nouveau."
    ),
    "lines-do-not-add-up": (
        "Chaque ligne d'un relevé est enregistrée, inchangée, corrigée, en attente ou mise de côté : aucune n'est"
        " perdue."
    ),
}

EVENTS_FR: dict[str, str] = {
    "StatementBegun": "Relevé de versements commencé",
    "StatementResumed": "Relevé repris après interruption",
    "StatementFinished": "Relevé terminé",
}
