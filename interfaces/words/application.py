"""The rules of the use cases and of the doors themselves, in French; those that are no refusal, in English too."""

FRENCH: dict[str, str] = {
    "unknown": "Rien n'est enregistré sous cet identifiant.",
    "not-empowered": (
        "Ceci est réservé aux personnes qu'une habilitation autorise à le faire, ce jour-là et dans ce cadre."
    ),
    "not-their-mandate": "On agit au titre de sa propre habilitation.",
    "changed-since": (
        "Ce sur quoi vous vous appuyez a changé depuis que vous l'avez lu : regardez ce qui s'est passé, puis décidez."
    ),
    "already-begun": "Ceci a déjà commencé et ne peut commencer deux fois.",
    "field-missing": "Il manque un champ nécessaire.",
    "out-of-reach": "Une date ou un nombre est trop éloigné pour que l'on puisse compter avec.",
    "already-claimed": "Cet identifiant appartient déjà à une autre entrée du registre.",
    "key-reused": "Cette clé d'idempotence a déjà servi pour une autre demande.",
    "already-installed": "Ce journal appartient déjà à une installation.",
    "no-such-irregularity": "L'irrégularité désignée n'est pas au dossier.",
    "reasons-missing": "Une irrégularité est régularisée ou acceptée avec des motifs écrits.",
    "next-key-missing": (
        "La clé maîtresse est donnée dans les réglages : donnez-y aussi la suivante, dans PALABRE_NEXT_MASTER_KEY."
    ),
    "no-checkpoint": "Aucun point de contrôle de ce registre n'a encore été publié.",
    "destination-forbidden": "Les faits ne sont envoyés qu'à des adresses publiques et en HTTPS, sauf autre choix de "
    "l'exploitant.",
    "unknown-subscription": "Cet abonnement n'existe pas ici.",
    "position-beyond-log": "Un abonnement commence à une position que le registre a atteinte.",
    "endpoint-name-missing": "Un abonnement porte un nom sous lequel on le reconnaît.",
    "stream-of-another": "Le flux du courtier se termine par autre chose que ce registre à cet endroit.",
    "stream-missing": "Le courtier n'a pas ce flux, et il ne peut y être créé en l'état.",
    "no-such-leaf": "Le registre, à cette taille, ne contient aucun événement à cet endroit.",
    "no-such-tree": "Le registre n'a jamais eu cette taille, ou ne mène pas de l'une à l'autre.",
    "not-signed": "Le registre ne peut être signé en l'état : ses clés, ou le registre lui-même, sont à examiner.",
    "no-actor": "Dites qui agit, dans l'en-tête Palabre-Actor : l'identifiant d'une personne.",
    "key-required": "Présentez une clé : Authorization: Bearer palabre_…",
    "key-refused": "Cette clé n'ouvre rien : elle est inconnue, révoquée ou expirée.",
    "beyond-this-key": "Cette clé n'ouvre pas cette adresse.",
    "key-in-address": "Seule la clé d'un agenda se met dans une adresse ; les autres vont dans Authorization.",
    "key-only-reads": "Cette clé lit ; elle n'agit pas.",
    "key-of-another": "Qui présente une clé agit au nom de celui qui la détient, et de personne d'autre.",
    "too-many-requests": "Cette clé a demandé trop souvent : attendez un peu, comme l'indique Retry-After.",
    "unreadable-if-match": 'If-Match contient une seule version, comme dans ETag : "3".',
    "unreadable-body": "Le corps de la demande n'est pas un objet JSON en UTF-8.",
    "not-json": "Le corps de la demande est du JSON : Content-Type: application/json.",
    "invalid-fields": "Des champs sont erronés ou manquants.",
    "unreadable-question": "Cette liste ne comprend pas la question telle qu'elle est posée.",
    "unavailable": "La base de données ne répond pas. Renvoyez la demande, avec la même clé d'idempotence.",
    "too-large": "La demande est trop volumineuse.",
    "empty-document": "Le document est vide.",
    "no-such-rule": "Aucune règle ne porte ce nom.",
    "document-destroyed": "Ce document a été détruit sous visa.",
    "no-such-place": "Il n'y a rien à cette adresse.",
    "no-such-method": "Cette adresse n'accepte pas cette méthode.",
    "unreadable-request": "La demande ne peut pas être lue.",
    "failure": "Une erreur imprévue s'est produite ; rien n'indique que la demande ait été enregistrée.",
}

ENGLISH: dict[str, str] = {
    "no-actor": "Say who acts, in the header Palabre-Actor: the identifier of a person.",
    "key-required": "Show a key: Authorization: Bearer palabre_…",
    "key-refused": "This key opens nothing: it is unknown, revoked or expired.",
    "beyond-this-key": "This key does not open this address.",
    "key-in-address": "Only the key of a calendar is put into an address; others go into the header Authorization.",
    "key-only-reads": "This key reads; it does not act.",
    "key-of-another": "Whoever shows a key acts as its holder, and as nobody else.",
    "too-many-requests": "This key has asked too often: wait a little, as Retry-After says.",
    "unreadable-if-match": 'If-Match holds one version, as in ETag: "3".',
    "unreadable-body": "The body of the request is no JSON object in UTF-8.",
    "not-json": "The body of the request is JSON: Content-Type: application/json.",
    "invalid-fields": "Some fields are wrong or missing.",
    "unreadable-question": "This list does not understand the question as it was put.",
    "unavailable": "The database does not answer. Send the request again, with the same Idempotency-Key.",
    "too-large": "The request is too large.",
    "empty-document": "The document is empty.",
    "no-such-rule": "There is no rule of this name.",
    "document-destroyed": "This document was destroyed under a visa.",
    "no-such-place": "There is nothing at this address.",
    "no-such-method": "This address does not take this method.",
    "unreadable-request": "The request cannot be read.",
    "failure": "Something unforeseen went wrong; nothing says that the request was recorded.",
}
"""What the doors answer without any rule of the domain having been asked."""

EVENTS_FR: dict[str, str] = {
    "IrregularityNoticed": "Irrégularité relevée",
    "IrregularityRegularised": "Irrégularité régularisée",
    "IrregularityAccepted": "Irrégularité acceptée",
    "IndicatorSet": "Indicateur défini",
    "ObservationRecorded": "Observation relevée",
    "ObservationCorrected": "Observation corrigée",
}
