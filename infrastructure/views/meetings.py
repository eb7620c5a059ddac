"""Meetings with their agenda, and every outcome with the rule it was taken under and the figures."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.bylaws import Figures, MeetingMode, OutcomeKind, VoteFacts
from domain.meeting.state import Item, Meeting, Outcome, Stage
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Computed, Detail, Offer, equal, holds_words, is_true, since, until
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import tokens

MEETINGS = Shape(
    "meetings",
    (
        id_("id", "The meeting.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("committee", "The committee that meets."),
        text("title", "Its title."),
        text("mode", "How members meet."),
        text("place", "Where."),
        text("state", "Where it is in its life."),
        day("held_on", "The day of the meeting."),
        of_type(ColumnType.INSTANT, "starts_at", "When it is to begin."),
        of_type(ColumnType.INSTANT, "opened_at", "When it was opened."),
        of_type(ColumnType.INSTANT, "closed_at", "When it was closed."),
        number("item_count", "How many items it has."),
        number("outcome_count", "How many of them have an outcome."),
        number("seat_count", "Seats that may sit."),
        flag("second_convocation", "Whether it was convened again after a meeting without quorum."),
        day("listed_on", "When the list of decisions was drawn up."),
        day("minutes_drafted_on", "When the minutes were drafted."),
        day("minutes_approved_on", "When they were approved."),
        day("minutes_published_on", "When they were published."),
        text("source", "Where it was learned, when it was held elsewhere."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("held_on", "id"), ("committee",), ("framework",)),
)
ITEMS = Shape(
    "meeting_items",
    (
        id_("id", "The meeting.", sure=True),
        number("number", "Its place on the agenda.", sure=True),
        text("item", "Its name in the meeting.", sure=True),
        text("title", "Its title."),
        text("kind", "Deliberation, election or information."),
        flag("on_agenda", "What is not can be discussed, not decided."),
        id_("about", "What it is about."),
        of_type(ColumnType.ORGANISATION, "beneficiary", "Who benefits, where somebody does."),
        number("recusals", "How many members stand aside."),
        text("outcome", "What it ended with."),
        flag("adopted", "Whether it was adopted."),
        flag("withdrawn", "Whether it was withdrawn."),
    ),
    key=("id", "number"),
    indexes=(("about",),),
)
DECISIONS = Shape(
    "decisions",
    (
        id_("id", "Meeting and item.", sure=True),
        id_("meeting", "The meeting.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("committee", "The committee that took it."),
        text("item", "The item's name in the meeting.", sure=True),
        text("title", "What it was about, in words."),
        text("kind", "A decision binds; an opinion binds nobody."),
        flag("adopted", "Whether it was adopted; null: nothing was to adopt, or nothing is known."),
        text("reference", "Its number."),
        day("on", "The day it was taken."),
        id_("about", "What it is about."),
        of_type(ColumnType.ORGANISATION, "beneficiary", "Who benefits, where somebody does."),
        text("rule", "The rules it was taken under."),
        text("method", "How the vote was taken."),
        number("quorum_required", "Members whose presence was needed."),
        number("quorum_met", "Members who were present."),
        flag("quorum_holds", "Whether that was enough."),
        number("majority_required", "Votes that were needed."),
        number("majority_met", "Votes in favour that counted."),
        flag("majority_holds", "Whether that was enough."),
        number("in_favour", "Votes in favour, by weight."),
        number("against", "Votes against."),
        number("abstentions", "Abstentions."),
        number("blank_or_null", "Blank and null votes."),
        number("objections", "Objections recorded."),
        text("elected", "Which candidacy was elected."),
        flag("provisional", "Taken in urgency, waiting for ratification."),
        text("source", "Where it was learned, when it was taken elsewhere."),
        text("words", hidden=True, sure=True),
    ),
    by="meeting",
    indexes=(("on", "id"), ("meeting",), ("committee",), ("about",)),
)
SHAPES = (MEETINGS, ITEMS, DECISIONS)


def rows(subject: Subject) -> Made:
    """The rows of one meeting."""
    state: Meeting = subject.state
    return {
        "meetings": [_meeting(subject, state)],
        "meeting_items": [
            _item(subject.stream, at, name, one) for at, (name, one) in enumerate(state.items.items(), 1)
        ],
        "decisions": list(_decisions(subject.stream, state)),
    }


def _meeting(subject: Subject, state: Meeting) -> dict[str, Any]:
    minutes = state.minutes
    return subject.kept() | {
        "framework": state.framework,
        "committee": state.committee,
        "title": state.title,
        "mode": state.mode,
        "place": state.place,
        "state": state.stage,
        "held_on": state.held_on,
        "starts_at": state.starts_at,
        "opened_at": state.opened_at,
        "closed_at": state.closed_at,
        "item_count": len(state.items),
        "outcome_count": sum(one.outcome is not None for one in state.items.values()),
        "seat_count": len(state.seats),
        "second_convocation": state.second_convocation,
        "listed_on": state.listed_on,
        "minutes_drafted_on": minutes and minutes.drafted_on,
        "minutes_approved_on": minutes and minutes.approved_on,
        "minutes_published_on": minutes and minutes.published_on,
        "source": state.source and state.source.kind,
        "irregularities_open": open_ones(state.irregularities),
        "words": " ".join(tokens(f"{state.title} {state.place}")),
    }


def _item(stream: str, at: int, name: str, one: Item) -> dict[str, Any]:
    return {
        "id": stream,
        "number": at,
        "item": name,
        "title": one.title,
        "kind": one.kind,
        "on_agenda": one.on_agenda,
        "about": one.about or None,
        "beneficiary": one.beneficiary,
        "recusals": len(one.recusals),
        "outcome": one.outcome and one.outcome.kind,
        "adopted": one.outcome and one.outcome.adopted,
        "withdrawn": one.withdrawn,
    }


def _decisions(stream: str, state: Meeting) -> Iterator[dict[str, Any]]:
    for name, item in state.items.items():
        if item.outcome is None:
            continue
        outcome = item.outcome
        yield {
            "id": f"{stream}/{name}",
            "meeting": stream,
            "framework": state.framework,
            "committee": state.committee,
            "item": name,
            "title": item.title,
            "kind": outcome.kind,
            "adopted": outcome.adopted,
            "reference": outcome.reference or None,
            "on": outcome.on,
            "about": item.about or None,
            "beneficiary": item.beneficiary,
            "rule": outcome.rule and outcome.rule.title,
            "method": item.ballot and item.ballot.method,
            **_figures("quorum", outcome.verdict.quorum),
            **_figures("majority", outcome.verdict.majority),
            **_votes(outcome.facts.vote),
            "objections": outcome.facts.objections,
            "elected": _elected(outcome, item),
            "provisional": outcome.provisional,
            "source": outcome.source and outcome.source.kind,
            "words": " ".join(tokens(f"{item.title} {outcome.reference}")),
        }


def _figures(name: str, figures: Figures | None) -> dict[str, Any]:
    if figures is None:
        return {f"{name}_required": None, f"{name}_met": None, f"{name}_holds": None}
    return {f"{name}_required": figures.required, f"{name}_met": figures.met, f"{name}_holds": figures.holds}


def _votes(vote: VoteFacts | None) -> dict[str, Any]:
    names = ("in_favour", "against", "abstentions", "blank_or_null")
    if vote is None:
        return dict.fromkeys(names)
    return {
        "in_favour": sum(one.in_favour for one in vote.colleges),
        "against": sum(one.against for one in vote.colleges),
        "abstentions": sum(one.abstentions for one in vote.colleges),
        "blank_or_null": sum(one.blank + one.null for one in vote.colleges),
    }


def _elected(outcome: Outcome, item: Item) -> str | None:
    return outcome.verdict.elected or (None if item.election is None else item.election.elected)


def _published(asked: Asked) -> sa.ColumnElement[bool]:
    return asked.tables["meetings"].c.minutes_published_on.is_not(None)


def _to_come(asked: Asked) -> sa.ColumnElement[bool]:
    meetings = asked.tables["meetings"]
    return sa.and_(meetings.c.held_on >= asked.day, meetings.c.opened_at.is_(None), meetings.c.state != Stage.CANCELLED)


meetings = Offer(
    name="meetings",
    title="Réunions",
    words="Meetings of committees, from the convocation to the published minutes.",
    shape=MEETINGS,
    order=("-held_on",),
    computed=(Computed("to_come", ColumnType.FLAG, "Whether it is still to be held.", _to_come),),
    filters=(
        holds_words("text", MEETINGS, "words", "Words of the title or place."),
        equal("framework", MEETINGS),
        equal("committee", MEETINGS),
        equal("state", MEETINGS, choices=Stage),
        equal("mode", MEETINGS, choices=MeetingMode),
        since("since", MEETINGS, "held_on", "Those held that day or later."),
        until("until", MEETINGS, "held_on", "Those held that day or earlier."),
        is_true("to_come", "Those still to be held.", _to_come),
        is_true("minutes_published", "Those whose minutes are published.", _published),
        is_true(
            "irregular",
            "Those with open irregularities.",
            lambda asked: asked.tables["meetings"].c.irregularities_open > 0,
        ),
    ),
    details=(
        Detail("agenda", "Its items in order.", ITEMS, ("number",)),
        Detail(
            "decisions",
            "What each item ended with, under which rule and with which figures.",
            DECISIONS,
            ("id",),
            by="meeting",
        ),
    ),
)
decisions = Offer(
    name="decisions",
    title="Décisions et avis",
    words="Every outcome with the rule it was taken under, the figures and the result.",
    shape=DECISIONS,
    order=("-on",),
    filters=(
        holds_words("text", DECISIONS, "words", "Words of the title or number."),
        equal("framework", DECISIONS),
        equal("committee", DECISIONS),
        equal("meeting", DECISIONS),
        equal("about", DECISIONS),
        equal("beneficiary", DECISIONS),
        equal("kind", DECISIONS, choices=OutcomeKind),
        is_true(
            "adopted",
            "Those adopted (`true`) or rejected (`false`).",
            lambda asked: asked.tables["decisions"].c.adopted == 1,
        ),
        since("since", DECISIONS, "on", "Those taken that day or later."),
        until("until", DECISIONS, "on", "Those taken that day or earlier."),
    ),
)

view = by_state("meetings", in_streams("meeting"), SHAPES, rows, (meetings, decisions))
