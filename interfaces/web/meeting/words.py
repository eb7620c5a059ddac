"""What the words of committees, meetings and cases are called on pages."""

from collections.abc import Mapping

from interfaces.web.language import N_

MEETING_WORDS: Mapping[str, Mapping[str, str]] = {
    "meeting.state": {
        "scheduled": N_("Prévue"),
        "convened": N_("Convoquée"),
        "opened": N_("Ouverte"),
        "no_quorum": N_("Sans quorum"),
        "reconvened": N_("Convoquée de nouveau"),
        "adjourned": N_("Interrompue"),
        "closed": N_("Levée"),
        "decisions_listed": N_("Relevé publié"),
        "minutes_drafted": N_("Procès-verbal rédigé"),
        "minutes_approved": N_("Procès-verbal arrêté"),
        "published": N_("Procès-verbal publié"),
        "cancelled": N_("Annulée"),
    },
    "meeting.mode": {
        "on_site": N_("Sur place"),
        "hybrid": N_("Sur place et en vidéo"),
        "video": N_("En vidéo"),
        "written": N_("Consultation écrite"),
        "chair": N_("Décision de la présidence seule"),
    },
    "meeting.method": {
        "show_of_hands": N_("Main levée"),
        "roll_call": N_("Appel nominal"),
        "secret": N_("Scrutin secret"),
    },
    "meeting.outcome": {
        "decision": N_("Décision"),
        "opinion": N_("Avis"),
        "consensus": N_("Consensus"),
        "taken_note": N_("Prise d’acte"),
        "referred_back": N_("Renvoi"),
    },
    "meeting.choice": {
        "in_favour": N_("Pour"),
        "against": N_("Contre"),
        "abstention": N_("Abstention"),
        "blank": N_("Blanc"),
        "null": N_("Nul"),
    },
    "meeting.item": {
        "deliberation": N_("À délibérer"),
        "election": N_("Élection"),
        "information": N_("Pour information"),
    },
    "meeting.how": {"on_site": N_("Sur place"), "video": N_("En vidéo")},
    "meeting.ground": {
        "declared": N_("intérêt déclaré"),
        "mandate_held": N_("y exerce un mandat"),
        "representative": N_("y représente la collectivité"),
    },
    "committee.state": {
        "constituted": N_("Constitué"),
        "active": N_("En fonction"),
        "renewed": N_("Renouvelé"),
        "dissolved": N_("Dissous"),
    },
    "committee.seat": {
        "voting": N_("Voix délibérative"),
        "consultative": N_("Voix consultative"),
        "observer": N_("Observation"),
        "guest": N_("Invitation"),
    },
    "case.state": {"open": N_("En cours"), "ended": N_("Terminé")},
    "case.incident": {
        "guard": N_("Une condition ne peut pas être vérifiée"),
        "order": N_("Une action prévue a échoué"),
        "calendar": N_("Une date ne peut pas être calculée"),
        "role": N_("Personne ne tient un rôle nécessaire"),
        "subject": N_("Le dossier ne peut pas être lu"),
        "definition": N_("La procédure a un défaut"),
        "depth": N_("Trop d’étapes se sont enchaînées"),
    },
    "case.answer": {"waiting": N_("Attend une réponse"), "yes": N_("Oui"), "no": N_("Non")},
    "case.on": {
        "event": N_("geste d’une personne"),
        "after": N_("effet du temps"),
        "when": N_("dès que la condition est remplie"),
        "approved": N_("approbation obtenue"),
        "rejected": N_("approbation refusée"),
    },
}
