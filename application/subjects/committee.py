"""What conditions may see of a committee and of a meeting."""

from datetime import date

from application.definitions.guards import VarType
from application.subjects.seeing import Seen, seen
from domain.committee.state import Committee, CommitteeStage, SeatKind, bylaws_on, held_on, seats_in_office
from domain.meeting.state import Meeting
from domain.values import value_on


def term_ends_on(committee: Committee, today: date) -> date | None:
    """The last day of the last voting seat to end, of those held today; unknown where one of them has no end."""
    tenures = [
        tenure for seat in committee.seats.values() if seat.kind is SeatKind.VOTING for tenure in held_on(seat, today)
    ]
    ends = [tenure.period.end for tenure in tenures if tenure.period.end is not None]
    return max(ends) if ends and len(ends) == len(tenures) else None


def _members(committee: Committee, today: date) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seat.person for seat in seats_in_office(committee, today)))


def _organisations(committee: Committee, today: date) -> tuple[str, ...]:
    held = (seat.organisation for seat in seats_in_office(committee, today))
    return tuple(dict.fromkeys(one for one in held if one is not None))


def _vacant(committee: Committee, today: date) -> int:
    return sum(not any(held_on(seat, today)) for seat in committee.seats.values())


def _approved_on(meeting: Meeting) -> date | None:
    return None if meeting.minutes is None else meeting.minutes.approved_on


TEXT, NUMBER, FLAG, DATE, LIST = VarType.TEXT, VarType.NUMBER, VarType.FLAG, VarType.DATE, VarType.LIST
ACTIVE = frozenset({CommitteeStage.ACTIVE, CommitteeStage.RENEWED})
COMMITTEE: tuple[Seen, ...] = (
    seen("committee.stage", TEXT, lambda one, _: one.stage, "où il en est", "where it stands"),
    seen("committee.name", TEXT, lambda one, _: one.name, "son nom", "its name"),
    seen("committee.active", FLAG, lambda one, _: one.stage in ACTIVE, "en activité", "whether it is active"),
    seen("committee.term", NUMBER, lambda one, _: one.term, "le rang du mandat", "which term it is"),
    seen("committee.members", LIST, _members, "ses membres", "its members"),
    seen("committee.organisations", LIST, _organisations, "les organisations présentes", "organisations with a seat"),
    seen("committee.seats", NUMBER, lambda one, _: len(one.seats), "le nombre de sièges", "how many seats there are"),
    seen("committee.vacant_seats", NUMBER, _vacant, "les sièges vacants", "how many seats are vacant"),
    seen(
        "committee.has_chair",
        FLAG,
        lambda one, day: value_on(one.chair, day) is not None,
        "a une présidence",
        "whether it has a chair",
    ),
    seen(
        "committee.has_bylaws",
        FLAG,
        lambda one, day: bylaws_on(one, day) is not None,
        "a un règlement intérieur",
        "whether it has bylaws",
    ),
    seen("committee.term_ends_on", DATE, term_ends_on, "la fin du mandat en cours", "when the present term ends"),
    seen("committee.dissolved_on", DATE, lambda one, _: one.dissolved_on, "dissous le", "dissolved on"),
)
MEETING: tuple[Seen, ...] = (
    seen("meeting.stage", TEXT, lambda one, _: one.stage, "où elle en est", "where it stands"),
    seen("meeting.title", TEXT, lambda one, _: one.title, "son titre", "its title"),
    seen("meeting.mode", TEXT, lambda one, _: one.mode, "sur place, à distance, par écrit", "on site, video, written"),
    seen("meeting.committee", TEXT, lambda one, _: one.committee, "son instance", "its committee"),
    seen("meeting.held_on", DATE, lambda one, _: one.held_on, "son jour", "its day"),
    seen("meeting.opened", FLAG, lambda one, _: one.opened_at is not None, "ouverte", "whether it was opened"),
    seen("meeting.closed", FLAG, lambda one, _: one.closed_at is not None, "close", "whether it was closed"),
    seen("meeting.items", NUMBER, lambda one, _: len(one.items), "le nombre de points", "how many items there are"),
    seen(
        "meeting.items_decided",
        NUMBER,
        lambda one, _: sum(item.outcome is not None for item in one.items.values()),
        "les points qui ont une issue",
        "how many items have an outcome",
    ),
    seen(
        "meeting.minutes_approved_on",
        DATE,
        lambda one, _: _approved_on(one),
        "procès-verbal approuvé le",
        "minutes approved on",
    ),
    seen(
        "meeting.decisions_listed_on",
        DATE,
        lambda one, _: one.listed_on,
        "décisions publiées le",
        "decisions published on",
    ),
)
