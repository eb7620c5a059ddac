"""Contracts in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-contract": "Un marché est d'abord lancé ; le reste vient ensuite.",
    "no-such-lot": "Le lot cité n'est pas un lot de ce marché.",
    "lot-not-notified": "Un lot s'exécute une fois notifié à son titulaire.",
    "lot-is-over": "Rien ne change plus dans un lot terminé, résilié ou non attribué.",
    "lot-figure-absurd": "Un montant, une durée ou un nombre d'offres est supérieur à zéro.",
    "published-data-fixed": "Ce qui est publié d'un marché ne change que par une modification numérotée.",
    "contract-already-launched": "Un marché n'est lancé qu'une fois.",
    "contract-untitled": "Un marché dit avec des mots ce qui est acheté.",
    "cpv-unreadable": "L'objet d'un achat porte un code CPV : huit chiffres, et un neuvième qui les contrôle.",
    "not-divided-into-lots": "Un marché est alloti, sauf si l'acheteur dit pourquoi il ne l'est pas.",
    "reservation-unsaid": "Un lot publié comme réservé dit à qui il l'est, et un lot réservé est publié comme tel.",
    "lot-added-after-award": "Les lots d'un marché sont connus avant que le premier soit attribué.",
    "lot-already-awarded": "Un lot n'est attribué qu'une fois ; ce qui change ensuite est une modification.",
    "lot-not-awarded": "Un lot est attribué avant d'être notifié ou modifié.",
    "lot-holder-missing": "Un lot est attribué à quelqu'un.",
    "award-amount-missing": "Une attribution dit pour quel montant, ou jusqu'à quel montant.",
    "reserved-for-others": (
        "Un lot réservé à l'économie sociale et solidaire est attribué à l'une de ses organisations."
    ),
    "lot-unawarded-without-reasons": "Ceux qui ont remis une offre apprennent par écrit pourquoi le lot est clos.",
    "lot-notified-too-soon": "Onze jours passent entre l'information des candidats écartés et la signature.",
    "lot-already-notified": "Un lot est notifié une seule fois, un seul jour.",
    "modification-empty": "Une modification change le montant, la durée ou les titulaires.",
    "modification-without-ground": (
        "Une modification dit pourquoi la loi la permet sans nouvelle mise en concurrence."
    ),
    "modification-too-large": (
        "Des prestations supplémentaires ou imprévues ajoutent chaque fois la moitié du montant initial au plus."
    ),
    "low-amount-exceeded": (
        "Les modifications de faible montant restent sous 10 % du montant initial, ou 15 % pour des travaux."
    ),
    "modifications-out-of-order": "Les modifications sont numérotées sans trou, dans l'ordre de leur notification.",
    "contract-in-other-currency": "Un marché se paie dans une seule monnaie.",
    "no-such-subcontract": "Un acte de sous-traitance est accepté avant d'être modifié.",
    "subcontracted-beyond-lot": "Les sous-traitances d'un lot, ensemble, ne dépassent pas le montant du lot.",
    "subcontracted-to-holder": "Un lot se sous-traite à quelqu'un qui n'en est pas le seul titulaire.",
    "no-such-lot-clause": "La clause citée n'est pas une clause de ce lot.",
    "clause-unsaid": "Une clause dit avec des mots ce qui est demandé, et dans quelle unité on le compte.",
    "clause-without-target": "Une clause dit combien est demandé, pour que l'on voie si elle est tenue.",
    "clause-after-award": (
        "Ce qui est demandé au titulaire est connu de tous les candidats ; plus tard, il faut une modification."
    ),
    "no-clause-promise": (
        "Une clause tient un engagement de clauses dans les marchés, pris dans le même cadre de coopération."
    ),
    "clause-figure-negative": "Ce qui est fait au titre d'une clause vaut zéro ou davantage.",
    "clause-period-unclear": "Ce qui est fait au titre d'une clause l'est du premier au dernier jour d'une période.",
    "clause-period-counted": (
        "Aucun jour ne compte deux fois pour une clause ; un autre chiffre de la même période est une correction."
    ),
    "clause-period-not-observed": "On ne corrige que ce qui a été relevé pour cette période.",
    "clause-corrected-without-reasons": "On corrige un relevé de clause en disant pourquoi.",
    "clause-observed-without-evidence": "Ce qui est fait au titre d'une clause se montre par un document.",
    "clause-observed-too-early": "Rien ne se fait au titre d'une clause avant la notification du marché.",
    "lot-not-expired": "La durée d'un lot est écoulée le lendemain de son dernier jour, jamais plus tôt.",
    "contract-terminated-without-reasons": "On résilie un marché en disant pourquoi.",
    "no-notice-before-termination": "On résilie pour faute après une mise en demeure.",
    "clause-target-missed": "À la fin d'un marché, ce que ses clauses demandent est fait.",
    "essential-data-incomplete": "Les données essentielles sont publiées en entier, comme le veut le standard.",
    "essential-data-late": "Les données essentielles sont publiées dans les deux mois de la notification.",
    "published-value-unreadable": "Une valeur publiée se comprend à la lecture.",
    "number-shared": "Un numéro d'un acheteur désigne un seul marché.",
    "yearly-data-of-contract": "Les données annuelles sont celles des concessions.",
}

EVENTS_FR: dict[str, str] = {
    "Launched": "Lancement du marché",
    "LotAdded": "Lot ajouté",
    "Described": "Description complétée",
    "LotDescribed": "Description d'un lot complétée",
    "Awarded": "Attribution",
    "AwardCompleted": "Attribution complétée",
    "ClosedWithoutAward": "Lot sans attributaire",
    "Notified": "Notification",
    "Modified": "Modification du marché",
    "SubcontractAccepted": "Sous-traitance acceptée",
    "SubcontractChanged": "Sous-traitance modifiée",
    "ClauseAdded": "Clause ajoutée",
    "ClauseLinked": "Clause rattachée à un engagement",
    "ClauseObserved": "Exécution d'une clause relevée",
    "ClauseCorrected": "Relevé d'une clause corrigé",
    "DataPublished": "Publication des données essentielles",
    "YearlyDataRecorded": "Données annuelles de la concession",
    "Ended": "Fin d'exécution",
    "Terminated": "Résiliation du marché",
}

KINDS_FR: dict[str, str] = {
    "inclusion_hours": "heures d'insertion",
    "training_hours": "heures de formation",
    "jobs": "emplois",
    "equality": "égalité entre les femmes et les hommes",
    "disability": "emploi de personnes handicapées",
    "fair_trade": "commerce équitable",
    "recycled_content": "matières recyclées",
    "organic_food": "produits biologiques",
    "waste": "déchets",
    "emissions": "émissions",
    "energy": "énergie",
    "other_social": "autre clause sociale",
    "other_environmental": "autre clause environnementale",
}

STAGES_FR: dict[str, str] = {
    "open": "lancé",
    "awarded": "attribué",
    "notified": "notifié",
    "unawarded": "sans attributaire",
    "ended": "terminé",
    "terminated": "résilié",
}
