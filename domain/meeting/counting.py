"""Who is there, who may vote and whether that suffices: always recounted from intervals, never stored as a claim."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from domain.bylaws import (
    Choice,
    CollegePresence,
    CollegeVotes,
    Figures,
    MeetingMode,
    QuorumFacts,
    RuleBroken,
    Silence,
    quorum_figures,
)
from domain.committee import SeatInOffice, SeatKind
from domain.meeting.guards import item_of
from domain.meeting.state import Attendance, Ground, Item, Meeting, ProxyHeld, Stay, Vote


class QuorumNotMet(RuleBroken):
    """An item is decided only while enough members are there for it."""

    cure = "The body: have the item adopted again with a quorum."


def voting_seats(meeting: Meeting) -> Iterator[SeatInOffice]:
    """Members in office: the voting seats that somebody holds."""
    return (seat for seat in meeting.seats.values() if seat.kind is SeatKind.VOTING)


def stay_at(meeting: Meeting, seat: str, at: datetime) -> Stay | None:
    """The stay that covers the instant: from arriving, until leaving."""
    stays = meeting.presence.get(seat, ())
    return next((stay for stay in stays if stay.since <= at and (stay.until is None or at < stay.until)), None)


def holder_at(meeting: Meeting, giver: str, at: datetime, recused: Mapping[str, Ground]) -> str | None:
    """Who votes for an absent member at that instant: a holder who is there and has not stood aside."""
    if giver in recused or stay_at(meeting, giver, at) is not None:
        return None
    for proxy in meeting.proxies:
        holds = proxy.giver == giver and in_force(proxy, at) and votes(meeting, proxy.holder)
        if holds and proxy.holder not in recused and takes_part(meeting, proxy.holder, at):
            return proxy.holder
    return None


def votes(meeting: Meeting, seat: str) -> bool:
    """Whether the seat is a voting one that somebody holds."""
    return seat in meeting.seats and meeting.seats[seat].kind is SeatKind.VOTING


def in_force(proxy: ProxyHeld, at: datetime) -> bool:
    return proxy.since <= at and (proxy.until is None or at < proxy.until)


def takes_part(meeting: Meeting, seat: str, at: datetime) -> bool:
    """Whether the member is there; in a written consultation everybody asked can answer."""
    return meeting.mode is MeetingMode.WRITTEN or stay_at(meeting, seat, at) is not None


def voter_at(meeting: Meeting, item: Item, seat: str, at: datetime) -> str | None:
    """Who casts this member's vote on the item: the member, the holder of the proxy, or nobody."""
    if seat in item.recusals:
        return None
    return seat if takes_part(meeting, seat, at) else holder_at(meeting, seat, at, item.recusals)


def voters_at(meeting: Meeting, item: Item, at: datetime) -> dict[str, str]:
    """Every member whose vote can be cast on the item at that instant, and who casts it."""
    cast = ((seat.seat, voter_at(meeting, item, seat.seat, at)) for seat in voting_seats(meeting))
    return {seat: by for seat, by in cast if by is not None}


def quorum_at(meeting: Meeting, item: Item | None, at: datetime) -> QuorumFacts:
    """The heads counted at that instant, college by college, for one item (or for none in particular)."""
    colleges = (_presence(meeting, name, item or Item(title=""), at) for name in colleges_of(meeting))
    return QuorumFacts(
        colleges=tuple(colleges) or (CollegePresence(in_office=0),), second_convocation=meeting.second_convocation
    )


def colleges_of(meeting: Meeting) -> list[str]:
    return sorted({seat.college for seat in voting_seats(meeting)})


