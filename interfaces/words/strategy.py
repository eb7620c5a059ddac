"""Joint strategies, in French."""

FRENCH: dict[str, str] = {
    "axis-in-use": "Un axe reste tant qu'un objectif s'y rattache.",
    "axis-named-twice": "Chaque axe d'une stratégie porte un code qui lui est propre.",
    "changed-without-reasons": "Ce qui a été adopté ou compté se modifie en disant pourquoi.",
    "no-such-axis": "Un objectif se rattache à un axe de la stratégie.",
    "no-such-objective": "L'objectif cité ne fait pas partie de cette stratégie, ou n'en fait plus partie.",
    "no-such-strategy": "Une stratégie s'élabore d'abord ; le reste vient ensuite.",
    "not-an-owner-of-strategy": "Une stratégie est adoptée par ceux qui la portent.",
    "objective-untitled": "Un objectif porte un code, dit avec des mots ce qui est visé, et pèse plus que rien.",
    "strategy-already-drafted": "Une stratégie ne s'élabore qu'une fois.",
    "strategy-closed": "Une stratégie close ne reçoit plus ni objectif ni engagement.",
    "strategy-closed-without-reasons": "On clôt une stratégie en disant pourquoi.",
    "strategy-untitled": "Une stratégie porte un titre, et deux organisations au moins la portent.",
    "strategy-without-objectives": "Ce qui est adopté dit ce qui est visé : un axe et un objectif au moins.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "AxesSet": "Axes fixés",
    "CommitmentAttached": "Engagement rattaché à un objectif",
    "CommitmentDetached": "Engagement détaché d'un objectif",
    "ObjectiveDropped": "Objectif abandonné",
    "ObjectiveSet": "Objectif fixé",
    "OwnerAdopted": "Adoption par un porteur",
    "StrategyAdopted": "Stratégie adoptée par tous",
    "StrategyDrafted": "Projet de stratégie",
    "StrategyEnded": "Stratégie close",
}
"""Titles of what happened, by the event's class name."""
