"""Applications to calls in the words of those who read them."""

NOUN = "application"
"""The kind whose events have these titles: `application.py` holds the words of the use cases."""

FRENCH: dict[str, str] = {
    "no-such-application": "Une candidature est d'abord déposée ; le reste vient ensuite.",
    "application-already-submitted": "Une candidature est déposée une fois ; on y ajoute des pièces.",
    "application-untitled": "Une candidature porte un titre.",
    "applicant-missing": "Une candidature est déposée au nom de quelqu'un.",
    "submitted-outside-the-call": "Une candidature arrive entre le premier et le dernier jour de l'appel.",
    "call-called-off": "On ne candidate pas à un appel annulé.",
    "call-of-another-framework": "Une candidature relève du cadre de coopération de son appel.",
    "amount-requested-absurd": "Le montant demandé ou accordé est supérieur à zéro et inférieur à un milliard.",
    "currency-of-the-call-differs": "Les montants d'un appel sont dans une seule monnaie : celle de son enveloppe.",
    "document-not-asked-for": "Les pièces se déposent sous les codes que donne l'appel.",
    "before-submission": "Rien n'arrive à une candidature avant son dépôt.",
    "application-settled": "Une candidature décidée, irrecevable ou retirée n'est pas reprise.",
    "not-admissible-yet": "Une candidature est déclarée recevable avant d'être jugée.",
    "documents-missing": "Une candidature est recevable quand toutes les pièces demandées sont là.",
    "decided-without-reasons": "Le candidat écarté apprend pourquoi, avec des mots.",
    "no-such-criterion-in-call": "On note selon les critères de l'appel.",
    "points-off-scale": "Une note se tient entre zéro et le maximum du critère.",
    "not-in-the-jury": "Ce sont les membres du jury désigné par l'appel qui notent.",
    "interested-score": "Qui a un intérêt chez le candidat ne prend aucune part à l'examen de sa candidature.",
    "statement-about-somebody-else": "Une déclaration d'intérêts est gardée sous la clé de qui la fait.",
    "decided-unscored": "Quand l'appel désigne un jury, on décide une fois tous les critères notés.",
    "beyond-the-envelope": "On n'accorde pas plus que l'enveloppe de l'appel.",
    "waiting-rank-unfit": "Les rangs d'une liste d'attente se comptent à partir de 1 et ne se donnent qu'une fois.",
    "not-on-waiting-list": "On appelle depuis la liste d'attente une candidature qui s'y trouve.",
    "promoted-out-of-rank": "La première de la liste d'attente est appelée la première.",
}

EVENTS_FR: dict[str, str] = {
    "Submitted": "Dépôt de la candidature",
    "DocumentFiled": "Pièce déposée",
    "CompletenessChecked": "Contrôle de la complétude",
    "FoundAdmissible": "Candidature recevable",
    "FoundInadmissible": "Candidature irrecevable",
    "InterestDeclared": "Intérêt déclaré",
    "Scored": "Note",
    "Accepted": "Candidature retenue",
    "Refused": "Candidature refusée",
    "PlacedOnWaitingList": "Inscription sur liste d'attente",
    "Promoted": "Appel depuis la liste d'attente",
    "Withdrawn": "Retrait de la candidature",
}

STAGES_FR: dict[str, str] = {
    "submitted": "déposée",
    "incomplete": "incomplète",
    "complete": "complète",
    "admissible": "recevable",
    "inadmissible": "irrecevable",
    "waiting": "sur liste d'attente",
    "accepted": "retenue",
    "refused": "refusée",
    "withdrawn": "retirée",
}