def _presence(meeting: Meeting, college: str, item: Item, at: datetime) -> CollegePresence:
    recused = item.recusals
    seats = [seat.seat for seat in voting_seats(meeting) if seat.college == college]
    if meeting.mode is MeetingMode.WRITTEN:
        return _answers(meeting, college, item, seats)
    stays = [stay_at(meeting, seat, at) for seat in seats if seat not in recused]
    return CollegePresence(
        college=college,
        in_office=len(seats),
        on_site=sum(stay is not None and stay.how is Attendance.ON_SITE for stay in stays),
        by_video=sum(stay is not None and stay.how is Attendance.VIDEO for stay in stays),
        represented=sum(holder_at(meeting, seat, at, recused) is not None for seat in seats),
        recused=sum(seat in recused for seat in seats),
        representatives=sum(recused.get(seat) is Ground.REPRESENTATIVE for seat in seats),
    )


def _answers(meeting: Meeting, college: str, item: Item, seats: list[str]) -> CollegePresence:
    """In a written consultation to answer is to take part; so is to be silent where silence is consent."""
    answered = frozenset[str]() if item.ballot is None else item.ballot.votes.keys()
    consent = meeting.bylaws is not None and meeting.bylaws.modes.silence is Silence.CONSENT
    return CollegePresence(
        college=college,
        in_office=len(seats),
        on_site=sum(seat not in item.recusals and (consent or seat in answered) for seat in seats),
        recused=sum(seat in item.recusals for seat in seats),
        representatives=sum(item.recusals.get(seat) is Ground.REPRESENTATIVE for seat in seats),
    )


def quorum_of(meeting: Meeting, item: str, at: datetime) -> Figures | None:
    """The quorum of one item recounted at an instant; None where the bylaws need none."""
    rule = None if meeting.bylaws is None else meeting.bylaws.quorum
    return quorum_figures(rule, quorum_at(meeting, item_of(meeting, item), at))


def by_college(meeting: Meeting, cast: Mapping[str, Vote]) -> tuple[CollegeVotes, ...]:
    """Votes by name added up by college, each with the weight of its seat."""
    colleges: dict[str, dict[Choice, int]] = {college: {} for college in colleges_of(meeting)}
    for seat, vote in cast.items():
        tally = colleges.setdefault(meeting.seats[seat].college, {})
        tally[vote.choice] = tally.get(vote.choice, 0) + meeting.seats[seat].weight
    return tuple(_votes(meeting, name, tally) for name, tally in sorted(colleges.items()))


def _votes(meeting: Meeting, college: str, tally: Mapping[Choice, int]) -> CollegeVotes:
    return CollegeVotes(
        college=college,
        weight=college_weight(meeting, college),
        in_favour=tally.get(Choice.IN_FAVOUR, 0),
        against=tally.get(Choice.AGAINST, 0),
        abstentions=tally.get(Choice.ABSTENTION, 0),
        blank=tally.get(Choice.BLANK, 0),
        null=tally.get(Choice.NULL, 0),
    )


def college_weight(meeting: Meeting, college: str) -> int:
    return next((seat.college_weight for seat in voting_seats(meeting) if seat.college == college), 1)


def weights(meeting: Meeting, seats: Iterable[str]) -> dict[str, int]:
    """The weight of these seats' votes, by college."""
    totals: dict[str, int] = {}
    for name in seats:
        seat = meeting.seats[name]
        totals[seat.college] = totals.get(seat.college, 0) + seat.weight
    return totals


def all_votes(one: CollegeVotes) -> int:
    return one.in_favour + one.against + one.abstentions + one.blank + one.null


def undermined(before: Meeting, after: Meeting) -> Iterator[QuorumNotMet]:
    """Items already decided whose quorum a fact learned late takes away."""
    rule = None if after.bylaws is None else after.bylaws.quorum
    for name, item in after.items.items():
        counted = None if item.outcome is None else item.outcome.counted_at
        if rule is None or counted is None:
            continue
        was, now = (quorum_figures(rule, quorum_at(one, one.items[name], counted)) for one in (before, after))
        if was is not None and was.holds and now is not None and not now.holds:
            yield QuorumNotMet(name, now.required, now.met, article=rule.article)
