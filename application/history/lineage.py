"""The lineage of one decision: all that it rests on, back to votes, acts and mandates, and all that followed."""

from collections.abc import Iterator

from application.facts import Unknown
from application.history.decisions import DecisionSeen, one_decision
from application.history.grounds import Ground, Relation
from application.history.trail import Trail
from application.history.why import Cause, FactSeen, chain_of, fact_seen
from application.ports import Recorded
from domain.decider import record
from domain.values import MandateId


@record
class Effect:
    """A fact, the id of the event that caused it, and the mandate it was done under."""

    fact: FactSeen
    cause: str
    mandate: MandateId | None


@record
class DecisionLineage:
    """A decision, the chain behind it, and what followed from it, in log order."""

    decision: DecisionSeen
    chain: Cause
    effects: tuple[Effect, ...]


def lineage_of(trail: Trail, decision: str) -> DecisionLineage:
    """The lineage of the decision with that id (`meeting-…/ITEM`). Raises Unknown."""
    seen, fact = one_decision(trail, decision), trail.outcome(decision)
    if seen is None or fact is None:
        raise Unknown(decision)
    chain = chain_of(trail, Ground(relation=Relation.SET_BY, fact=fact), fact)
    effects = sorted(_effects(trail, fact, set()), key=lambda one: one.fact.position)
    return DecisionLineage(decision=seen, chain=chain, effects=tuple(effects))


def _effects(trail: Trail, cause: Recorded, done: set[str]) -> Iterator[Effect]:
    for fact in trail.caused_by(cause.event_id):
        if fact.event_id not in done:
            done.add(fact.event_id)
            yield Effect(fact=fact_seen(fact), cause=cause.event_id, mandate=fact.mandate)
            yield from _effects(trail, fact, done)
