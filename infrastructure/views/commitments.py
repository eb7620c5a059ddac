"""Commitments by state, field and lateness."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.commitment.reading import days_late, next_due, open_contests, progress
from domain.commitment.state import OWED, Commitment, Kind, OriginKind, Stage, current_owners
from domain.framework.state import FieldOfWork
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
    since,
    until,
)
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, money, number, of_type, text
from infrastructure.views.timelines import (
    Span,
    day_after,
    open_ones,
    piecewise,
    span_rows,
    span_shape,
    spans,
    today_in,
    today_or_next,
)
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

COMMITMENTS = Shape(
    "commitments",
    (
        id_("id", "The commitment.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "What is promised, in a line."),
        text("kind", "What form the promise takes."),
        text("field", "The field of work it serves."),
        text("state", "How far it has come, or how it ended."),
        of_type(ColumnType.ORGANISATIONS, "owners", "Who owes it now."),
        of_type(ColumnType.ORGANISATIONS, "beneficiaries", "Who benefits."),
        money("amount", "What it is worth, where it is money."),
        text("origin_kind", "What it comes from."),
        id_("origin", "The stream it comes from."),
        day("original_due", "When it was due at first."),
        day("next_due", "The earliest date still to be met, even if it has passed; null: nothing is owed any more."),
        text("next_due_what", "What is due then."),
        number("times_moved", "How often the due date was moved."),
        number("times_missed", "How often it was missed."),
        day("starts_on", "When work is to start."),
        day("delivered_on", "When it was delivered."),
        day("verified_on", "When somebody who acts for none of the owners verified it."),
        number("milestone_count", "Milestones that stand."),
        number("milestones_reached", "Those that were reached."),
        of_type(ColumnType.DECIMAL, "progress", "Share of the milestones reached, from 0 to 1."),
        number("indicator_count", "How many indicators it has."),
        number("contests_open", "Entries that one side disputes and nobody has answered."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "state"), ("next_due",), ("origin",)),
)
DUE = span_shape("commitment_due", day("due", "The due date as it stood then."))
LATENESS = span_shape("commitment_lateness", flag("late", "Whether it was late."))
OWNERS = Shape(
    "commitment_owners",
    (
        id_("id", "The commitment.", sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "Who owes it.", sure=True),
        of_type(ColumnType.DECIMAL, "share", "Its share in per cent, where it is pooled."),
        day("accepted_on", "When it accepted."),
    ),
    key=("id", "organisation"),
    indexes=(("organisation",),),
)
MILESTONES = Shape(
    "commitment_milestones",
    (
        id_("id", "The commitment.", sure=True),
        number("number", "Its number.", sure=True),
        text("title", "What is to be reached."),
        day("due", "By when."),
        day("original_due", "By when at first."),
        day("reached_on", "When it was reached."),
        day("dropped_on", "When it was dropped."),
    ),
    key=("id", "number"),
)
INDICATORS = Shape(
    "commitment_indicators",
    (
        id_("id", "The commitment.", sure=True),
        text("name", "What is counted.", sure=True),
        text("unit", "In which unit."),
        of_type(ColumnType.DECIMAL, "value", "The latest figure."),
        of_type(ColumnType.DECIMAL, "attained", "Share of the way from baseline to target, from 0 to 1."),
        of_type(ColumnType.DECIMAL, "distance", "What is still missing, in the unit."),
    ),
    key=("id", "name"),
)
SHAPES = (COMMITMENTS, DUE, LATENESS, OWNERS, MILESTONES, INDICATORS)


def rows(subject: Subject) -> Made:
    """The rows of one commitment."""
    state: Commitment = subject.state
    return {
        "commitments": [_commitment(subject, state)],
        "commitment_due": span_rows(subject.stream, spans(state.due), lambda due: {"due": due}),
        "commitment_lateness": span_rows(subject.stream, lateness(state), lambda late: {"late": late}),
        "commitment_owners": [
            {
                "id": subject.stream,
                "organisation": one.organisation,
                "share": one.share,
                "accepted_on": state.accepted_by.get(one.organisation),
            }
            for one in {each.organisation: each for each in current_owners(state)}.values()
        ],
        "commitment_milestones": [
            {
                "id": subject.stream,
                "number": one.number,
                "title": one.title,
                "due": one.due,
                "original_due": one.original_due,
                "reached_on": one.reached_on,
                "dropped_on": one.dropped_on,
            }
            for one in state.milestones
        ],
        "commitment_indicators": list(_indicators(subject.stream, state)),
    }


def _commitment(subject: Subject, state: Commitment) -> dict[str, Any]:
    due, way = next_due(state), progress(state)
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "kind": state.kind,
        "field": state.field,
        "state": state.stage,
        "owners": [one.organisation for one in current_owners(state)],
        "beneficiaries": sorted(state.beneficiaries),
        "amount": state.amount,
        "origin_kind": state.origin and state.origin.kind,
        "origin": state.origin and state.origin.stream,
        "original_due": state.original_due,
        "next_due": due and due.on,
        "next_due_what": due and due.title,
        "times_moved": len(state.due_moves),
        "times_missed": len(state.missed),
        "starts_on": state.starts_on,
        "delivered_on": state.delivered_on,
        "verified_on": state.verification and state.verification.on,
        "milestone_count": way.milestones,
        "milestones_reached": way.reached,
        "progress": way.share,
        "indicator_count": len(state.indicators),
        "contests_open": len(open_contests(state)),
        "irregularities_open": open_ones(state.irregularities),
        "currency": state.amount and state.amount.currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.text}")),
    }


def lateness(state: Commitment) -> list[Span[bool]]:
    """On which days it was, is or will be late if nothing more happens."""
    done = (state.delivered_on, None if state.verification is None else state.verification.on)
    days: list[date | None] = [*done, *(day_after(each) for each in done)]
    for entry in state.due:
        days += [entry.since, entry.value, day_after(entry.value)]
    return piecewise(days, lambda when: days_late(state, when) > 0)


def _indicators(stream: str, state: Commitment) -> Iterator[dict[str, Any]]:
    for one in progress(state).indicators:
        yield {
            "id": stream,
            "name": one.name,
            "unit": one.unit,
            "value": one.value,
            "attained": one.attained,
            "distance": one.distance,
        }


def _late(asked: Asked) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(today_in(COMMITMENTS, LATENESS, "late")(asked), 0)


def _overdue(asked: Asked, on: str) -> sa.ColumnElement[bool]:
    commitments = asked.tables["commitments"]
    return sa.and_(commitments.c.next_due <= on, commitments.c.state.in_(sorted(OWED)))


commitments = Offer(
    name="commitments",
    title="Engagements",
    words="What one or several parties owe by a date, from a named source.",
    shape=COMMITMENTS,
    order=("sort",),
    computed=(
        Computed("due", ColumnType.DAY, "When it is due, as it stands today.", today_or_next(COMMITMENTS, DUE, "due")),
        Computed("late", ColumnType.FLAG, "Whether it is late today, or was delivered late.", _late),
    ),
    filters=(
        holds_words("text", COMMITMENTS, "words", "Words of the title or text."),
        equal("framework", COMMITMENTS),
        equal("state", COMMITMENTS, choices=Stage),
        equal("field", COMMITMENTS, choices=FieldOfWork),
        equal("kind", COMMITMENTS, choices=Kind),
        equal("origin", COMMITMENTS),
        equal("origin_kind", COMMITMENTS, choices=OriginKind),
        among("owner", "Those that this organisation owes.", COMMITMENTS, OWNERS, "organisation"),
        lists("beneficiary", COMMITMENTS, "beneficiaries", "Those from which this organisation benefits."),
        is_true("late", "Those late today, or delivered late.", lambda asked: _late(asked) == 1),
        on_day("due_by", "Those that still owe something due that day or earlier.", _overdue),
        since("due_since", COMMITMENTS, "next_due", "Those whose next date is that day or later."),
        until("due_until", COMMITMENTS, "next_due", "Those whose next date is that day or earlier."),
        is_true(
            "contested", "Those with an open contest.", lambda asked: asked.tables["commitments"].c.contests_open > 0
        ),
    ),
    details=(
        Detail("owner_shares", "Who owes it, with shares and acceptances.", OWNERS, ("organisation",)),
        Detail("milestones", "Its dated steps.", MILESTONES, ("number",)),
        Detail("indicators", "How far each indicator has come.", INDICATORS, ("name",)),
        Detail("due_dates", "The due date over time.", DUE, ("number",)),
    ),
)

view = by_state("commitments", in_streams("commitment"), SHAPES, rows, (commitments,))
