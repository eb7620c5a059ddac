"""A council of seven, made up for the tests: who sits, under which rules, and how an evening begins."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from domain.bylaws import (
    Bylaws,
    ElectionRule,
    InterestRule,
    MajorityRule,
    MeetingMode,
    ModeRule,
    NoticeRule,
    ProxyRule,
    PublicationRule,
    QuorumRule,
)
from domain.committee import CommitteeOnDay, SeatInOffice, SeatKind
from domain.meeting import (
    Event,
    ItemAdded,
    ItemKind,
    Meeting,
    MeetingConvened,
    MeetingOpened,
    MeetingScheduled,
    decide,
    decider,
)
from domain.values import CommitteeId, FrameworkId, MeetingId, OrganisationId, PersonId, Source, SourceKind

FRAMEWORK = FrameworkId("framework-1")
COMMITTEE = CommitteeId("committee-1")
NEXT = MeetingId("meeting-2")
COOPERATIVE = OrganisationId("organisation-cooperative")

SENT = date(2024, 3, 4)
HELD = date(2024, 3, 11)
AFTER = date(2024, 3, 12)
PUBLISHED = Source(kind=SourceKind.PUBLICATION, reference="procès-verbal du 11 mars 2024")
PAPER = Source(kind=SourceKind.PAPER, reference="feuille de présence")


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 3, 11, hour, minute, tzinfo=UTC)


BYLAWS = Bylaws(
    title="Conseil",
    notice=NoticeRule(days=5, urgent_days=1, article="notice"),
    quorum=QuorumRule(representatives_leave=True, reconvene_after=3, article="quorum"),
    majority=MajorityRule(casting_vote=True, article="majority"),
    proxies=ProxyRule(article="proxies"),
    elections=ElectionRule(by_video=False, article="elections"),
    interests=InterestRule(article="interests"),
    modes=ModeRule(modes=frozenset(MeetingMode), article="modes"),
    publication=PublicationRule(list_days=7, minutes_days=7, article="publication"),
)


def seat(name: str, college: str = "", kind: SeatKind = SeatKind.VOTING, weight: int = 1) -> SeatInOffice:
    return SeatInOffice(seat=name, person=PersonId(f"person-{name}"), kind=kind, college=college, weight=weight)


VOTING = tuple(seat(name) for name in ("a", "b", "c", "d", "e", "f", "g"))
SEATS = (*VOTING, seat("x", kind=SeatKind.CONSULTATIVE))


def on_day(bylaws: Bylaws | None = BYLAWS, seats: tuple[SeatInOffice, ...] = SEATS) -> CommitteeOnDay:
    return CommitteeOnDay(committee=COMMITTEE, framework=FRAMEWORK, active=True, bylaws=bylaws, seats=seats, chair="a")


def scheduled(mode: MeetingMode = MeetingMode.ON_SITE) -> MeetingScheduled:
    return MeetingScheduled(
        framework=FRAMEWORK, committee=COMMITTEE, title="Séance de mars", held_on=HELD, mode=mode, on=date(2024, 3, 1)
    )


def item(name: str, *, on_agenda: bool = True, kind: ItemKind = ItemKind.DELIBERATION) -> ItemAdded:
    return ItemAdded(
        item=name,
        title=f"Point {name}",
        kind=kind,
        on_agenda=on_agenda,
        beneficiary=COOPERATIVE if name == "grant" else None,
        on=date(2024, 3, 1),
    )


def convened(bylaws: Bylaws = BYLAWS, *, urgent: bool = False) -> MeetingConvened:
    return MeetingConvened(held_on=HELD, urgent=urgent, bylaws=bylaws, on=SENT)


def opened(
    on_site: Iterable[str] = "abcdefg",
    by_video: Iterable[str] = "",
    bylaws: Bylaws = BYLAWS,
    seats: tuple[SeatInOffice, ...] = SEATS,
) -> MeetingOpened:
    return MeetingOpened(
        chair="a",
        seats=seats,
        bylaws=bylaws,
        on_site=frozenset(on_site),
        by_video=frozenset(by_video),
        at=at(18),
    )


def evening(
    on_site: Iterable[str] = "abcdefg",
    by_video: Iterable[str] = "",
    *,
    bylaws: Bylaws = BYLAWS,
    seats: tuple[SeatInOffice, ...] = SEATS,
    mode: MeetingMode = MeetingMode.ON_SITE,
    urgent: bool = False,
) -> tuple[Event, ...]:
    """Scheduled, with four items, convened in time and opened with these members there."""
    return (
        scheduled(mode),
        item("1"),
        item("2"),
        item("grant"),
        item("election", kind=ItemKind.ELECTION),
        convened(bylaws, urgent=urgent),
        opened(on_site, by_video, bylaws, seats),
    )


def after(history: Iterable[Event], *commands: object) -> tuple[Event, ...]:
    """The history with what these commands add to it."""
    events = list(history)
    for command in commands:
        events += decide(command, decider.fold(events))  # type: ignore[arg-type]  # any command, as a caller sends it
    return tuple(events)


def meeting(history: Iterable[Event], *commands: object) -> Meeting:
    return decider.fold(after(history, *commands))


def with_bylaws(**changes: object) -> Bylaws:
    return replace(BYLAWS, **changes)  # type: ignore[arg-type]  # any field of the bylaws
