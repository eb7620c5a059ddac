"""Committees, in French."""

FRENCH: dict[str, str] = {
    "bylaws-to-adopt": "On adopte un règlement écrit en entier ou un jeu de règles fourni, l'un ou l'autre.",
    "bylaws-unsound": "Un règlement ne s'applique que si ses chiffres ont un sens.",
    "chair-not-voting": "La présidence revient au titulaire d'un siège avec voix délibérative.",
    "college-unknown": "Un siège appartient à un collège du comité, ou à aucun.",
    "committee-already-constituted": "Un comité n'est constitué qu'une fois.",
    "committee-is-dissolved": "Un comité dissous ne change plus.",
    "committee-name-missing": "Un comité a un nom.",
    "committee-not-active": "Seul un comité en activité peut être renouvelé.",
    "committee-not-constituted": "Un comité est d'abord constitué ; le reste vient ensuite.",
    "no-bylaws": "Un comité commence ses travaux une fois doté d'un règlement intérieur.",
    "nobody-sits": "Un comité commence ses travaux une fois pourvu un siège avec voix délibérative.",
    "person-sits-twice": "Une même personne n'occupe qu'un siège délibératif à la fois dans un comité.",
    "seat-already-created": "Un siège garde la nature, le collège et le poids de sa création.",
    "seat-not-free": "Un siège n'a qu'un titulaire à la fois.",
    "seat-not-held": "On ne libère qu'un siège occupé.",
    "seat-unknown": "Seul un siège du comité peut être pourvu, libéré ou recevoir la présidence.",
    "term-upside-down": "On ne quitte pas un siège avant de l'avoir occupé.",
    "weight-not-positive": "Un siège ou un collège pèse au moins un.",
}
EVENTS_FR: dict[str, str] = {
    "BylawsAdopted": "Adoption du règlement intérieur",
    "ChairAppointed": "Désignation de la présidence",
    "CollegeDefined": "Définition d'un collège",
    "CommitteeConstituted": "Constitution du comité",
    "CommitteeDissolved": "Dissolution du comité",
    "CommitteeInstalled": "Installation du comité",
    "CommitteeRenewed": "Renouvellement du comité",
    "SeatCreated": "Création d'un siège",
    "SeatFilled": "Désignation d'un membre",
    "SeatVacated": "Fin de fonction d'un membre",
}
