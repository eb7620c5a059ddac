"""What a recorded fact rests on: its cause, the mandate it was done under, the act, vote or origin behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from application.history import money
from application.history.trail import Trail
from application.ports import Recorded
from domain import agreement, committee, evaluation, meeting
from domain.agreement import acts, amendment, effect, publication, reprise, signing, text
from domain.agreement.parts import PartyNature
from domain.commitment import Declared, Origin, OriginNamed
from domain.decider import record
from domain.values import ActReference, MandateId, Source, latest


class Relation(StrEnum):
    """How a ground bears on what rests on it."""

    SET_BY = "set-by"
    CAUSED_BY = "caused-by"
    UNDER_MANDATE = "under-mandate"
    SIGNED_UNDER = "signed-under"
    DEPUTY_OF = "deputy-of"
    BY_ACT = "by-act"
    VOTED = "voted"
    APPROVED_BY = "approved-by"
    SIGNED_BY = "signed-by"
    COMES_FROM = "comes-from"
    ORDERED_BY = "ordered-by"
    COMMITTED_BY = "committed-by"
    CREDITS = "credits"
    UNDER_RULES = "under-rules"
    PUBLISHED = "published"
    BEGAN_WITH = "began-with"


class Gap(StrEnum):
    """Where a chain breaks, or ends without a vote or a mandate."""

    NO_ACT = "no-act-on-file"
    NO_MANDATE = "no-mandate-on-file"
    NO_ORIGIN = "no-origin-on-file"
    NO_CAUSE = "no-cause-on-file"
    NO_VOTE = "no-vote-on-file"
    """Not broken: the act is named, and whoever voted it did so elsewhere."""
    CALENDAR = "calendar"
    """Not broken: the day itself was the cause."""
    STATED = "stated-by-source"
    """Not broken: a source says so, and is named."""


ENDS_WELL = frozenset({Gap.NO_VOTE, Gap.CALENDAR, Gap.STATED})


@record
class Ground:
    """One thing a fact rests on: another fact, a mandate, an act known by reference alone, or a gap."""

    relation: Relation
    fact: Recorded | None = None
    mandate: MandateId | None = None
    act: ActReference | None = None
    gap: Gap | None = None
    note: str = ""


def grounds(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    """Everything a fact rests on, the nearest first."""
    yield from _cause(trail, fact)
    yield from _of_the_event(trail, fact)
    yield from _actor(fact)


def _cause(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    if fact.causation is None:
        return
    cause = trail.event(fact.causation)
    if cause is None:
        yield Ground(relation=Relation.CAUSED_BY, gap=Gap.NO_CAUSE, note=fact.causation)
    elif cause.position < fact.position:
        yield Ground(relation=Relation.CAUSED_BY, fact=cause)


def _actor(fact: Recorded) -> Iterator[Ground]:
    if fact.mandate is not None:
        yield Ground(relation=Relation.UNDER_MANDATE, mandate=fact.mandate)
    elif fact.actor.startswith("person-"):
        yield Ground(relation=Relation.UNDER_MANDATE, gap=Gap.NO_MANDATE, note=fact.actor)
    elif fact.causation is None:
        source: Source | None = getattr(fact.event, "source", None)
        if source is not None:
            yield Ground(relation=Relation.PUBLISHED, gap=Gap.STATED, note=source.reference or source.kind)
        elif fact.actor == "clock":
            yield Ground(relation=Relation.CAUSED_BY, gap=Gap.CALENDAR)


def _of_the_event(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    match fact.event:
        case signing.Signed() | signing.Acceded():
            yield from _signature(trail, fact)
        case acts.Approved():
            yield from _acts_on_file(trail, fact, None)
        case effect.SignedByAll(amendment=number) | effect.Notified(amendment=number):
            yield from _signatures(trail, fact, number)
        case effect.TookEffect():
            yield from _signatures(trail, fact, None)
        case effect.AmendmentTookEffect(number=number) | amendment.AmendmentRecorded(number=number):
            yield from _amended(trail, fact, number)
        case publication.RegisteredFromPublication(published=said) | publication.CorrectedFromPublication(now=said):
            yield from _referred(trail, fact, said.decision)
        case text.Drafted() | text.TextRevised() | reprise.TakenOver():
            yield from _acts_on_file(trail, fact, None)
        case Declared(origin=origin) | OriginNamed(origin=origin):
            yield from _origin(trail, origin)
        case meeting.OutcomeRecorded():
            yield from _rules(trail, fact)
        case _:
            yield from _by_fields(trail, fact)


def _by_fields(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    """What an event names itself, whatever its kind: an act, a number, a decision, the money it draws on."""
    found = [*_paid_from(trail, fact), *_named(trail, fact)]
    yield from found
    began = next(iter(trail.facts(fact.stream)))
    if not found and fact.causation is None and began.position < fact.position and _follows_its_beginning(fact):
        yield Ground(relation=Relation.BEGAN_WITH, fact=began)


def _follows_its_beginning(fact: Recorded) -> bool:
    """What happens to a commitment or an evaluation is owed to what it was begun for."""
    return fact.stream.startswith(("commitment-", "evaluation-"))


def _paid_from(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    if not fact.stream.startswith("agreement-"):
        return
    for name, earlier in money.drawn_from(fact, trail.facts(fact.stream)):
        yield Ground(relation=Relation(name), fact=earlier)
    if money.needs_act(fact.event) and not money.has_act(fact.event):
        yield from _acts_on_file(trail, fact, getattr(fact.event, "payer", None))


def _named(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    for one in fields(fact.event):  # type: ignore[arg-type]  # every event is a record
        value = getattr(fact.event, one.name)
        match value:
            case ActReference():
                yield from _act(trail, fact, value)
            case int() if one.name == "act":
                yield from _numbered_act(trail, fact, value)
            case str() if one.name == "decision":
                yield from _referred(trail, fact, value)
            case _:
                continue


def _act(trail: Trail, fact: Recorded, reference: ActReference) -> Iterator[Ground]:
    """An act by its reference: the vote it was adopted by, where that is on file here."""
    own = [one for one in trail.of(fact.stream, acts.ActRecorded) if _event(one).reference == reference]
    if own and own[0].position != fact.position:
        yield Ground(relation=Relation.BY_ACT, fact=own[0], act=reference)
        return
    votes = [one for one in trail.numbered(reference.number, fact.framework) if _same_day(one, reference.adopted_on)]
    caused = [one for one in votes if one.event_id != fact.causation]
    yield from (Ground(relation=Relation.VOTED, fact=one, act=reference) for one in caused)
    if not votes:
        yield Ground(relation=Relation.BY_ACT, act=reference, gap=Gap.NO_VOTE)


def _numbered_act(trail: Trail, fact: Recorded, number: int) -> Iterator[Ground]:
    own = [one for one in trail.of(fact.stream, acts.ActRecorded) if _event(one).number == number]
    yield from (Ground(relation=Relation.BY_ACT, fact=one) for one in own)
    if not own:
        yield Ground(relation=Relation.BY_ACT, gap=Gap.NO_ACT, note=str(number))


def _referred(trail: Trail, fact: Recorded, reference: str | None) -> Iterator[Ground]:
    """A decision by its number or its id."""
    if not (reference or "").strip():
        if isinstance(fact.event, publication.RegisteredFromPublication):
            yield Ground(relation=Relation.BY_ACT, gap=Gap.NO_ACT)
        return
    named = trail.outcome(str(reference))
    votes = [named] if named is not None else trail.numbered(str(reference), fact.framework)
    yield from (Ground(relation=Relation.VOTED, fact=one) for one in votes if one.event_id != fact.causation)
    if not votes:
        yield Ground(relation=Relation.BY_ACT, act=ActReference(number=str(reference)), gap=Gap.NO_VOTE)


def _signature(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    signed = _event(fact)
    party = signed.party if isinstance(signed, signing.Signed) else signed.party.organisation
    if signed.mandate is not None:
        yield Ground(relation=Relation.SIGNED_UNDER, mandate=signed.mandate)
    else:
        yield Ground(relation=Relation.SIGNED_UNDER, gap=Gap.NO_MANDATE, note=party)
    if signed.act is not None:
        yield from _numbered_act(trail, fact, signed.act)
    elif acts.nature_of(party, trail.state(fact.stream)) is PartyNature.AUTHORITY:
        yield Ground(relation=Relation.BY_ACT, gap=Gap.NO_ACT, note=party)


def _signatures(trail: Trail, fact: Recorded, number: int | None) -> Iterator[Ground]:
    for one in trail.of(fact.stream, signing.Signed):
        if _event(one).amendment == number and one.position < fact.position:
            yield Ground(relation=Relation.SIGNED_BY, fact=one)


def _amended(trail: Trail, fact: Recorded, number: int) -> Iterator[Ground]:
    yield from _signatures(trail, fact, number)
    own = [one for one in trail.of(fact.stream, acts.ActRecorded) if _event(one).amendment == number]
    yield from (Ground(relation=Relation.APPROVED_BY, fact=one) for one in own)
    if not own:
        yield Ground(relation=Relation.APPROVED_BY, gap=Gap.NO_ACT)


def _acts_on_file(trail: Trail, fact: Recorded, by: str | None) -> Iterator[Ground]:
    """The acts behind the agreement itself, of one party or of all."""
    state: agreement.Agreement = trail.state(fact.stream)
    if state.publication is not None and state.publication.published.decision:
        yield from _referred(trail, fact, state.publication.published.decision)
        return
    own = [
        one
        for one in trail.of(fact.stream, acts.ActRecorded)
        if _event(one).amendment is None and by in {None, _event(one).by}
    ]
    yield from (Ground(relation=Relation.APPROVED_BY, fact=one) for one in own)
    told = {_event(one).number for one in own}
    known = [one for one in state.acts if one.number not in told and one.amendment is None and by in {None, one.by}]
    for one in known:  # stated when the agreement was taken over
        yield Ground(relation=Relation.APPROVED_BY, act=one.reference, gap=Gap.NO_VOTE, note=one.by)
    for party in _without_act(state, by):
        yield Ground(relation=Relation.APPROVED_BY, gap=Gap.NO_ACT, note=party)


def _without_act(state: agreement.Agreement, by: str | None) -> Iterator[str]:
    """The authorities that sign, or the one named, where no act of theirs is on file; of no party, nobody's act."""
    if not state.acts:
        yield by or ""
        return
    for party in latest(state.parties) or ():
        bound = party.signs and party.nature is PartyNature.AUTHORITY
        if bound and by in {None, party.organisation} and not acts.acts_for(party.organisation, state):
            yield party.organisation


