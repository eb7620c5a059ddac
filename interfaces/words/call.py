"""Calls for applications in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-call": "Un appel est d'abord publié ; le reste vient ensuite.",
    "call-already-published": "Un appel est publié une fois ; ce qui change ensuite est dit comme un changement.",
    "call-untitled": "Un appel porte un titre.",
    "call-closes-before-it-opens": "Un appel se clôt le jour de son ouverture, ou plus tard.",
    "call-criteria-missing": "Un appel dit selon quels critères les candidatures sont jugées.",
    "call-code-twice": "Chaque critère et chaque pièce d'un appel a son propre code.",
    "weight-or-scale-not-positive": "Le poids et la note maximale d'un critère sont supérieurs à zéro.",
    "envelope-not-positive": "L'enveloppe d'un appel et son nombre de places, s'ils sont dits, dépassent zéro.",
    "call-is-open": "Les critères et les pièces d'un appel ne changent plus dès que l'on peut candidater.",
    "call-is-cancelled": "Il ne se passe plus rien dans un appel annulé.",
    "call-not-shortened": "Le temps donné aux candidats n'est pas repris.",
    "call-still-runs": "Un appel se clôt le lendemain de son dernier jour, jamais plus tôt.",
    "call-cancelled-without-reasons": "On annule un appel en disant pourquoi.",
}

EVENTS_FR: dict[str, str] = {
    "CallPublished": "Publication de l'appel",
    "TermsChanged": "Critères ou pièces modifiés",
    "JuryNamed": "Jury désigné",
    "CallExtended": "Prolongation de l'appel",
    "CallClosed": "Clôture de l'appel",
    "CallCancelled": "Annulation de l'appel",
}
