"""Bylaws and the sets of rules that ship with the product, in French."""

FRENCH: dict[str, str] = {
    "no-text-that-day": "Le jeu de règles nommé n'existait pas encore à cette date.",
    "rule-broken": "Une règle de l'instance n'a pas été respectée ; l'article cité est celui en vigueur ce jour-là.",
    "unknown-preset": "Seuls les jeux de règles fournis peuvent être nommés ; les autres s'écrivent en entier.",
}
EVENTS_FR: dict[str, str] = {}
