"""How the past is told: relations between facts, gaps in a chain, what differs, what flips, what is missing."""

from collections.abc import Mapping

FRENCH: dict[str, str] = {
    "no-such-field": "Il n'y a ici, et il n'y a jamais eu, aucun champ de ce nom.",
    "moments-reversed": "On compare du moment le plus ancien au plus récent.",
}
"""What to say when a rule is broken, by the rule's stable name."""

Said = Mapping[str, Mapping[str, str]]

RELATIONS: Said = {
    "set-by": {"fr": "fixé par", "en": "set by"},
    "caused-by": {"fr": "causé par", "en": "caused by"},
    "under-mandate": {"fr": "consigné au titre de", "en": "recorded under"},
    "signed-under": {"fr": "signé au titre de", "en": "signed under"},
    "deputy-of": {"fr": "par suppléance de", "en": "as deputy of"},
    "by-act": {"fr": "par l'acte", "en": "by the act"},
    "voted": {"fr": "voté par", "en": "voted by"},
    "approved-by": {"fr": "approuvé par", "en": "approved by"},
    "signed-by": {"fr": "signé par", "en": "signed by"},
    "comes-from": {"fr": "issu de", "en": "comes from"},
    "ordered-by": {"fr": "mandaté par", "en": "ordered by"},
    "committed-by": {"fr": "engagé par", "en": "committed by"},
    "credits": {"fr": "sur les crédits", "en": "from the credits"},
    "under-rules": {"fr": "selon le règlement", "en": "under the bylaws"},
    "published": {"fr": "publié par", "en": "published by"},
    "began-with": {"fr": "dans ce qui a commencé par", "en": "in what began with"},
}
GAPS: Said = {
    "no-act-on-file": {"fr": "aucun acte au dossier", "en": "no act on file"},
    "no-mandate-on-file": {"fr": "aucune habilitation au dossier", "en": "no mandate on file"},
    "no-origin-on-file": {"fr": "aucune source au dossier", "en": "no source on file"},
    "no-cause-on-file": {"fr": "la cause nommée n'est pas au journal", "en": "the cause named is not in the log"},
    "no-vote-on-file": {
        "fr": "acte nommé ; le vote lui-même n'est pas consigné ici",
        "en": "the act is named; the vote itself is not on file here",
    },
    "calendar": {"fr": "l'échéance est passée", "en": "the day had come"},
    "stated-by-source": {"fr": "d'après la source", "en": "as the source states"},
}
TURNS: Said = {
    "added": {"fr": "ajouté", "en": "added"},
    "removed": {"fr": "retiré", "en": "removed"},
    "changed": {"fr": "modifié", "en": "changed"},
}
FLIPS: Said = {
    "result": {"fr": "le résultat", "en": "the result"},
    "notice": {"fr": "le délai de convocation", "en": "the notice"},
    "quorum": {"fr": "le quorum", "en": "the quorum"},
    "majority": {"fr": "la majorité", "en": "the majority"},
    "election": {"fr": "la personne élue", "en": "who is elected"},
    "sitting": {"fr": "la tenue de la séance", "en": "whether the sitting is held"},
}
MISSING: Said = {
    "commitment_without_source": {
        "fr": "Engagement sans source : ni convention, ni déclaration, ni recommandation, ni décision.",
        "en": "A commitment with no source: no agreement, declaration, recommendation or decision.",
    },
    "payment_without_decision": {
        "fr": "Versement sans décision du payeur au dossier.",
        "en": "A payment with no decision of the payer on file.",
    },
    "recommendation_open": {
        "fr": "Recommandation sans réponse, ou acceptée sans engagement.",
        "en": "A recommendation with no response, or accepted with no commitment.",
    },
    "delivery_without_evidence": {
        "fr": "Engagement dit réalisé, sans justificatif.",
        "en": "A commitment said to be delivered, with no evidence.",
    },
    "decision_without_effect": {
        "fr": "Décision adoptée à laquelle rien ne se rattache.",
        "en": "A decision that was adopted and that nothing refers to.",
    },
}
QUORUM: Said = {
    "agrees": {"fr": "recompté : conforme", "en": "recounted: agrees"},
    "differs": {"fr": "RECOMPTÉ : DIFFÈRE", "en": "RECOUNTED: DIFFERS"},
    "no-quorum-required": {"fr": "aucun quorum exigé", "en": "no quorum required"},
    "presence-not-on-file": {
        "fr": "présence non consignée : impossible à recompter",
        "en": "presence not on file: cannot be recounted",
    },
}


def said(words: Said, name: str, language: str) -> str:
    """The word for a name; the name itself where there is none."""
    return words.get(name, {}).get(language, name)
