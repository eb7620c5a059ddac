"""What the queue and the reconciliation of payments say, in French and English."""

from collections.abc import Mapping

Both = Mapping[str, str]

HEADS: Mapping[str, Both] = {
    "queue": {"fr": "Versements en attente d'une décision", "en": "Payments that wait for a decision"},
    "id": {"fr": "versement", "en": "payment"},
    "on": {"fr": "le", "en": "on"},
    "third_party": {"fr": "tiers", "en": "third party"},
    "amount": {"fr": "montant", "en": "amount"},
    "kind": {"fr": "nature", "en": "kind"},
    "numbers": {"fr": "numéros", "en": "numbers"},
    "why": {"fr": "pourquoi", "en": "why"},
    "candidates": {"fr": "pourraient être visées", "en": "could be meant"},
    "month": {"fr": "mois", "en": "month"},
    "side": {"fr": "côté", "en": "side"},
    "accounts": {"fr": "comptabilité", "en": "accounts"},
    "agreements": {"fr": "conventions", "en": "agreements"},
    "opening": {"fr": "ouverture", "en": "opening"},
    "paid": {"fr": "versé", "en": "paid"},
    "cancelled": {"fr": "annulé", "en": "cancelled"},
    "recovered": {"fr": "restitué", "en": "recovered"},
    "closing": {"fr": "clôture", "en": "closing"},
    "difference": {"fr": "écart", "en": "difference"},
    "waiting": {"fr": "en attente", "en": "waiting"},
    "dismissed": {"fr": "écarté", "en": "set aside"},
    "entered_by_hand": {"fr": "saisi sans relevé", "en": "entered by hand"},
    "reconciliation": {"fr": "Rapprochement mensuel", "en": "Monthly reconciliation"},
}
KINDS: Mapping[str, Both] = {
    "payment": {"fr": "paiement", "en": "payment"},
    "cancellation": {"fr": "annulation", "en": "cancellation"},
    "recovery": {"fr": "restitution", "en": "recovery"},
}
MATCHED: Mapping[str, Both] = {
    "number": {"fr": "par leur numéro", "en": "by number"},
    "amount": {"fr": "par tiers, montant et date", "en": "by third party, amount and day"},
    "entered": {"fr": "déjà inscrites dans leur convention", "en": "entered in their agreement already"},
    "person": {"fr": "par une personne", "en": "by a person"},
}
COUNTED = (
    ("recorded", "enregistrées", "recorded"),
    ("unchanged", "inchangées", "unchanged"),
    ("corrected", "corrigées", "corrected"),
    ("queued", "en attente", "queued"),
    ("quarantined", "mises de côté", "quarantined"),
)
