"""Every decision with what it rested on: rule, mandates, presence, the quorum recounted, votes, evidence, effects."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from application.history.grounds import Gap
from application.history.trail import Trail
from application.ports import Recorded
from domain import committee, mandate
from domain.bylaws import BallotMethod, CollegeVotes, ElectionFacts, Figures, MeetingMode, OutcomeKind
from domain.committee import SeatInOffice, SeatKind
from domain.decider import record
from domain.irregularity import Irregularity
from domain.meeting.counting import holder_at, in_force, stay_at
from domain.meeting.rejudging import quorum_recounted
from domain.meeting.state import Ground, Item, Meeting, Outcome, ProxyHeld, Stay, Vote
from domain.values import ActReference, Evidence, MandateId, Source, value_on

Progress = Callable[[int, int], None]


@record
class RuleSeen:
    """The rules a decision was taken under: since when in that text, adopted when and by which act."""

    title: str
    preset: str
    since: date | None
    adopted_on: date | None
    act: ActReference | None
    notice_article: str
    quorum_article: str
    majority_article: str


@record
class MemberSeen:
    """Somebody who could sit: the mandate behind the seat, when there, represented by whom, aside on which ground."""

    seat: str
    kind: SeatKind
    college: str
    person: str
    organisation: str | None
    mandate: MandateId | None
    mandate_act: ActReference | None
    mandate_held: bool | None
    there: bool
    stays: tuple[Stay, ...]
    represented_by: str | None
    recused: Ground | None


@record
class QuorumSeen:
    """The quorum as the outcome states it, and counted again. `agrees` is None where one of them is unknown."""

    stated: Figures | None
    recounted: Figures | None
    agrees: bool | None
    why_not: str = ""


@record
class VotesSeen:
    """The ballot: totals by college, and names where it was public."""

    method: BallotMethod | None
    totals: tuple[CollegeVotes, ...]
    by_name: dict[str, Vote]
    election: ElectionFacts | None
    objections: int


@record
class EffectSeen:
    """A fact that names the decision as its cause."""

    position: int
    event: str
    name: str
    stream: str
    effective: date | datetime


@record
class DecisionSeen:
    """One decision and all it rested on."""

    id: str
    position: int | None
    event: str | None
    recorded_at: datetime | None
    meeting: str
    meeting_title: str
    mode: MeetingMode
    committee: str | None
    committee_name: str
    item: str
    title: str
    about: str
    beneficiary: str | None
    kind: OutcomeKind
    adopted: bool | None
    provisional: bool
    reference: str
    on: date
    counted_at: datetime | None
    source: Source | None
    rule: RuleSeen | None
    notice: Figures | None
    quorum: QuorumSeen
    majority: Figures | None
    members: tuple[MemberSeen, ...]
    proxies: tuple[ProxyHeld, ...]
    votes: VotesSeen
    elected: str | None
    evidence: tuple[Evidence, ...]
    list_published_on: date | None
    minutes_published_on: date | None
    led_to: tuple[EffectSeen, ...]
    irregularities: tuple[Irregularity, ...]
    gaps: tuple[Gap, ...]


def decisions(
    trail: Trail, framework: str, since: date | None, until: date | None, progress: Progress | None = None
) -> list[DecisionSeen]:
    """The outcomes of a framework's meetings taken from a day to a day, both included, oldest first."""
    meetings = list(trail.rows("meetings", {"framework": framework}))
    found: list[DecisionSeen] = []
    for number, row in enumerate(meetings, 1):
        stream = str(row["id"])
        if trail.facts(stream):
            found += _of_meeting(trail, stream, since, until)
        if progress is not None:
            progress(number, len(meetings))
    return sorted(found, key=lambda one: (one.on, one.position or 0))


def one_decision(trail: Trail, decision: str) -> DecisionSeen | None:
    """The decision with that id (`meeting-…/ITEM`)."""
    stream, _, item = decision.partition("/")
    if not trail.is_known(stream):
        return None
    state: Meeting = trail.state(stream)
    found = state.items.get(item)
    return None if found is None or found.outcome is None else _seen(trail, stream, state, item, found, found.outcome)


