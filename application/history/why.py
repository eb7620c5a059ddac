"""Why a value is what it is: the facts that set it, and under each what it rests on, down to a vote and a mandate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from application.facts import Unknown
from application.history.grounds import ENDS_WELL, Gap, Ground, Relation, grounds
from application.history.paths import NOWHERE, NoSuchField, at, is_empty, known_places
from application.history.trail import Trail
from application.ports import Recorded
from domain import mandate, meeting
from domain.bylaws import Figures, OutcomeKind
from domain.decider import record
from domain.values import ActReference, MandateId

DEEPEST = 24
MOST = 12
"""How many of the facts that set a value are followed to their grounds; older ones are only listed."""


@record
class FactSeen:
    """A fact as a chain shows it."""

    position: int
    event: str
    name: str
    stream: str
    version: int
    effective: date | datetime
    recorded_at: datetime
    actor: str


@record
class MandateSeen:
    """The mandate somebody acted under: for whom, in what role, by which act, and whether it held on that day."""

    id: MandateId
    person: str | None
    organisation: str | None
    role: str | None
    capacity: str
    since: date | None
    until: date | None
    held: bool


@record
class VoteSeen:
    """What an item ended with, in figures; None where nothing was counted or required."""

    meeting: str
    item: str
    title: str
    kind: OutcomeKind
    adopted: bool | None
    reference: str
    quorum: Figures | None
    majority: Figures | None
    in_favour: int | None
    against: int | None
    abstentions: int | None


@record
class Cause:
    """One link of the chain, and what it rests on in turn. `again`: it stands further up, with what it rests on."""

    relation: Relation
    fact: FactSeen | None = None
    vote: VoteSeen | None = None
    mandate: MandateSeen | None = None
    act: ActReference | None = None
    gap: Gap | None = None
    note: str = ""
    again: bool = False
    causes: tuple["Cause", ...] = ()


@record
class Setting:
    """One fact that set the value, what it became, and the chain behind it."""

    value: Any
    chain: Cause


@record
class Why:
    """A value of one stream and everything that made it so, the latest first. `broken` names each gap met."""

    id: str
    field: str
    position: int
    value: Any
    settings: tuple[Setting, ...]
    not_followed: int
    broken: tuple[Gap, ...]

    def values(self) -> Mapping[str, Any]:
        """What is shown of the field: as it is, and as it was."""
        return {self.field: (self.value, *(one.value for one in self.settings))}


def why(trail: Trail, stream: str, place: str) -> Why:
    """The chain of causes of a value. Raises Unknown, NoSuchField."""
    facts = trail.facts(stream)
    if not facts:
        raise Unknown(stream)
    value, setters = _setters(trail, stream, place)
    seen = _Seen(trail)
    latest = setters[::-1]
    settings = tuple(
        Setting(value=became, chain=seen.chain(Ground(relation=Relation.SET_BY, fact=fact), fact))
        for fact, became in latest[:MOST]
    )
    return Why(
        id=stream,
        field=place,
        position=trail.position,
        value=value,
        settings=settings,
        not_followed=len(latest[MOST:]),
        broken=tuple(dict.fromkeys(seen.gaps)),
    )


def chain_of(trail: Trail, ground: Ground, above: Recorded) -> Cause:
    """One ground with all that it rests on; `above` is the fact that rests on it."""
    return _Seen(trail).chain(ground, above)


def _setters(trail: Trail, stream: str, place: str) -> tuple[Any, list[tuple[Recorded, Any]]]:
    """The value now, and each fact after which it was another than before."""
    decider = trail.streams.noun(stream).decider
    state = decider.initial
    held, found, ever = at(state, place), list[tuple[Recorded, Any]](), False
    ever = held is not NOWHERE
    for fact in trail.facts(stream):
        state = decider.evolve(state, fact.event)
        now = at(state, place)
        ever = ever or now is not NOWHERE
        if now is not held and now != held and not (is_empty(now) and held is NOWHERE):
            found.append((fact, None if now is NOWHERE else now))
        held = now
    if not ever or not place:
        raise NoSuchField(place, ", ".join(known_places(state, place)[:12]))
    return (None if held is NOWHERE else held), found


@dataclass(slots=True)
class _Seen:
    """Follows grounds without going round in circles."""

    trail: Trail
    done: set[str] = field(default_factory=set[str])
    gaps: list[Gap] = field(default_factory=list[Gap])

    def chain(self, ground: Ground, above: Recorded, depth: int = 0) -> Cause:
        """One ground with all that it rests on."""
        if ground.gap is not None and ground.gap not in ENDS_WELL:
            self.gaps.append(ground.gap)
        if ground.mandate is not None:
            return self._mandate(ground, ground.mandate, above, depth)
        if ground.fact is None:
            return Cause(relation=ground.relation, act=ground.act, gap=ground.gap, note=ground.note)
        fact = ground.fact
        again = fact.event_id in self.done or depth > DEEPEST
        self.done.add(fact.event_id)
        return Cause(
            relation=ground.relation,
            fact=fact_seen(fact),
            vote=_vote(self.trail, fact),
            act=ground.act,
            note=ground.note or str(getattr(fact.event, "title", "") or ""),
            again=again,
            causes=() if again else self._causes(fact, depth),
        )

    def _causes(self, fact: Recorded, depth: int) -> tuple[Cause, ...]:
        return tuple(self.chain(one, fact, depth + 1) for one in grounds(self.trail, fact))

    def _mandate(self, ground: Ground, name: MandateId, above: Recorded, depth: int) -> Cause:
        state: mandate.Mandate = self.trail.state(name)
        shown = MandateSeen(
            id=name,
            person=state.person,
            organisation=state.organisation,
            role=state.role,
            capacity=state.capacity,
            since=state.period.start,
            until=state.revoked_on or state.period.end,
            held=mandate.empowered(state, _used_on(ground, above)),
        )
        again = name in self.done
        self.done.add(name)
        causes = () if again else tuple(self.chain(one, above, depth + 1) for one in self._behind(name, state))
        return Cause(relation=ground.relation, mandate=shown, again=again, causes=causes)

    def _behind(self, name: MandateId, state: mandate.Mandate) -> Sequence[Ground]:
        """The act that gave the mandate, or the mandate it derives from."""
        if state.act is None and state.principal is not None:
            return [Ground(relation=Relation.DEPUTY_OF, mandate=state.principal)]
        if state.act is None:
            return [Ground(relation=Relation.BY_ACT, gap=Gap.NO_ACT, note=name)]
        votes = [
            one
            for one in self.trail.numbered(state.act.number, None)
            if isinstance(one.event, meeting.OutcomeRecorded) and state.act.adopted_on in {None, one.event.on}
        ]
        if votes:
            return [Ground(relation=Relation.VOTED, fact=one, act=state.act) for one in votes]
        return [Ground(relation=Relation.BY_ACT, act=state.act, gap=Gap.NO_VOTE)]


def _used_on(ground: Ground, above: Recorded) -> date:
    """A signatory uses a mandate on the day of signing; whoever records does so on the day of recording."""
    return _day(above.effective if ground.relation is Relation.SIGNED_UNDER else above.recorded_at)


def fact_seen(fact: Recorded) -> FactSeen:
    """A fact without what it says."""
    return FactSeen(
        position=fact.position,
        event=fact.event_id,
        name=fact.name.rpartition(".v")[0],
        stream=fact.stream,
        version=fact.version,
        effective=fact.effective,
        recorded_at=fact.recorded_at,
        actor=fact.actor,
    )


def _vote(trail: Trail, fact: Recorded) -> VoteSeen | None:
    outcome = fact.event
    if not isinstance(outcome, meeting.OutcomeRecorded):
        return None
    state: meeting.Meeting = trail.state(fact.stream)
    votes = None if outcome.facts.vote is None else outcome.facts.vote.colleges
    return VoteSeen(
        meeting=state.title,
        item=outcome.item,
        title=state.items[outcome.item].title,
        kind=outcome.kind,
        adopted=outcome.adopted,
        reference=outcome.reference,
        quorum=outcome.verdict.quorum,
        majority=outcome.verdict.majority,
        in_favour=None if votes is None else sum(one.in_favour for one in votes),
        against=None if votes is None else sum(one.against for one in votes),
        abstentions=None if votes is None else sum(one.abstentions for one in votes),
    )


def _day(effective: date | datetime) -> date:
    return effective.date() if isinstance(effective, datetime) else effective
