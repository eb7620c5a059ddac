"""Projects of creation in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-project": "L'accompagnement d'un projet commence d'abord ; le reste vient ensuite.",
    "project-already-begun": "L'accompagnement d'un projet ne commence qu'une fois.",
    "project-untitled": "Un projet porte un titre.",
    "holder-missing": "Un projet est porté par quelqu'un : une personne, ou une organisation.",
    "not-a-holder": "Qui cesse de porter un projet le portait.",
    "already-an-organisation": (
        "Un projet devient une seule organisation ; la suite se dit au répertoire des organisations."
    ),
    "before-the-project": "Rien n'arrive à un projet avant le début de son accompagnement.",
    "project-has-ended": "Un projet terminé n'est plus accompagné ; on demande seulement ce qu'il est devenu.",
    "end-is-said-otherwise": "Un projet se termine en disant comment il sort.",
    "project-stage-skipped": "Un projet va de l'idée à la conception, au lancement puis à la consolidation.",
    "turned-back-without-reasons": "On revient à une étape antérieure, ou l'on abandonne, en disant pourquoi.",
    "not-in-programme": "Un projet quitte un dispositif dans lequel il se trouve.",
    "finance-not-positive": "Ce que reçoit un projet dépasse zéro ; une saisie erronée s'annule à part.",
    "no-such-finance": "Le financement cité ne figure pas ici.",
    "finance-cancelled-without-reasons": "On annule la saisie d'un financement en disant pourquoi.",
    "not-funding-the-project": "Qui cesse de financer un projet le finançait.",
    "follow-up-too-early": (
        "On demande ce qu'un projet est devenu un, trois et cinq ans après son lancement, ou après sa sortie."
    ),
    "no-such-follow-up": "On demande ce qu'un projet est devenu après un, trois et cinq ans.",
    "jobs-uncountable": "Les emplois se comptent à partir de zéro ; sans réponse, il n'y a rien à compter.",
}

EVENTS_FR: dict[str, str] = {
    "ProjectBegun": "Début de l'accompagnement",
    "HolderAdded": "Arrivée d'un porteur",
    "HolderRemoved": "Départ d'un porteur",
    "OrganisationFormed": "Création de l'organisation",
    "AdviserAppointed": "Référent désigné",
    "StageReached": "Changement d'étape",
    "ProjectEnded": "Fin de l'accompagnement",
    "ProgrammeEntered": "Entrée dans un dispositif",
    "ProgrammeLeft": "Sortie d'un dispositif",
    "FunderAdded": "Arrivée d'un financeur",
    "FunderRemoved": "Départ d'un financeur",
    "FinanceReceived": "Financement reçu",
    "FinanceCancelled": "Financement annulé",
    "FollowUpAsked": "Suivi demandé",
    "FollowUpAnswered": "Réponse au suivi",
}

STAGES_FR: dict[str, str] = {
    "idea": "idée",
    "design": "conception",
    "launch": "lancement",
    "consolidation": "consolidation",
    "ended": "terminé",
}

ANSWERS_FR: dict[str, str] = {
    "active": "en activité",
    "changed": "en activité sous une autre forme",
    "ceased": "activité cessée",
    "employed": "activité cessée, porteur en emploi",
    "no_answer": "sans réponse",
}
