"""The conditions of procedures, in French."""

FRENCH: dict[str, str] = {
    "guard-failed": "Une condition de la procédure n'a pas pu être décidée : elle n'est ni vraie ni fausse.",
}
