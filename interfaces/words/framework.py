"""Cooperation frameworks, in French."""

FRENCH: dict[str, str] = {
    "closed-before-it-began": "Un cadre de coopération n'est pas clos avant d'avoir été créé.",
    "closing-reasons-missing": "On clôt ou rouvre un cadre de coopération en disant pourquoi.",
    "field-of-work-missing": "Un cadre de coopération porte sur un domaine au moins.",
    "framework-already-established": "Un cadre de coopération n'est créé qu'une fois.",
    "framework-closed": "On n'entre pas dans un cadre clos et il n'adopte plus rien, tant qu'il n'est pas rouvert.",
    "framework-name-missing": "Un cadre de coopération et son territoire portent un nom.",
    "framework-zone-malformed": "Un fuseau horaire porte le nom que lui donne l'IANA, par exemple Europe/Paris.",
    "no-such-framework": "Ce cadre de coopération n'existe pas.",
    "not-a-party-of-framework": "Seule une partie au cadre de coopération peut le quitter.",
    "preset-name-missing": "Un modèle de règles s'adopte par son nom, pour un usage précis.",
    "territory-code-malformed": "Le code d'un territoire est un code Insee ou un SIREN, et l'on dit lequel.",
}
"""What to say when a rule is broken, by the rule's stable name."""

EVENTS_FR: dict[str, str] = {
    "Established": "Cadre de coopération créé",
    "Renamed": "Cadre renommé",
    "TerritoryChanged": "Territoire modifié",
    "OperatorChanged": "Changement d'organisation porteuse",
    "FieldsChanged": "Domaines modifiés",
    "ZoneCorrected": "Fuseau horaire corrigé",
    "PartyEntered": "Entrée d'une partie",
    "PartyLeft": "Sortie d'une partie",
    "PresetAdopted": "Modèle de règles adopté",
    "PresetDropped": "Modèle de règles abandonné",
    "Closed": "Cadre clos",
    "Reopened": "Cadre rouvert",
}
"""Titles of what happened, by the event's class name."""
