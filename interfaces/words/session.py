"""Sessions and trainings in the words of those who read them."""

FRENCH: dict[str, str] = {
    "no-such-session": "Une séance est d'abord prévue ; le reste vient ensuite.",
    "session-already-scheduled": "Une séance est prévue une fois ; un autre jour se dit comme un report.",
    "session-untitled": "Une séance porte un titre.",
    "session-ends-before-it-begins": (
        "Une séance se termine le jour où elle commence, ou plus tard ; sa durée dépasse zéro."
    ),
    "session-was-held": "Une séance à laquelle quelqu'un est venu ne se reporte ni ne s'annule.",
    "session-cancelled-without-reasons": "On annule une séance en disant pourquoi.",
    "session-is-cancelled": "Personne n'assiste à une séance annulée.",
    "attended-beforehand": "La présence se relève le jour de la séance, ou plus tard.",
    "not-enrolled": "Qui assiste à une séance y était inscrit.",
    "hours-absurd": "Les heures suivies dépassent zéro ; il n'y en a pas quand personne n'est venu.",
    "longer-than-the-session": "Nul n'assiste à une séance plus longtemps qu'elle ne dure.",
}

EVENTS_FR: dict[str, str] = {
    "SessionScheduled": "Séance prévue",
    "SessionMoved": "Séance reportée",
    "SessionCancelled": "Séance annulée",
    "ProjectEnrolled": "Inscription à la séance",
    "AttendanceRecorded": "Présence relevée",
}
