"""Evaluations in the words of those who read them."""

FRENCH: dict[str, str] = {
    "sum-of-itself": "Un indicateur n'est jamais une partie de lui-même, ni par ses parties.",
    "threshold-too-low": "Le seuil du secret statistique est de deux au moins : un seul se reconnaît toujours.",
    "no-such-evaluation": "Une évaluation est d'abord prévue ; le reste vient ensuite.",
    "already-planned": "Une évaluation n'est prévue qu'une fois.",
    "evaluation-step-skipped": (
        "Une évaluation a un cahier des charges, puis des données, un projet, des réponses, une adoption"
        " et une publication, dans cet ordre."
    ),
    "evaluation-is-cancelled": "Une évaluation annulée ne se poursuit pas.",
    "nothing-said": "Un titre, un constat, une recommandation ou une réponse dit quelque chose, avec des mots.",
    "adopted-is-final": "Un rapport adopté est remplacé par une nouvelle version ; il n'est jamais modifié.",
    "subject-missing": "Une évaluation dit sur quoi elle porte : convention, engagement, thème ou territoire.",
    "terms-frozen": "Critères et indicateurs ne changent plus une fois le cahier des charges convenu.",
    "criterion-named-twice": "Chaque critère a son propre code.",
    "scale-reversed": "La note la plus basse d'une échelle est inférieure à la plus haute.",
    "criteria-missing": "Un cahier des charges porte sur au moins un critère.",
    "nobody-agreed-terms": "Un cahier des charges dit qui l'a approuvé.",
    "not-observing": (
        "Les chiffres se relèvent entre le cahier des charges et l'adoption du rapport ;"
        " au-delà, seulement dans une évaluation permanente."
    ),
    "evaluator-involved": "Nul n'évalue une organisation pour laquelle il agit ou dans laquelle il a un intérêt.",
    "no-such-evaluator": "La personne citée n'évalue pas ici.",
    "no-evaluator": "Une évaluation a au moins un évaluateur avant de commencer.",
    "interests-undeclared": "Les évaluateurs déclarent leurs intérêts avant de commencer.",
    "not-collecting": "Constats, notes et recommandations viennent pendant les travaux d'évaluation.",
    "no-such-criterion": "Constats et notes portent sur les critères du cahier des charges.",
    "finding-without-evidence": "Un constat repose sur des justificatifs.",
    "no-such-finding": "Le constat cité ne figure pas ici.",
    "score-without-evidence": "Une note repose sur des justificatifs.",
    "score-off-scale": "Une note se tient dans l'échelle convenue.",
    "not-an-evaluator": "Ce sont les évaluateurs qui notent.",
    "nobody-to-answer": "Une recommandation s'adresse à quelqu'un, qui doit y répondre.",
    "no-such-recommendation": "La recommandation citée ne figure pas ici.",
    "recommendation-not-adopted": "On répond à une recommandation une fois adopté le rapport qui la porte.",
    "not-addressed": "Ceux à qui une recommandation s'adresse sont ceux qui y répondent.",
    "answered-without-reasons": "On écarte une recommandation, même en partie, en disant pourquoi.",
    "accepted-without-due-date": "On accepte une recommandation pour une date, puisqu'elle devient un engagement.",
    "not-accepted": "Seule une recommandation acceptée, en tout ou partie, devient un engagement.",
    "commitment-already-linked": "Une recommandation acceptée devient un seul engagement de qui l'a acceptée.",
    "report-missing": "Un projet se remet, et un rapport s'adopte, sous forme de document.",
    "reply-time-too-short": "Les parties évaluées ont au moins le temps de réponse promis par le cahier des charges.",
    "right-of-reply-not-given": "Les parties évaluées peuvent répondre avant l'adoption du rapport.",
    "reply-still-open": "Le rapport est adopté quand les parties évaluées ont répondu ou que leur délai est passé.",
    "not-evaluated": "Le droit de réponse appartient à ceux qui sont évalués.",
    "nothing-to-reply-to": "On répond à un projet de rapport envoyé aux parties évaluées.",
    "reply-after-adoption": (
        "La partie évaluée répond avant l'adoption du rapport ; une réponse tardive attend la version suivante."
    ),
    "nothing-adopted": "On publie, ou on reprend, un rapport qui a été adopté.",
    "reopened-without-reasons": "On reprend un rapport adopté en disant pourquoi.",
    "cancelled-without-reasons": "On renonce à une évaluation en disant pourquoi.",
}

EVENTS_FR: dict[str, str] = {
    "PartsSet": "Décomposition d'un indicateur précisée",
    "SmallNumbersProtected": "Petits effectifs protégés",
    "EvaluationPlanned": "Évaluation prévue",
    "CriteriaSet": "Critères choisis",
    "TermsAgreed": "Cahier des charges convenu",
    "EvaluatorAppointed": "Évaluateur désigné",
    "InterestsDeclared": "Intérêts déclarés",
    "EvaluatorStoodDown": "Retrait d'un évaluateur",
    "CollectingStarted": "Début des travaux d'évaluation",
    "FindingRecorded": "Constat",
    "FindingRevised": "Constat révisé",
    "CriterionScored": "Note",
    "Recommended": "Recommandation",
    "RecommendationWithdrawn": "Recommandation retirée",
    "DraftSubmitted": "Projet de rapport remis",
    "ReplyOpened": "Ouverture du droit de réponse",
    "DraftRepliedTo": "Réponse de la partie évaluée",
    "ReportAdopted": "Adoption du rapport",
    "ReportReopened": "Reprise du rapport",
    "ReportPublished": "Publication du rapport",
    "EvaluationCancelled": "Annulation de l'évaluation",
    "RecommendationAnswered": "Réponse à une recommandation",
    "CommitmentLinked": "Recommandation devenue engagement",
}

KINDS_FR: dict[str, str] = {
    "mid_term": "à mi-parcours",
    "final": "finale",
    "ex_ante": "préalable",
    "thematic": "thématique",
    "standing": "permanente",
}

STAGES_FR: dict[str, str] = {
    "planned": "prévue",
    "terms_agreed": "cahier des charges convenu",
    "collecting": "en cours",
    "drafted": "projet remis",
    "right_of_reply": "droit de réponse ouvert",
    "adopted": "adoptée",
    "published": "publiée",
    "cancelled": "annulée",
}

ANSWERS_FR: dict[str, str] = {
    "accepted": "acceptée",
    "partly": "acceptée en partie",
    "rejected": "écartée",
}
