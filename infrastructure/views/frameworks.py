"""Cooperation frameworks with their parties, committees with their seats."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.committee import Committee, CommitteeStage, SeatKind, bylaws_on
from domain.framework.state import FieldOfWork, Framework
from domain.values import latest
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
    lists,
    on_day,
)
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, number, of_type, text
from infrastructure.views.timelines import (
    day_after,
    open_ones,
    piecewise,
    span_rows,
    span_shape,
    spans,
    today_in,
)
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

FRAMEWORKS = Shape(
    "frameworks",
    (
        id_("id", "The framework.", sure=True),
        text("name", "Its latest name."),
        text("territory", "Where it holds."),
        text("territory_code", "The territory's code, where there is one."),
        of_type(ColumnType.ORGANISATION, "operator", "Who operates it."),
        of_type(ColumnType.TEXTS, "fields_of_work", "What it works on."),
        text("zone", "Its time zone."),
        day("established_on", "When it was established."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"),),
)
OPENINGS = span_shape("framework_openings", flag("open", "Whether it is open."))
PARTIES = Shape(
    "framework_parties",
    (
        id_("id", "The framework.", sure=True),
        number("number", "Its place among them.", sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "The party.", sure=True),
        day("since", "From this day on.", sure=True),
        day("until", "The first day without it."),
    ),
    key=("id", "number"),
    indexes=(("organisation",),),
)
COMMITTEES = Shape(
    "committees",
    (
        id_("id", "The committee.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("name", "Its name."),
        text("purpose", "What it is for."),
        text("state", "Where it is in its life."),
        number("term", "Which term it is in, from 1."),
        number("seat_count", "How many seats it has."),
        text("act", "The act that set it up, as far as it is known."),
        day("dissolved_on", "When it was dissolved."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",)),
)
SEATS = Shape(
    "seats",
    (
        id_("id", "The tenure.", sure=True),
        id_("committee", "The committee.", sure=True),
        text("seat", "The seat.", sure=True),
        text("kind", "Voting, consultative, observer or guest.", sure=True),
        text("college", "The voting group it sits in."),
        number("weight", "What its vote weighs."),
        of_type(ColumnType.PERSON, "person", "Who holds it; null for a seat nobody has held yet."),
        of_type(ColumnType.ORGANISATION, "organisation", "For which organisation."),
        id_("mandate", "Under which mandate."),
        day("since", "From this day on; null: unknown."),
        day("until", "The first day without it."),
    ),
    by="committee",
    indexes=(("committee",), ("person",)),
)
CHAIRS = span_shape("committee_chairs", text("seat", "The seat that chairs."))
RULES = span_shape("committee_bylaws", text("title", "The rules in force."))
SHAPES = (FRAMEWORKS, OPENINGS, PARTIES, COMMITTEES, SEATS, CHAIRS, RULES)


def rows(subject: Subject) -> Made:
    """The rows of one framework or committee."""
    match subject.state:
        case Framework() as framework:
            return _framework(subject, framework)
        case Committee() as committee:
            return _committee(subject, committee)
        case _:
            return {}


def _framework(subject: Subject, state: Framework) -> Made:
    territory = latest(state.territories)
    named = f"{state.name} {territory.name if territory else ''}"
    row = subject.kept() | {
        "name": state.name,
        "territory": territory and territory.name,
        "territory_code": territory and (territory.code or None),
        "operator": latest(state.operators),
        "fields_of_work": sorted(latest(state.fields_of_work) or ()),
        "zone": state.zone,
        "established_on": state.established_on,
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.name),
        "words": " ".join(tokens(named)),
    }
    held = [(name, one) for name, timeline in state.parties.items() for one in spans(timeline) if one.value]
    return {
        "frameworks": [row],
        "framework_openings": span_rows(subject.stream, spans(state.openings), lambda value: {"open": value}),
        "framework_parties": [
            {"id": subject.stream, "number": at, "organisation": name, "since": one.since, "until": one.until}
            for at, (name, one) in enumerate(held, 1)
        ],
    }


def _committee(subject: Subject, state: Committee) -> Made:
    act = state.act
    row = subject.kept() | {
        "framework": state.framework,
        "name": state.name,
        "purpose": state.purpose,
        "state": state.stage,
        "term": state.term,
        "seat_count": len(state.seats),
        "act": None if act is None else " ".join(each for each in (act.kind, act.number) if each),
        "dissolved_on": state.dissolved_on,
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.name),
    }
    days = {one.since for adopted in state.bylaws for one in adopted.value.versions}
    days |= {adopted.since for adopted in state.bylaws}
    titles = [one for one in piecewise(days, lambda when: _title(state, when)) if one.value is not None]
    return {
        "committees": [row],
        "seats": list(_seats(subject.stream, state)),
        "committee_chairs": span_rows(subject.stream, spans(state.chair), lambda seat: {"seat": seat}),
        "committee_bylaws": span_rows(subject.stream, titles, lambda title: {"title": title}),
    }


def _title(state: Committee, when: date) -> str | None:
    rules = bylaws_on(state, when)
    return None if rules is None else rules.title


def _seats(stream: str, state: Committee) -> Iterator[dict[str, Any]]:
    for name, seat in state.seats.items():
        common = {
            "committee": stream,
            "seat": name,
            "kind": seat.kind,
            "college": seat.college,
            "weight": seat.weight,
        }
        for at, tenure in enumerate(seat.tenures, 1):
            yield common | {
                "id": f"{stream}/{name}/{at}",
                "person": tenure.person,
                "organisation": tenure.organisation,
                "mandate": tenure.mandate,
                "since": tenure.period.start,
                "until": day_after(tenure.period.end),
            }
        if not seat.tenures:
            nobody = dict.fromkeys(("person", "organisation", "mandate", "since", "until"))
            yield common | nobody | {"id": f"{stream}/{name}"}


def _held(asked: Asked, on: str | None = None) -> sa.ColumnElement[bool]:
    seats, when = asked.tables["seats"], on or asked.day
    begun = sa.or_(seats.c.since.is_(None), seats.c.since <= when)
    return sa.and_(seats.c.person.is_not(None), begun, sa.or_(seats.c.until.is_(None), seats.c.until > when))


frameworks = Offer(
    name="frameworks",
    title="Cadres de coopération",
    words="The lasting frames: a territory, its parties, what it works on.",
    shape=FRAMEWORKS,
    order=("sort",),
    computed=(Computed("open", ColumnType.FLAG, "Whether it is open today.", today_in(FRAMEWORKS, OPENINGS, "open")),),
    filters=(
        holds_words("text", FRAMEWORKS, "words", "Words of the name or territory."),
        among("party", "Those to which this organisation is or was party.", FRAMEWORKS, PARTIES, "organisation"),
        equal("operator", FRAMEWORKS),
        lists("field_of_work", FRAMEWORKS, "fields_of_work", "Those that work on it.", FieldOfWork),
    ),
    details=(Detail("parties", "Its parties: `organisation`, `since`, `until`.", PARTIES, ("number",)),),
)
committees = Offer(
    name="committees",
    title="Comités",
    words="Committees of dialogue, steering or technique, with their seats.",
    shape=COMMITTEES,
    order=("sort",),
    computed=(
        Computed("chair", ColumnType.TEXT, "The seat that chairs today.", today_in(COMMITTEES, CHAIRS, "seat")),
        Computed("bylaws", ColumnType.TEXT, "The rules in force today.", today_in(COMMITTEES, RULES, "title")),
    ),
    filters=(
        holds_words("text", COMMITTEES, "sort", "Words of the name."),
        equal("framework", COMMITTEES),
        equal("state", COMMITTEES, choices=CommitteeStage),
        among("person", "Those in which this person sits or sat.", COMMITTEES, SEATS, "person", by="committee"),
        among(
            "organisation",
            "Those in which this organisation sits or sat.",
            COMMITTEES,
            SEATS,
            "organisation",
            by="committee",
        ),
    ),
    details=(Detail("seats", "Who holds or held which seat.", SEATS, ("seat", "since"), by="committee"),),
)
seats = Offer(
    name="seats",
    title="Sièges",
    words="Who holds which seat of which committee, from when to when.",
    shape=SEATS,
    order=("committee", "seat"),
    computed=(Computed("held", ColumnType.FLAG, "Whether it is held today.", _held),),
    filters=(
        equal("committee", SEATS),
        equal("person", SEATS),
        equal("organisation", SEATS),
        equal("college", SEATS),
        equal("kind", SEATS, choices=SeatKind),
        is_true("held", "Those held today.", _held),
        on_day("on", "Those held on a day.", _held),
    ),
)

view = by_state("frameworks", in_streams("framework", "committee"), SHAPES, rows, (frameworks, committees, seats))
