"""Imports of published grants, in French."""

FRENCH: dict[str, str] = {
    "no-such-import": "Cet import n'existe pas.",
    "import-already-begun": "Un import commence une seule fois.",
    "import-already-finished": (
        "Un import qui a rendu compte de chaque ligne est terminé ; le fichier peut être importé de nouveau."
    ),
    "rows-do-not-add-up": (
        "Chaque ligne d'un fichier est enregistrée, inchangée, corrigée ou mise de côté : aucune n'est perdue ni"
        " inventée."
    ),
    "several-frameworks": "Il y a plusieurs cadres de coopération : dites lequel avec --framework.",
    "framework-missing": "Ce cadre de coopération n'existe pas.",
    "nothing-to-correct": "Un fichier ne peut en corriger un autre que s'il a déjà été importé.",
}

EVENTS_FR: dict[str, str] = {
    "Begun": "Import commencé",
    "Resumed": "Import repris après interruption",
    "Finished": "Import terminé",
}
