"""An item ends in a decision, an opinion, a consensus, a note taken or a return, judged under the rules of the day."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from domain import irregularity
from domain.bylaws import (
    MeetingMode,
    OutcomeFacts,
    OutcomeKind,
    RuleBroken,
    RuleTaken,
    Verdict,
    judge,
    rule_taken,
)
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.meeting.counting import QuorumNotMet, all_votes
from domain.meeting.figures import StatedFigures, heads, quorum_facts, vote_facts
from domain.meeting.guards import ItemAlreadyDecided, MeetingNotOpen, item_of, scheduled
from domain.meeting.interest import interested, interested_vote
from domain.meeting.sitting import ConsultationStillOpen
from domain.meeting.state import HeldInterest, Item, Meeting, Outcome, Stage, Urgency, with_item
from domain.meeting.totals import MoreVotesThanVoters
from domain.values import Source


@record
class RecordOutcome:
    """Record what an item ended with; from a source, with the figures that the source states."""

    item: str
    kind: OutcomeKind
    adopted: bool | None = None
    stated: StatedFigures | None = None
    counted_at: datetime | None = None
    reference: str = ""
    source: Source | None = None
    on: date
    interests: Given[tuple[HeldInterest, ...]]


Command = RecordOutcome


@record
class OutcomeRecorded:
    """The outcome with the facts it rests on, the rule it was taken under and the figures, required and met."""

    item: str
    kind: OutcomeKind
    adopted: bool | None
    facts: OutcomeFacts
    rule: RuleTaken | None
    verdict: Verdict
    counted_at: datetime | None = None
    reference: str = ""
    source: Source | None = None
    provisional: bool = False
    on: date


Event = OutcomeRecorded


class OutcomeNotGiven(RuleBroken):
    """A committee gives what its bylaws say: an opinion where it advises, a decision where it decides."""

    cure = "The parties: have the act taken by the body that has power to."


class NotOnAgenda(RuleBroken):
    """What is not on the agenda can be discussed, not decided."""

    cure = "The body: put the item on the agenda of another meeting."


class UrgencyNotRatified(RuleBroken):
    """A meeting convened in urgency decides once the body has accepted the urgency at its opening."""

    cure = "The body: have the item adopted again by a meeting convened in time."


class ItemNotCalled(Refusal):
    """An item is called, or put to the vote, before it ends."""


class NoVoteTaken(RuleBroken):
    """A decision or an opinion is put to the vote, unless the body works by consensus."""

    cure = "The body: put the item to the vote."


class ObjectionStands(RuleBroken):
    """There is no consensus while a sustained objection stands."""

    cure = "The body: hear the objection again, or put the item to the vote."


class MajorityNotMet(RuleBroken):
    """An item is adopted when it gathers the majority that the rules require."""

    cure = "The body: vote again."


class FiguresNeedSource(Refusal):
    """Here figures are counted; they are stated only where a source states them."""


DECIDING = frozenset({OutcomeKind.DECISION, OutcomeKind.OPINION, OutcomeKind.CONSENSUS})


SAT = frozenset(Stage) - {Stage.SCHEDULED, Stage.CONVENED, Stage.RECONVENED, Stage.NO_QUORUM, Stage.CANCELLED}


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    return record_outcome(command, meeting)


def record_outcome(command: RecordOutcome, meeting: Meeting) -> list[Event | irregularity.Event]:
    item = item_of(scheduled(meeting), command.item)
    if item.outcome is not None:
        return _again(command, item.outcome)
    _at_a_time(command, meeting)
    outcome = conclude(command, meeting, item)
    breaches = breaches_of(outcome, command, meeting, item)
    return [*judged([outcome], breaches, command.source, meeting.irregularities, command.on)]


def _again(command: RecordOutcome, outcome: Outcome) -> list[Event | irregularity.Event]:
    if outcome.kind is command.kind and command.adopted in {None, outcome.adopted}:
        return []
    raise ItemAlreadyDecided(command.item)


def _at_a_time(command: RecordOutcome, meeting: Meeting) -> None:
    """Here an item ends while the meeting is open, or once the consultation is closed; elsewhere, once it was held."""
    if command.source is not None:
        if meeting.stage not in SAT:
            raise MeetingNotOpen(meeting.stage)
        return
    if command.stated is not None:
        raise FiguresNeedSource(command.item)
    if meeting.mode is MeetingMode.WRITTEN:
        if meeting.stage is not Stage.CLOSED:
            raise ConsultationStillOpen(meeting.closes_at)
    elif meeting.stage is not Stage.OPENED:
        raise MeetingNotOpen(meeting.stage)


def conclude(command: RecordOutcome, meeting: Meeting, item: Item) -> OutcomeRecorded:
    counted = counted_at(command, meeting, item)
    facts = OutcomeFacts(
        notice=meeting.notice,
        quorum=quorum_facts(command.stated, meeting, item, counted),
        vote=vote_facts(command.stated, meeting, item),
        election=None if command.stated is None else command.stated.election,
        objections=sum(one.sustained and not one.withdrawn for one in item.objections),
    )
    alone = meeting.mode is MeetingMode.CHAIR
    judging = None if meeting.bylaws is None or alone else rule_taken(meeting.bylaws)
    verdict = Verdict() if judging is None else judge(_relevant(facts, command.kind), judging)
    return OutcomeRecorded(
        item=command.item,
        kind=command.kind,
        adopted=_adopted(command, verdict, alone=alone),
        facts=facts,
        rule=judging,
        verdict=verdict,
        counted_at=counted,
        reference=command.reference,
        source=command.source,
        provisional=alone and command.kind in DECIDING,
        on=command.on,
    )


def _adopted(command: RecordOutcome, verdict: Verdict, *, alone: bool) -> bool | None:
    if command.kind not in DECIDING:
        return None
    if command.source is not None and command.adopted is not None:
        return command.adopted
    return True if alone else verdict.adopted


def _relevant(facts: OutcomeFacts, kind: OutcomeKind) -> OutcomeFacts:
    """A note taken or a return is no vote: nothing is carried or lost."""
    return facts if kind in DECIDING else replace(facts, vote=None, election=None)


def counted_at(command: RecordOutcome, meeting: Meeting, item: Item) -> datetime | None:
    """The instant at which heads are counted: when the item was put to the vote, or else called, or stated later."""
    voted = None if item.ballot is None else item.ballot.opened_at
    put = (meeting.closed_at if meeting.mode is MeetingMode.WRITTEN else None) or voted or item.called_at
    if command.source is None and (put is None or (command.counted_at is not None and command.counted_at < put)):
        raise ItemNotCalled(command.item)
    return command.counted_at or put


Policy = Callable[[OutcomeRecorded, RecordOutcome, Meeting, Item], Iterator[Refusal]]


def breaches_of(outcome: OutcomeRecorded, command: RecordOutcome, meeting: Meeting, item: Item) -> Iterator[Refusal]:
    for policy in POLICIES:
        yield from policy(outcome, command, meeting, item)


def _given_by_bylaws(outcome: OutcomeRecorded, _: RecordOutcome, meeting: Meeting, __: Item) -> Iterator[Refusal]:
    if meeting.bylaws is not None and outcome.kind not in meeting.bylaws.gives:
        yield OutcomeNotGiven(outcome.item, outcome.kind)


def _on_agenda(outcome: OutcomeRecorded, _: RecordOutcome, meeting: Meeting, item: Item) -> Iterator[Refusal]:
    alone = meeting.mode is MeetingMode.CHAIR
    rule = None if meeting.bylaws is None or alone else meeting.bylaws.agenda
    if rule is not None and rule.closed and not item.on_agenda and outcome.kind in DECIDING:
        yield NotOnAgenda(outcome.item, article=rule.article)


def _urgency(outcome: OutcomeRecorded, _: RecordOutcome, meeting: Meeting, __: Item) -> Iterator[Refusal]:
    open_question = meeting.urgency in {Urgency.TO_RATIFY, Urgency.REFUSED}
    if open_question and outcome.kind in DECIDING:
        notice = None if meeting.bylaws is None else meeting.bylaws.notice
        yield UrgencyNotRatified(outcome.item, article="" if notice is None else notice.article)


def _quorum(outcome: OutcomeRecorded, _: RecordOutcome, __: Meeting, ___: Item) -> Iterator[Refusal]:
    figures = outcome.verdict.quorum
    if figures is not None and not figures.holds and outcome.kind is not OutcomeKind.REFERRED_BACK:
        yield QuorumNotMet(outcome.item, figures.required, figures.met, article=figures.article)


def _voted(outcome: OutcomeRecorded, command: RecordOutcome, meeting: Meeting, __: Item) -> Iterator[Refusal]:
    """From a source that does not give the figures, they are unknown, not missing."""
    voting = outcome.kind in {OutcomeKind.DECISION, OutcomeKind.OPINION}
    here = command.source is None and meeting.mode is not MeetingMode.CHAIR
    if here and voting and outcome.verdict.majority is None:
        yield NoVoteTaken(outcome.item)


def _without_interested(
    outcome: OutcomeRecorded, command: RecordOutcome, meeting: Meeting, item: Item
) -> Iterator[Refusal]:
    aside = {*item.recusals, *interested(item, meeting, command.interests)}
    named = () if command.stated is None else (vote.seat for vote in command.stated.by_name)
    cast = set[str]() if item.ballot is None else {*item.ballot.votes, *item.ballot.roll}
    for seat in sorted(aside & {*named, *cast}):
        yield interested_vote(meeting, outcome.item, seat)


def _without_objection(outcome: OutcomeRecorded, _: RecordOutcome, __: Meeting, item: Item) -> Iterator[Refusal]:
    standing = sorted({one.seat for one in item.objections if one.sustained and not one.withdrawn})
    if outcome.kind is OutcomeKind.CONSENSUS and standing:
        yield ObjectionStands(outcome.item, ", ".join(standing))


def _majority(outcome: OutcomeRecorded, _: RecordOutcome, __: Meeting, ___: Item) -> Iterator[Refusal]:
    figures = outcome.verdict.majority
    if outcome.adopted and figures is not None and not figures.holds:
        yield MajorityNotMet(outcome.item, figures.required, figures.met, article=figures.article)


def _no_more_votes_than_voters(
    outcome: OutcomeRecorded, command: RecordOutcome, _: Meeting, __: Item
) -> Iterator[Refusal]:
    """Where a source states both: votes against those present and represented, less those who stood aside."""
    stated = command.stated
    if stated is None or stated.present is None or outcome.facts.vote is None:
        return
    voters = stated.present + stated.represented
    votes = sum(all_votes(one) for one in (stated.totals or heads(stated.by_name)))
    if votes > voters:
        yield MoreVotesThanVoters(outcome.item, votes, voters)


POLICIES: tuple[Policy, ...] = (
    _given_by_bylaws,
    _on_agenda,
    _urgency,
    _quorum,
    _voted,
    _without_interested,
    _without_objection,
    _majority,
    _no_more_votes_than_voters,
)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    outcome = Outcome(
        kind=event.kind,
        adopted=event.adopted,
        facts=event.facts,
        rule=event.rule,
        verdict=event.verdict,
        on=event.on,
        counted_at=event.counted_at,
        reference=event.reference,
        source=event.source,
        provisional=event.provisional,
    )
    return with_item(meeting, event.item, replace(meeting.items[event.item], outcome=outcome))