def _of_meeting(trail: Trail, stream: str, since: date | None, until: date | None) -> Iterator[DecisionSeen]:
    state: Meeting = trail.state(stream)
    for name, item in state.items.items():
        outcome = item.outcome
        if outcome is not None and (since or date.min) <= outcome.on <= (until or date.max):
            yield _seen(trail, stream, state, name, item, outcome)


def _seen(trail: Trail, stream: str, state: Meeting, name: str, item: Item, outcome: Outcome) -> DecisionSeen:
    fact = trail.outcome(f"{stream}/{name}")
    body: committee.Committee | None = _committee(trail, state)
    members = tuple(_members(trail, state, body, item, outcome))
    return DecisionSeen(
        id=f"{stream}/{name}",
        position=None if fact is None else fact.position,
        event=None if fact is None else fact.event_id,
        recorded_at=None if fact is None else fact.recorded_at,
        meeting=stream,
        meeting_title=state.title,
        mode=state.mode,
        committee=state.committee,
        committee_name="" if body is None else body.name,
        item=name,
        title=item.title,
        about=item.about,
        beneficiary=item.beneficiary,
        kind=outcome.kind,
        adopted=outcome.adopted,
        provisional=outcome.provisional,
        reference=outcome.reference,
        on=outcome.on,
        counted_at=outcome.counted_at,
        source=outcome.source,
        rule=_rule(state, body, outcome),
        notice=outcome.verdict.notice,
        quorum=_quorum(state, name, outcome),
        majority=outcome.verdict.majority,
        members=members,
        proxies=tuple(one for one in state.proxies if _stood(one, outcome.counted_at)),
        votes=_votes(item, outcome),
        elected=outcome.verdict.elected or (None if item.election is None else item.election.elected),
        evidence=item.documents,
        list_published_on=state.listed_on,
        minutes_published_on=None if state.minutes is None else state.minutes.published_on,
        led_to=() if fact is None else tuple(_effects(trail, fact)),
        irregularities=tuple(one for one in state.irregularities if _concerns(one, name)),
        gaps=tuple(_gaps(outcome, members)),
    )


def _stood(proxy: ProxyHeld, counted: datetime | None) -> bool:
    """Whether a proxy held when heads were counted, as far as that is known."""
    return counted is None or in_force(proxy, counted)


def _committee(trail: Trail, state: Meeting) -> committee.Committee | None:
    if state.committee is None or not trail.is_known(state.committee):
        return None
    found: committee.Committee = trail.state(state.committee)
    return found


def _rule(state: Meeting, body: committee.Committee | None, outcome: Outcome) -> RuleSeen | None:
    """The text of the day, found in the committee's own adoptions by what the outcome says it was taken under."""
    rule, bylaws = outcome.rule, state.bylaws
    if rule is None or bylaws is None:
        return None
    day = state.held_on or outcome.on
    adoption = None if body is None else value_on(body.bylaws, day)
    adopted = [one.since for one in (() if body is None else body.bylaws) if one.value == adoption]
    texts = [one.since for one in (() if adoption is None else adoption.versions) if one.since <= day]
    return RuleSeen(
        title=rule.title,
        preset=bylaws.preset,
        since=max(texts, default=None),
        adopted_on=max(adopted, default=None),
        act=None if adoption is None else adoption.act,
        notice_article="" if rule.notice is None else rule.notice.article,
        quorum_article="" if rule.quorum is None else rule.quorum.article,
        majority_article=rule.majority.article,
    )


