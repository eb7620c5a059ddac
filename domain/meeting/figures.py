"""The facts an outcome rests on: counted here, or stated by a source and unknown where it is silent."""

from collections.abc import Mapping
from datetime import datetime

from domain.bylaws import (
    BallotMethod,
    Choice,
    CollegeCount,
    CollegePresence,
    CollegeVotes,
    ElectionFacts,
    MeetingMode,
    QuorumFacts,
    Silence,
    VoteFacts,
)
from domain.decider import record, replace
from domain.meeting.counting import by_college, college_weight, colleges_of, quorum_at, voting_seats
from domain.meeting.state import Ballot, Item, Meeting, NamedVote, Vote


@record
class StatedFigures:
    """What a source says of an outcome; what it does not say stays unknown."""

    in_office: int | None = None
    present: int | None = None
    by_video: int = 0
    represented: int = 0
    recused: int = 0
    method: BallotMethod | None = None
    totals: tuple[CollegeVotes, ...] = ()
    by_name: tuple[NamedVote, ...] = ()
    chair: Choice | None = None
    election: ElectionFacts | None = None


def quorum_facts(
    stated: StatedFigures | None, meeting: Meeting, item: Item, counted: datetime | None
) -> QuorumFacts | None:
    if stated is not None:
        return _stated_quorum(stated, meeting)
    if counted is None or meeting.opened_at is None or meeting.mode is MeetingMode.CHAIR:
        return None
    return quorum_at(meeting, item, counted)


def _stated_quorum(stated: StatedFigures, meeting: Meeting) -> QuorumFacts | None:
    in_office = stated.in_office if stated.in_office is not None else len(tuple(voting_seats(meeting))) or None
    if in_office is None or stated.present is None:
        return None
    college = CollegePresence(
        in_office=in_office,
        on_site=stated.present - stated.by_video,
        by_video=stated.by_video,
        represented=stated.represented,
        recused=stated.recused,
    )
    return QuorumFacts(colleges=(college,), second_convocation=meeting.second_convocation)


def vote_facts(stated: StatedFigures | None, meeting: Meeting, item: Item) -> VoteFacts | None:
    in_office = sum(seat.weight for seat in voting_seats(meeting))
    if stated is not None:
        return _stated_vote(stated, meeting, in_office)
    ballot = item.ballot
    if ballot is None or not (ballot.votes or ballot.totals or meeting.mode is MeetingMode.WRITTEN):
        return None
    votes = {**_silent(meeting, item), **ballot.votes}
    chair = ballot.votes.get(meeting.chair or "")
    return VoteFacts(
        colleges=by_college(meeting, votes) if votes else _filled(meeting, ballot),
        method=ballot.method,
        chair=ballot.chair if chair is None else chair.choice,
        in_office=in_office,
    )


def _filled(meeting: Meeting, ballot: Ballot) -> tuple[CollegeVotes, ...]:
    """Totals with the weight of each college, and a line for colleges that cast none."""
    entered = {one.college: one for one in ballot.totals}
    return tuple(
        replace(entered.get(name, CollegeVotes(college=name)), weight=college_weight(meeting, name))
        for name in sorted(entered.keys() | set(colleges_of(meeting)))
    )


SILENT = {Silence.CONSENT: Choice.IN_FAVOUR, Silence.REFUSAL: Choice.AGAINST}


def _silent(meeting: Meeting, item: Item) -> Mapping[str, Vote]:
    """What silence in a written consultation counts as; nothing where it is an abstention."""
    meaning = None if meeting.bylaws is None else SILENT.get(meeting.bylaws.modes.silence)
    if meeting.mode is not MeetingMode.WRITTEN or meaning is None:
        return {}
    seats = (seat.seat for seat in voting_seats(meeting) if seat.seat not in item.recusals)
    return {seat: Vote(choice=meaning, by=seat) for seat in seats}


def _stated_vote(stated: StatedFigures, meeting: Meeting, in_office: int) -> VoteFacts | None:
    totals = stated.totals
    if stated.by_name:
        named = {one.seat: Vote(choice=one.choice, by=one.by) for one in stated.by_name}
        totals = by_college(meeting, named) if named.keys() <= meeting.seats.keys() else heads(stated.by_name)
    together = meeting.bylaws is None or meeting.bylaws.majority.colleges is CollegeCount.TOGETHER
    if not totals or not (together or {one.college for one in totals} == set(colleges_of(meeting))):
        return None
    method = stated.method or BallotMethod.SHOW_OF_HANDS
    return VoteFacts(colleges=totals, method=method, chair=stated.chair, in_office=in_office or stated.in_office or 0)


def heads(by_name: tuple[NamedVote, ...]) -> tuple[CollegeVotes, ...]:
    cast = [vote.choice for vote in by_name]
    return (
        CollegeVotes(
            in_favour=cast.count(Choice.IN_FAVOUR),
            against=cast.count(Choice.AGAINST),
            abstentions=cast.count(Choice.ABSTENTION),
            blank=cast.count(Choice.BLANK),
            null=cast.count(Choice.NULL),
        ),
    )
