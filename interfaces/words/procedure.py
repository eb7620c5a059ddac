"""Procedures in the words of those who read them."""

FRENCH: dict[str, str] = {
    "fault": "Un dossier suit sa procédure ; ici, la procédure se contredit elle-même.",
    "entered-twice": (
        "Une étape en cours ne commence pas une seconde fois : la procédure y fait se rencontrer deux fils."
    ),
    "nowhere-to-go": "Un choix mène quelque part : ici, aucune de ses branches ne convient et il n'y a pas de `else`.",
    "endless": "Ce qui s'enchaîne finit par s'arrêter : ici, des étapes se suivent sans fin et sans rien attendre.",
}