def _quorum(state: Meeting, name: str, outcome: Outcome) -> QuorumSeen:
    stated, again = outcome.verdict.quorum, quorum_recounted(state, name)
    if outcome.rule is not None and outcome.rule.quorum is None:
        return QuorumSeen(stated=stated, recounted=again, agrees=None, why_not="no-quorum-required")
    if again is None or stated is None:
        return QuorumSeen(stated=stated, recounted=again, agrees=None, why_not="presence-not-on-file")
    same = (stated.required, stated.met, stated.holds) == (again.required, again.met, again.holds)
    return QuorumSeen(stated=stated, recounted=again, agrees=same)


def _members(
    trail: Trail, state: Meeting, body: committee.Committee | None, item: Item, outcome: Outcome
) -> Iterator[MemberSeen]:
    for seat in sorted(state.seats.values(), key=lambda one: (one.college, one.seat)):
        name = _mandate(trail, state, body, seat)
        held: mandate.Mandate | None = None if name is None else trail.state(name)
        stay = None if outcome.counted_at is None else stay_at(state, seat.seat, outcome.counted_at)
        yield MemberSeen(
            seat=seat.seat,
            kind=seat.kind,
            college=seat.college,
            person=seat.person,
            organisation=seat.organisation,
            mandate=name,
            mandate_act=None if held is None else held.act,
            mandate_held=None if held is None else mandate.empowered(held, state.held_on or outcome.on),
            there=stay is not None,
            stays=state.presence.get(seat.seat, ()),
            represented_by=_holder(state, seat, item, outcome),
            recused=item.recusals.get(seat.seat),
        )


def _holder(state: Meeting, seat: SeatInOffice, item: Item, outcome: Outcome) -> str | None:
    if outcome.counted_at is None or seat.kind is not SeatKind.VOTING:
        return None
    return holder_at(state, seat.seat, outcome.counted_at, item.recusals)


def _mandate(trail: Trail, state: Meeting, body: committee.Committee | None, seat: SeatInOffice) -> MandateId | None:
    """The mandate entered with the seat; else the member's own in that organisation that held on the day."""
    day = state.held_on or date.max
    tenures = () if body is None or seat.seat not in body.seats else body.seats[seat.seat].tenures
    named = [one.mandate for one in tenures if one.person == seat.person and one.period.holds(day) and one.mandate]
    if named:
        return named[0]
    fitting = (
        one
        for one in trail.mandates("person", seat.person)
        if seat.organisation in {None, trail.state(one).organisation}
    )
    return next((one for one in fitting if mandate.empowered(trail.state(one), day)), None)


def _votes(item: Item, outcome: Outcome) -> VotesSeen:
    ballot, facts = item.ballot, outcome.facts
    secret = ballot is not None and ballot.method is BallotMethod.SECRET
    method = ballot.method if ballot is not None else None if facts.vote is None else facts.vote.method
    return VotesSeen(
        method=method,
        totals=() if facts.vote is None else facts.vote.colleges,
        by_name={} if ballot is None or secret else dict(ballot.votes),
        election=facts.election,
        objections=facts.objections,
    )


def _effects(trail: Trail, outcome: Recorded) -> Iterator[EffectSeen]:
    for fact in trail.caused_by(outcome.event_id):
        yield EffectSeen(
            position=fact.position,
            event=fact.event_id,
            name=fact.name.rpartition(".v")[0],
            stream=fact.stream,
            effective=fact.effective,
        )


def _concerns(one: Irregularity, item: str) -> bool:
    """An irregularity that names the item first, or none: one of the whole meeting."""
    first = one.detail.partition(";")[0].strip()
    whole = one.rule in {"notice-too-short", "urgency-below-minimum", "urgency-not-provided", "mode-not-allowed"}
    return first == item or whole


def _gaps(outcome: Outcome, members: tuple[MemberSeen, ...]) -> Iterator[Gap]:
    counted = outcome.facts.vote is not None or outcome.facts.election is not None or outcome.provisional
    if outcome.kind in {OutcomeKind.DECISION, OutcomeKind.OPINION} and not counted:
        yield Gap.NO_VOTE
    if any(one.mandate is None for one in members if one.kind is SeatKind.VOTING):
        yield Gap.NO_MANDATE
