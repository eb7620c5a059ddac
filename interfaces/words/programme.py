"""Programmes in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-programme": "Un dispositif est d'abord ouvert ; le reste vient ensuite.",
    "programme-already-opened": "Un dispositif s'ouvre une fois ; fermé, il se rouvre par une commande distincte.",
    "programme-untitled": "Un dispositif porte un titre.",
    "programme-closed-without-reasons": "On ferme un dispositif en disant pourquoi.",
    "before-its-opening": "Rien n'arrive à un dispositif avant son ouverture.",
    "programme-not-open": "Appels, projets et séances relèvent d'un dispositif ouvert ce jour-là.",
    "programme-of-another-framework": "Ce qui relève d'un dispositif relève de son cadre de coopération.",
    "not-a-funder": "Qui cesse de financer un dispositif le finançait.",
    "personal-text-unprotected": (
        "Ce que l'on dit d'une personne est gardé sous la clé de cette personne, pour pouvoir être effacé."
    ),
}

EVENTS_FR: dict[str, str] = {
    "ProgrammeOpened": "Ouverture du dispositif",
    "OperatorChanged": "Changement d'opérateur",
    "ProgrammeClosed": "Fermeture du dispositif",
    "ProgrammeReopened": "Réouverture du dispositif",
    "FunderAdded": "Arrivée d'un financeur",
    "FunderRemoved": "Départ d'un financeur",
}

KINDS_FR: dict[str, str] = {
    "incubator": "incubation ou couveuse",
    "training": "formation",
    "advice": "conseil",
    "mentoring": "parrainage",
    "solidarity_finance": "finance solidaire",
    "workspace": "hébergement",
    "other": "autre",
}
