"""Payments as the accounts state them, in French."""

FRENCH: dict[str, str] = {
    "no-such-payment": "Ce versement n'est pas au dossier.",
    "payment-already-reported": "Une ligne de la comptabilité n'est relevée qu'une fois.",
    "payment-is-decided": "Un versement déjà rapproché ou écarté se défait avant d'être décidé de nouveau.",
    "payment-still-waits": "Seul ce qui a été décidé d'un versement peut être défait.",
    "decision-without-reasons": "Qui décide d'un versement à la main, ou défait une décision, dit pourquoi.",
    "entered-before": "La convention porte déjà cette écriture, sous ce numéro : rien ne s'inscrit deux fois.",
    "entry-not-found": "Ce qui a été inscrit pour un versement se retrouve dans sa convention avant d'être repris.",
    "no-framework": "Les versements se rapprochent là où se tiennent des conventions : il n'y a encore aucun cadre.",
}

EVENTS_FR: dict[str, str] = {
    "Reported": "Versement relevé dans la comptabilité",
    "Queued": "Versement en attente d'une décision",
    "Attached": "Versement rapproché d'une convention",
    "Dismissed": "Versement écarté : aucune convention d'ici",
    "Undone": "Décision défaite",
}
