"""Feeds and calendars in words: what they are called, and what is due by a day."""

from collections.abc import Mapping

Said = Mapping[str, Mapping[str, str]]

HEADS: Said = {
    "journal": {"fr": "{0} : tout ce qui est consigné", "en": "{0}: everything recorded"},
    "framework": {"fr": "{0} : ce qui est consigné", "en": "{0}: what is recorded"},
    "calendar": {"fr": "{0} : réunions et échéances", "en": "{0}: meetings and deadlines"},
    "own-calendar": {"fr": "Mes réunions et échéances", "en": "My meetings and deadlines"},
    "effective": {"fr": "Prend effet le {0}", "en": "In effect on {0}"},
    "cancelled": {"fr": "Annulée : {0}", "en": "Cancelled: {0}"},
    "meeting": {"fr": "Réunion", "en": "Meeting"},
    "number": {"fr": "{0} n° {1}", "en": "{0} {1}"},
    "by": {"fr": "Attendu de : {0}", "en": "Expected from: {0}"},
    "agenda": {"fr": "Ordre du jour : {0}", "en": "Agenda: {0}"},
}

KINDS: Said = {
    "meeting": {"fr": "réunion", "en": "meeting"},
    "deadline": {"fr": "échéance", "en": "deadline"},
}

DUE: Said = {
    "say_no_to_renewal": {"fr": "Dernier jour pour refuser la reconduction", "en": "Last day to refuse renewal"},
    "end": {"fr": "Fin de la convention", "en": "End of the agreement"},
    "cure": {"fr": "Fin du délai de mise en demeure", "en": "End of the period to cure"},
    "resume": {"fr": "Fin de la suspension", "en": "End of the suspension"},
    "report": {"fr": "Compte rendu financier à remettre", "en": "Financial report due"},
    "payment": {"fr": "Dernier jour pour payer", "en": "Last day to pay"},
    "instalment": {"fr": "Échéance de versement", "en": "Instalment due"},
    "reply": {"fr": "Fin du droit de réponse", "en": "End of the right of reply"},
    "milestone": {"fr": "Jalon à atteindre", "en": "Milestone due"},
    "commitment": {"fr": "Engagement à tenir", "en": "Commitment due"},
}
"""What has to be done by a day; other kinds are told as they are named."""


def said(words: Said, name: str, language: str) -> str:
    """A word in a language; the name itself where nobody wrote one."""
    return words[name][language] if name in words else name.replace("_", " ").capitalize()
