"""The register: organisations with what they belong to, people, mandates. The only view that shows a person's name."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.belonging import Belonging
from domain.mandate import Mandate
from domain.mandate.power import Ground, Role, earliest
from domain.organisation.state import Ending, Kind, Label, Organisation
from domain.person import Person
from domain.values import Timeline
from infrastructure.views.facts import Subject
from infrastructure.views.offer import (
    Asked,
    Computed,
    Detail,
    Offer,
    among,
    equal,
    holds_words,
    is_true,
    on_day,
    since,
    until,
)
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, number, of_type, text
from infrastructure.views.timelines import (
    Span,
    day_after,
    holds_on,
    open_ones,
    span_rows,
    span_shape,
    spans,
    today_in,
)
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

ORGANISATIONS = Shape(
    "organisations",
    (
        id_("id", "The organisation.", sure=True),
        text("name", "Its latest name; null where it is unknown."),
        text("kind", "What it is in law, or in fact."),
        text("siren", "SIREN, nine digits; for ever the same."),
        text("siret", "Latest SIRET of its seat."),
        text("rna", "Number in the register of associations."),
        text("doubtful_identifier", "An identifier that was published destroyed or malformed, as it stood."),
        text("municipality", "Latest municipality of its seat."),
        text("ending", "How it ended, or its entry did."),
        day("ended_on", "The first day without it."),
        of_type(ColumnType.ORGANISATION, "successor", "Who took over."),
        day("registered_on", "When it was entered here."),
        text("source", "Where it was learned, when it was not entered here by hand."),
        flag("bank_details_verified", "Whether somebody verified the account on file since it last changed."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("siren",), ("rna",), ("kind",)),
)
SIRETS = span_shape("organisation_sirets", text("siret", "SIRET of the seat."))
NAMES = span_shape("organisation_names", text("name", "Its name."))
MEMBERSHIPS = Shape(
    "memberships",
    (
        id_("id", "The membership.", sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "The member.", sure=True),
        of_type(ColumnType.ORGANISATION, "of", "The network or framework.", sure=True),
        day("since", "From this day on.", sure=True),
        day("until", "The first day without it; null while it lasts."),
    ),
    by="organisation",
    indexes=(("organisation",), ("of",)),
)
ACCREDITATIONS = Shape(
    "accreditations",
    (
        id_("id", "The organisation.", sure=True),
        number("number", "Its place among them.", sure=True),
        text("label", "The status.", sure=True),
        day("since", "From this day on; null: unknown."),
        day("until", "The first day without it; null: no end is known."),
    ),
    key=("id", "number"),
)
PEOPLE = Shape(
    "people",
    (
        id_("id", "The person: an opaque identifier.", sure=True),
        text("name", "Null once the person was erased."),
        day("registered_on", "When the person was entered."),
        day("erased_on", "When what was known about the person was erased."),
        text("sort", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"),),
)
MANDATES = Shape(
    "mandates",
    (
        id_("id", "The mandate.", sure=True),
        of_type(ColumnType.PERSON, "person", "Who bears it.", sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "For which organisation.", sure=True),
        text("role", "What it is for.", sure=True),
        text("capacity", "The official capacity, in words."),
        flag("may_sign", "Whether its bearer may sign."),
        id_("framework", "Where it is limited to one framework."),
        text("act", "The act it rests on, as far as it is known."),
        day("since", "The first day; null: unknown."),
        day("until", "The first day without it; null: no end is known."),
        day("revoked_on", "When it was revoked."),
        text("ground", "Why it ended before its time."),
        id_("principal", "The mandate for which it deputises."),
        id_("predecessor", "The mandate it took over."),
        id_("successor", "The mandate that took it over."),
        day("granted_on", "When it was granted."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        *KEPT,
    ),
    indexes=(("person",), ("organisation",)),
)
SHAPES = (ORGANISATIONS, SIRETS, NAMES, MEMBERSHIPS, ACCREDITATIONS, PEOPLE, MANDATES)


def rows(subject: Subject) -> Made:
    """The rows of one organisation, person or mandate."""
    match subject.state:
        case Organisation() as organisation:
            return _organisation(subject, organisation)
        case Person() as person:
            return {"people": [_person(subject, person)]}
        case Mandate() as mandate:
            return {"mandates": [_mandate(subject, mandate)]}
        case _:
            return {}


def _organisation(subject: Subject, state: Organisation) -> Made:
    known = state.identifiers
    sirets: Timeline[Any] = state.sirets
    row = subject.kept() | {
        "name": state.name or None,
        "kind": state.kind,
        "siren": known.siren,
        "siret": known.siret,
        "rna": known.rna,
        "doubtful_identifier": known.doubtful or None,
        "municipality": state.municipalities[-1].value if state.municipalities else None,
        "ending": state.ending,
        "ended_on": state.ended_on,
        "successor": state.successor,
        "registered_on": state.registered_on,
        "source": None if state.source is None else state.source.kind,
        "bank_details_verified": state.bank_details_verified,
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.name),
        "words": " ".join(tokens(" ".join(each for each in (state.name, known.siren, known.rna) if each))),
    }
    return {
        "organisations": [row],
        "organisation_sirets": span_rows(subject.stream, spans(sirets), lambda siret: {"siret": siret}),
        "organisation_names": span_rows(subject.stream, spans(state.names), lambda name: {"name": name}),
        "memberships": _memberships(subject.stream, state.memberships),
        "accreditations": [
            {
                "id": subject.stream,
                "number": at,
                "label": one.label,
                "since": one.period.start,
                "until": earliest(one.withdrawn_on, day_after(one.period.end)),
            }
            for at, one in enumerate(state.accreditations, 1)
        ],
    }


def _memberships(stream: str, memberships: Belonging) -> list[Mapping[str, Any]]:
    held: list[tuple[str, Span[bool | None]]] = [
        (of, one) for of, timeline in memberships.items() for one in spans(timeline) if one.value
    ]
    return [
        {
            "id": f"{stream}/{of}/{one.since.isoformat()}",
            "organisation": stream,
            "of": of,
            "since": one.since,
            "until": one.until,
        }
        for of, one in held
    ]


def _person(subject: Subject, state: Person) -> dict[str, Any]:
    name = None if state.name is None else state.name.text
    return subject.kept() | {
        "name": name,
        "registered_on": state.registered_on,
        "erased_on": state.erased_on,
        "sort": " ".join(tokens(name or "")),
    }


def _mandate(subject: Subject, state: Mandate) -> dict[str, Any]:
    act = state.act
    return subject.kept() | {
        "person": state.person or "",
        "organisation": state.organisation or "",
        "role": state.role or "",
        "capacity": state.capacity,
        "may_sign": state.may_sign,
        "framework": state.framework,
        "act": None if act is None else " ".join(each for each in (act.kind, act.number) if each),
        "since": state.period.start,
        "until": earliest(state.revoked_on, day_after(state.period.end)),
        "revoked_on": state.revoked_on,
        "ground": state.ground,
        "principal": state.principal,
        "predecessor": state.predecessor,
        "successor": state.successor,
        "granted_on": state.granted_on,
        "irregularities_open": open_ones(state.irregularities),
    }


def _known_on(table: sa.FromClause, on: str) -> sa.ColumnElement[bool]:
    """As far as is known: an unknown start lies in the past."""
    begun = sa.or_(table.c.since.is_(None), table.c.since <= on)
    return sa.and_(begun, sa.or_(table.c.until.is_(None), table.c.until > on))


def _in_force(asked: Asked, on: str | None = None) -> sa.ColumnElement[bool]:
    mandates, when = asked.tables["mandates"], on or asked.day
    principal = mandates.alias("principal_mandate")
    holds = sa.exists().where(principal.c.id == mandates.c.principal, _known_on(principal, when))
    return sa.and_(_known_on(mandates, when), sa.or_(mandates.c.principal.is_(None), holds))


def _accredited(asked: Asked) -> sa.ColumnElement[bool]:
    given = asked.tables["accreditations"]
    mine = given.c.id == asked.tables["organisations"].c.id
    return sa.exists().where(mine, given.c.label == Label.ESUS, _known_on(given, asked.day))


def _exists(asked: Asked) -> sa.ColumnElement[bool]:
    ended_on = asked.tables["organisations"].c.ended_on
    return sa.or_(ended_on.is_(None), ended_on > asked.day)


def _lasts(asked: Asked) -> sa.ColumnElement[bool]:
    return holds_on(asked.tables["memberships"], asked.day)


organisations = Offer(
    name="organisations",
    title="Organisations",
    words="Everyone in the register: authorities, cooperatives, associations, networks and the others.",
    shape=ORGANISATIONS,
    order=("sort",),
    computed=(
        Computed("esus", ColumnType.FLAG, "Whether it holds the ESUS status today.", _accredited),
        Computed("active", ColumnType.FLAG, "Whether it had not ended today.", _exists),
        Computed("siret_today", ColumnType.TEXT, "SIRET of its seat today.", today_in(ORGANISATIONS, SIRETS, "siret")),
    ),
    filters=(
        holds_words("text", ORGANISATIONS, "words", "Words of the name, or an identifier."),
        equal("kind", ORGANISATIONS, choices=Kind),
        equal("siren", ORGANISATIONS),
        equal("rna", ORGANISATIONS),
        equal("ending", ORGANISATIONS, choices=Ending),
        is_true("esus", "Those that hold the ESUS status today.", _accredited),
        is_true("active", "Those that had not ended today.", _exists),
        among(
            "member_of",
            "Members, past or present, of this network or framework.",
            ORGANISATIONS,
            MEMBERSHIPS,
            "of",
            by="organisation",
        ),
        is_true(
            "irregular",
            "Those with open irregularities.",
            lambda asked: asked.tables["organisations"].c.irregularities_open > 0,
        ),
    ),
    details=(
        Detail(
            "memberships",
            "What it belongs to: `of`, `since`, `until`.",
            MEMBERSHIPS,
            ("since", "of"),
            by="organisation",
        ),
        Detail("accreditations", "Its dated statuses.", ACCREDITATIONS, ("number",)),
        Detail("sirets", "The SIRETs of its seat over time.", SIRETS, ("number",)),
        Detail("names", "Its names over time.", NAMES, ("number",)),
    ),
)
memberships = Offer(
    name="memberships",
    title="Adhésions",
    words="Who belongs to which network or framework, from when to when.",
    shape=MEMBERSHIPS,
    order=("organisation", "since"),
    computed=(Computed("lasts", ColumnType.FLAG, "Whether it holds today.", _lasts),),
    filters=(
        equal("organisation", MEMBERSHIPS),
        equal("of", MEMBERSHIPS),
        is_true("lasts", "Those that hold today.", _lasts),
        on_day("on", "Those that held on a day.", lambda asked, on: holds_on(asked.tables["memberships"], on)),
    ),
)
people = Offer(
    name="people",
    title="Personnes",
    words="The people in the register; an erased person keeps the identifier alone.",
    shape=PEOPLE,
    order=("sort",),
    filters=(
        holds_words("text", PEOPLE, "sort", "Words of the name."),
        is_true("erased", "Those who were erased.", lambda asked: asked.tables["people"].c.erased_on.is_not(None)),
    ),
)
mandates = Offer(
    name="mandates",
    title="Habilitations",
    words="Who may act for which organisation, in what role, from when to when.",
    shape=MANDATES,
    order=("organisation", "role", "since"),
    computed=(
        Computed(
            "in_force", ColumnType.FLAG, "Whether it gives power today; a deputy's needs the principal's.", _in_force
        ),
    ),
    filters=(
        equal("person", MANDATES),
        equal("organisation", MANDATES),
        equal("framework", MANDATES),
        equal("role", MANDATES, choices=Role),
        equal("ground", MANDATES, choices=Ground),
        is_true("may_sign", "Those that allow signing.", lambda asked: asked.tables["mandates"].c.may_sign == 1),
        is_true("in_force", "Those that give power today.", _in_force),
        on_day("on", "Those that gave power on a day.", _in_force),
        since("since", MANDATES, "since", "Those that began that day or later."),
        until("until", MANDATES, "until", "Those that ended that day or earlier."),
    ),
    names=True,
)

view = by_state(
    "register",
    in_streams("organisation", "person", "mandate"),
    SHAPES,
    rows,
    (organisations, memberships, people, mandates),
)