def _origin(trail: Trail, origin: Origin | None) -> Iterator[Ground]:
    if origin is None:
        yield Ground(relation=Relation.COMES_FROM, gap=Gap.NO_ORIGIN)
        return
    named = trail.event(origin.event) if origin.event else trail.outcome(origin.stream)
    found = [named] if named is not None else list(_what_made_it(trail, origin))
    yield from (Ground(relation=Relation.COMES_FROM, fact=one, note=origin.detail) for one in found)
    if not found:
        yield Ground(relation=Relation.COMES_FROM, gap=Gap.NO_ORIGIN, note=f"{origin.stream} {origin.detail}".strip())


def _what_made_it(trail: Trail, origin: Origin) -> Iterable[Recorded]:
    """The fact by which a source binds: a text once everybody had signed it, an adopted report, a vote."""
    if not trail.is_known(origin.stream):
        return
    binding = (effect.SignedByAll, effect.TookEffect, evaluation.ReportAdopted, meeting.OutcomeRecorded)
    found = trail.of(origin.stream, *binding) or trail.facts(origin.stream)[:1]
    items = [one for one in found if getattr(one.event, "item", None) == origin.detail]
    yield from items[:1] or found[:1]


def _rules(trail: Trail, fact: Recorded) -> Iterator[Ground]:
    """The bylaws a vote was taken under: their last adoption by then."""
    state: meeting.Meeting = trail.state(fact.stream)
    if state.committee is None or not trail.is_known(state.committee):
        return
    day = _day(fact.effective)
    adopted = [one for one in trail.of(state.committee, committee.BylawsAdopted) if _event(one).on <= day]
    yield from (Ground(relation=Relation.UNDER_RULES, fact=one) for one in adopted[-1:])


def _same_day(outcome: Recorded, adopted: date | None) -> bool:
    return adopted is None or _event(outcome).on == adopted


def _event(fact: Recorded) -> Any:
    return fact.event


def _day(effective: date | datetime) -> date:
    return effective.date() if isinstance(effective, datetime) else effective


__all__ = ["ENDS_WELL", "Gap", "Ground", "Relation", "grounds"]
