"""Procedures in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-procedure": "Une procédure est d'abord publiée ; le reste vient ensuite.",
    "procedure-faulty": (
        "Une procédure se publie sans défaut : chaque étape atteignable, chaque attente bornée, chaque fin nette."
    ),
    "version-published": (
        "Une version se publie une fois et ne change plus : une modification est une nouvelle version, au numéro "
        "plus élevé."
    ),
    "another-procedure": "Une nouvelle version garde le nom de la procédure et le genre de son objet.",
    "retired-without-reason": "Qui retire une procédure dit pourquoi.",
    "fault": "Un dossier suit sa procédure ; ici, la procédure se contredit elle-même.",
    "entered-twice": (
        "Une étape en cours ne commence pas une seconde fois : la procédure y fait se rencontrer deux fils."
    ),
    "nowhere-to-go": "Un choix mène quelque part : ici, aucune de ses branches ne convient et il n'y a pas de `else`.",
    "endless": "Ce qui s'enchaîne finit par s'arrêter : ici, des étapes se suivent sans fin et sans rien attendre.",
}

EVENTS_FR: dict[str, str] = {
    "ProcedurePublished": "Publication d'une version de la procédure",
    "ProcedureRetired": "Retrait de la procédure",
}
