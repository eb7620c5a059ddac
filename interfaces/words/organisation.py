"""Organisations, in French."""

FRENCH: dict[str, str] = {
    "account-holder-missing": "Un compte bancaire a un titulaire.",
    "accreditation-ends-before-it-begins": "Un agrément ne prend pas fin avant d'avoir commencé.",
    "activity-missing": "Un transfert dit quelle activité passe à l'autre organisation.",
    "bank-details-in-clear": "Un numéro de compte n'est jamais gardé en clair : seulement son empreinte et sa fin.",
    "contact-about-somebody-else": "Les coordonnées d'un contact sont gardées sous la clé de cette personne.",
    "ending-without-act": "Une fusion, un transfert ou une dissolution nomme l'acte qui l'a décidé.",
    "entry-is-duplicate": "Une fiche reconnue comme doublon ne bouge plus : on utilise l'autre.",
    "identifier-in-doubt": "Les identifiants d'une organisation doivent être lisibles et vérifiables.",
    "member-of-itself": "Une organisation n'adhère pas à elle-même.",
    "no-bank-details": "Il n'y a pas de coordonnées bancaires à vérifier.",
    "no-such-organisation": "Cette organisation ne figure pas au répertoire.",
    "not-a-member": "Seul un adhérent peut quitter un réseau.",
    "not-accredited": "On ne retire qu'un agrément détenu.",
    "not-eligible-for-accreditation": (
        "L'agrément ESUS est réservé aux entreprises : ni collectivités, ni collectifs sans forme juridique."
    ),
    "nothing-to-register": "Il faut un nom ou un identifiant pour distinguer une organisation des autres.",
    "organisation-already-registered": "Une organisation n'est inscrite qu'une fois au répertoire.",
    "organisation-ended": "Une organisation fusionnée ou dissoute n'agit plus.",
    "organisation-name-missing": "Une organisation porte un nom.",
    "other-bank-details": "On vérifie les coordonnées bancaires enregistrées, pas celles d'avant.",
    "rna-invalid": "Un numéro RNA est un W suivi de neuf chiffres, dont le deuxième peut être une lettre.",
    "same-seat": "Un déménagement donne un nouveau SIRET ou une autre commune.",
    "siren-invalid": "Un SIREN compte neuf chiffres, dont le dernier contrôle les autres.",
    "siret-invalid": "Un SIRET compte quatorze chiffres, dont le dernier contrôle les autres (sauf La Poste).",
    "siret-of-another-siren": "Le SIRET d'une organisation commence par son SIREN.",
    "successor-ended": "On ne transmet qu'à une organisation qui existe ce jour-là.",
    "successor-of-itself": "Une organisation ne se transmet rien à elle-même.",
    "verified-by-the-same-hand": "Qui a saisi des coordonnées bancaires ne les vérifie pas.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "Registered": "Organisation inscrite au répertoire",
    "RegisteredFromPublication": "Organisation inscrite d'après une publication",
    "NameCorrected": "Nom corrigé",
    "Renamed": "Changement de nom",
    "IdentifiersCorrected": "Identifiants corrigés",
    "Classified": "Nature de l'organisation précisée",
    "Moved": "Déménagement du siège",
    "EstablishmentNoted": "Établissement signalé",
    "Joined": "Adhésion",
    "Left": "Fin d'adhésion",
    "Accredited": "Agrément obtenu",
    "AccreditationWithdrawn": "Agrément retiré",
    "Merged": "Fusion",
    "MarkedDuplicate": "Doublon signalé",
    "Transferred": "Activité transférée",
    "Dissolved": "Dissolution",
    "Reinstated": "Fin annulée",
    "BankDetailsChanged": "Coordonnées bancaires modifiées",
    "BankDetailsVerified": "Coordonnées bancaires vérifiées",
    "ContactNamed": "Contact désigné",
    "ContactRemoved": "Contact retiré",
}
"""Titles of what happened, by the event's class name."""
