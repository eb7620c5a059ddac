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

CURES_FR: dict[str, str] = {
    "aid-scheme-unstated": "La collectivité précise le régime, ou dit pourquoi ce n'est pas une aide d'État.",
    "application-missing": "Le bénéficiaire remet sa demande.",
    "auditor-missing": "Le bénéficiaire nomme un commissaire aux comptes et remet les comptes certifiés.",
    "conference-overdue": "Le préfet et la présidence de région convoquent la conférence.",
    "de-minimis-ceiling-exceeded": (
        "La collectivité accorde l'aide sous un autre régime, ou reprend ce qui dépasse le plafond."
    ),
    "entrustment-missing": "La collectivité nomme l'acte par lequel elle confie le service.",
    "report-late": "Le bénéficiaire remet le compte rendu et dit pourquoi il vient tard.",
    "republican-contract-missing": "Le bénéficiaire remet le contrat signé.",
    "sgei-ceiling-exceeded": (
        "La collectivité mandate le service et verse une compensation, ou reprend ce qui dépasse le plafond."
    ),
    "surplus-undecided": "Le financeur décide si l'excédent est gardé, reporté ou restitué.",
    "written-agreement-required": "La collectivité et le bénéficiaire signent une convention.",
}
"""How it is put right, by the rule's stable name."""
