"""Keys of programs, in French."""

FRENCH: dict[str, str] = {
    "key-already-issued": "Une clé n'est délivrée qu'une fois ; ce qu'elle ouvre ne change jamais.",
    "key-ends-before-it-begins": "Une clé prend fin après l'instant où elle a été délivrée.",
    "bounded-key-acts": "Une clé qui ne montre qu'une partie du journal lit ; elle n'agit pas.",
    "calendar-key-opens-more": "La clé d'un agenda ouvre cet agenda et rien d'autre.",
    "no-such-key": "Il n'y a pas de telle clé ici.",
    "key-name-missing": "Une clé porte le nom du programme qui s'en sert.",
    "event-type-unknown": "Une clé se limite à des événements que Palabre enregistre, comme agreement.signed.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "Issued": "Clé délivrée à un programme",
    "Revoked": "Clé d'un programme révoquée",
}
"""Titles of what happened, by the event's class name."""
