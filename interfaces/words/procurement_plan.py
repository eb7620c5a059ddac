"""Plans for responsible procurement in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-plan": "Un schéma d'achats responsables est d'abord rédigé ; le reste vient ensuite.",
    "plan-already-drafted": "Un schéma d'achats responsables n'est rédigé qu'une fois.",
    "plan-untitled": "Un schéma d'achats responsables a un titre.",
    "plan-period-unclear": "Un schéma couvre une période : un premier jour, un dernier, en vingt ans au plus.",
    "plan-indicator-unnamed": "Un indicateur du schéma porte un nom, sous lequel on retrouve ses chiffres.",
    "plan-indicator-frozen": "Ce qu'un schéma adopté mesure ne change que par un autre acte.",
    "plan-act-undated": "Un schéma est adopté par un acte dont on connaît le jour.",
    "plan-not-adopted": "Un schéma se publie et se suit une fois adopté.",
    "plan-indicators-missing": (
        "Un schéma mesure les achats socialement responsables et les achats écologiquement responsables."
    ),
    "plan-address-missing": "Un schéma publié peut être consulté : on dit où.",
    "plan-ended-without-reasons": "On met fin à un schéma en disant pourquoi.",
    "plan-ended-already": "Rien ne se fait plus au titre d'un schéma qui a pris fin.",
    "plan-year-outside": "Un schéma mesure les années qu'il couvre.",
    "plan-year-not-over": "On fait le bilan d'une année une fois qu'elle est écoulée.",
    "plan-year-already-reviewed": "On ne fait qu'une fois le bilan d'une année.",
    "plan-review-without-conclusions": "Un bilan dit avec des mots ce que les chiffres signifient.",
    "plan-year-not-reviewed": "On fait le bilan avant de le publier.",
    "no-such-plan-indicator": "L'indicateur cité n'est pas un indicateur de ce schéma.",
    "plan-figure-reckoned": "Ce qui se calcule à partir des marchés ne se saisit pas à la main.",
    "plan-indicators-published-late": "Les indicateurs d'un schéma sont publiés aussi souvent que la loi le demande.",
}

EVENTS_FR: dict[str, str] = {
    "Drafted": "Projet de schéma",
    "PlanIndicatorSet": "Indicateur défini",
    "PlanAdopted": "Adoption du schéma",
    "PlanPublished": "Publication du schéma",
    "YearObserved": "Chiffres d'une année",
    "FigureRecorded": "Chiffre relevé",
    "YearReviewed": "Bilan d'une année",
    "ReviewPublished": "Publication du bilan",
    "PlanEnded": "Fin du schéma",
}
