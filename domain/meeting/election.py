"""An election takes up to three rounds: two at the absolute majority, one at the relative, then the eldest."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from domain import irregularity
from domain.bylaws import (
    ElectionFacts,
    ElectionRule,
    Figures,
    OutcomeFacts,
    OutcomeKind,
    RuleBroken,
    election_figures,
    judge,
    rule_taken,
)
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.meeting.candidacy import NoSuchCandidate, election_of
from domain.meeting.counting import quorum_at, voters_at, weights
from domain.meeting.guards import item_of, opened_by, rules
from domain.meeting.outcome import OutcomeRecorded, RecordOutcome, breaches_of
from domain.meeting.state import Election, Item, Meeting, with_item
from domain.meeting.totals import MoreVotesThanVoters, tellers_missing
from domain.meeting.voting import SecretByVideo, anyone_by_video
from domain.values import Source


@record
class EnterRound:
    """Enter the count of a round: votes by candidate, blank and null; on a tie in the last, who is the eldest."""

    item: str
    round: int
    counts: Mapping[str, int]
    blank: int = 0
    null: int = 0
    eldest: str | None = None
    tellers: frozenset[str] = frozenset()
    secret: bool = True
    reference: str = ""
    source: Source | None = None
    at: datetime
    today: Given[date]


Command = EnterRound


@record
class RoundCounted:
    item: str
    round: int
    counts: Mapping[str, int]
    blank: int = 0
    null: int = 0
    eldest: str | None = None
    elected: str | None = None
    figures: Figures
    tellers: frozenset[str] = frozenset()
    secret: bool = True
    source: Source | None = None
    at: datetime


Event = RoundCounted


class ElectionsNotProvided(RuleBroken):
    """A body elects where its rules provide for elections."""


class ElectionByVideo(RuleBroken):
    """Where the rules say so, no election is held while members take part by video."""

    cure = "The body: hold the election again in one place."


class ElectionNotSecret(RuleBroken):
    """Elections are held by secret ballot where the rules say so."""

    cure = "The body: hold the election again by secret ballot, or decide unanimously to waive it."


class RoundOutOfTurn(Refusal):
    """Rounds are counted one after the other, and none after the last."""


def decide(command: Command, meeting: Meeting) -> list[Event | OutcomeRecorded | irregularity.Event]:
    return enter_round(command, meeting)


def enter_round(command: EnterRound, meeting: Meeting) -> list[Event | OutcomeRecorded | irregularity.Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    facts = ElectionFacts(
        round=command.round,
        counts=dict(command.counts),
        blank=command.blank,
        null=command.null,
        eldest=command.eldest,
    )
    if item.election is not None and facts in item.election.rounds:
        return []
    _, election = election_of(command.item, meeting)
    _possible(command, election, meeting)
    counted, outcome = _counted(command, facts, meeting, item)
    events: list[Event | OutcomeRecorded] = [counted, *([outcome] if outcome.adopted else [])]
    breaches = [*_round_breaches(command, meeting, item), *breaches_of(outcome, _recording(command), meeting, item)]
    return [*judged(events, breaches, command.source, meeting.irregularities, command.today)]


def _possible(command: EnterRound, election: Election, meeting: Meeting) -> None:
    rule = election_rule(meeting)
    if command.round != len(election.rounds) + 1 or command.round > rule.absolute_rounds + 1:
        raise RoundOutOfTurn(command.item, command.round)
    standing = election.candidates.keys() - election.withdrawn
    strangers = command.counts.keys() - standing
    if strangers or not standing:
        raise NoSuchCandidate(", ".join(sorted(strangers)))
    if min((*command.counts.values(), command.blank, command.null)) < 0:
        raise MoreVotesThanVoters(command.item)


def election_rule(meeting: Meeting) -> ElectionRule:
    elections = rules(meeting).elections
    if elections is None:
        raise ElectionsNotProvided
    return elections


def _counted(
    command: EnterRound, facts: ElectionFacts, meeting: Meeting, item: Item
) -> tuple[RoundCounted, OutcomeRecorded]:
    figures, elected = election_figures(election_rule(meeting), facts)
    counted = RoundCounted(
        item=command.item,
        round=command.round,
        counts=facts.counts,
        blank=command.blank,
        null=command.null,
        eldest=command.eldest,
        elected=elected,
        figures=figures,
        tellers=command.tellers,
        secret=command.secret,
        source=command.source,
        at=command.at,
    )
    return counted, _outcome(command, facts, meeting, item)


def _outcome(command: EnterRound, facts: ElectionFacts, meeting: Meeting, item: Item) -> OutcomeRecorded:
    resting_on = OutcomeFacts(notice=meeting.notice, quorum=quorum_at(meeting, item, command.at), election=facts)
    rule = rule_taken(rules(meeting))
    verdict = judge(resting_on, rule)
    return OutcomeRecorded(
        item=command.item,
        kind=OutcomeKind.DECISION,
        adopted=verdict.adopted,
        facts=resting_on,
        rule=rule,
        verdict=verdict,
        counted_at=command.at,
        reference=command.reference,
        source=command.source,
        on=command.today,
    )


def _recording(command: EnterRound) -> RecordOutcome:
    return RecordOutcome(
        item=command.item, kind=OutcomeKind.DECISION, source=command.source, on=command.today, interests=()
    )


def _round_breaches(command: EnterRound, meeting: Meeting, item: Item) -> Iterator[Refusal]:
    rule = election_rule(meeting)
    by_video = anyone_by_video(meeting, command.at)
    if by_video and not rule.by_video:
        yield ElectionByVideo(command.item, article=rule.article)
    if by_video and command.secret and not rules(meeting).ballots.secret_by_video:
        yield SecretByVideo(command.item, article=rules(meeting).ballots.article)
    if rule.secret and not command.secret:
        yield ElectionNotSecret(command.item, article=rule.article)
    yield from tellers_missing(command.item, command.tellers, meeting)
    able = sum(weights(meeting, voters_at(meeting, item, command.at)).values())
    cast = sum(command.counts.values()) + command.blank + command.null
    if cast > able:
        yield MoreVotesThanVoters(command.item, cast, able)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    election = item.election or Election(candidates={})
    counted = ElectionFacts(
        round=event.round, counts=event.counts, blank=event.blank, null=event.null, eldest=event.eldest
    )
    election = replace(election, rounds=(*election.rounds, counted), elected=event.elected)
    return with_item(meeting, event.item, replace(item, election=election))
