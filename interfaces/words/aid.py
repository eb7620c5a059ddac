"""What the law asks of grants taken together, in French."""

FRENCH: dict[str, str] = {
    "aid-scheme-unstated": (
        "Au-delà du plafond de minimis, l'argent public versé à un organisme privé relève d'un régime d'aide nommé."
    ),
    "auditor-missing": (
        "Une association ou une fondation très aidée dans l'année fait certifier ses comptes par un commissaire."
    ),
    "de-minimis-ceiling-exceeded": "Les aides de minimis d'une même entreprise restent sous le plafond de la période.",
    "entrustment-missing": "L'argent d'un service d'intérêt économique général repose sur un acte de mandatement.",
    "sgei-ceiling-exceeded": (
        "Les aides de minimis à un service d'intérêt économique général restent sous le plafond de la période."
    ),
    "surplus-undecided": (
        "Ce qui n'a pas été dépensé est gardé comme excédent raisonnable, reporté ou restitué, par une décision."
    ),
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {}
