"""Mandates, in French."""

FRENCH: dict[str, str] = {
    "seat-beyond-mandate": "On siège en vertu d'une habilitation en cours ce jour-là.",
    "seat-in-ones-own-body": "On représente une organisation auprès des autres, pas auprès d'elle-même.",
    "seat-elsewhere-not-held": "On ne quitte qu'un siège que l'on a occupé.",
    "seat-unnamed": "Un siège porte un nom dans l'instance où il se trouve.",
    "already-succeeded": "Une habilitation n'est reprise que par une seule autre.",
    "deputy-exceeds-principal": "Un suppléant n'a pas plus de pouvoirs que le titulaire, ni pour plus longtemps.",
    "deputy-of-a-deputy": "Un suppléant ne désigne pas de suppléant.",
    "deputy-of-oneself": "Nul n'est son propre suppléant.",
    "extension-after-lapse": "Une habilitation se prolonge avant son terme ; ensuite, il en faut une nouvelle.",
    "extension-after-revocation": "Une habilitation retirée ne se prolonge pas.",
    "extension-not-later": "Une prolongation reporte le terme ; pour l'avancer, on retire l'habilitation.",
    "mandate-already-granted": "Une habilitation se donne une fois ; d'autres pouvoirs font une autre habilitation.",
    "mandate-detail-known": "On ne complète que l'inconnu ; le reste ne change que par une nouvelle habilitation.",
    "mandate-ends-before-it-begins": "Une habilitation ne prend pas fin avant d'avoir commencé.",
    "mandate-for-ended-organisation": "Nul ne reçoit le pouvoir d'agir pour une organisation qui n'existe plus.",
    "mandate-start-unknown": "Le jour où commence une habilitation doit être connu.",
    "no-revocation": "Il n'y a pas de retrait à annuler ; ce qui a été repris par un successeur le reste.",
    "no-such-mandate": "Cette habilitation n'existe pas.",
    "power-before-act": "Une habilitation ne commence pas avant l'acte qui la donne.",
    "principal-not-empowered": "On ne supplée que quelqu'un qui détient le pouvoir ce jour-là.",
    "signing-without-act": "Une habilitation à signer nomme l'acte qui la donne.",
    "successor-elsewhere": "Une habilitation est reprise par une autre pour la même organisation et le même rôle.",
    "takes-over-before-it-began": "Une habilitation n'est pas reprise avant d'avoir commencé.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "SeatTaken": "Siège occupé dans une instance extérieure",
    "SeatLeft": "Siège extérieur quitté",
    "Granted": "Habilitation donnée",
    "Succeeded": "Habilitation reprise par un successeur",
    "Revoked": "Habilitation retirée",
    "RevocationWithdrawn": "Retrait annulé",
    "Extended": "Habilitation prolongée",
    "Completed": "Habilitation complétée",
}
"""Titles of what happened, by the event's class name."""
