"""Territorial clusters, in French."""

FRENCH: dict[str, str] = {
    "cluster-already-founded": "Un pôle n'est fondé qu'une fois.",
    "cluster-is-dissolved": "Un pôle dissous n'admet plus personne et ne mutualise plus rien.",
    "cluster-one-sided": (
        "Un pôle reconnu associe entreprises de l'économie sociale et autres entreprises, en lien avec des "
        "collectivités ou la recherche."
    ),
    "cluster-unnamed": "Un pôle porte un nom.",
    "dissolved-without-reasons": "On dissout un pôle en disant pourquoi.",
    "no-such-cluster": "Un pôle est d'abord fondé ; le reste vient ensuite.",
    "not-in-cluster": "Seul un membre du pôle le quitte.",
    "role-missing": "Un membre d'un pôle y tient un rôle.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "ClusterDissolved": "Pôle dissous",
    "ClusterFounded": "Pôle fondé",
    "ClusterRecognised": "Reconnaissance du pôle",
    "MemberAdmitted": "Entrée d'un membre",
    "MemberReleased": "Sortie d'un membre",
    "ResourcePooled": "Ressource mise en commun",
    "StrategyFollowed": "Stratégie rattachée",
}
"""Titles of what happened, by the event's class name."""
