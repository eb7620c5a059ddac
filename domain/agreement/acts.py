"""Each side's own decision: adopted, published, transmitted, executory; challenged, and perhaps undone."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement.gaps import TakenOverActUnknown, filled
from domain.agreement.parts import (
    OPEN_STAGES,
    OPEN_TEXTS,
    PRIVATE,
    RUNNING,
    NotAParty,
    PartyNature,
    Stage,
    digest_of,
    weighed,
)
from domain.agreement.state import Act, Agreement
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.values import ActReference, Digest, OrganisationId, Source, latest


@record
class RecordAct:
    """Put on file a side's own act on the agreement, or on one of its amendments; or the act by which one will join."""

    by: OrganisationId
    nature: Given[PartyNature] = PartyNature.UNKNOWN
    reference: ActReference
    amendment: int | None = None
    text: Digest | None = None
    source: Source | None = None
    on: date


@record
class PublishAct:
    """Say that an act was published."""

    act: int
    on: date


@record
class TransmitAct:
    """Say that an act was transmitted to the State's representative."""

    act: int
    on: date


Command = RecordAct | PublishAct | TransmitAct


@record
class ActRecorded:
    number: int
    by: OrganisationId
    nature: PartyNature = PartyNature.UNKNOWN
    """What one who is no party is in law; of a party it is known already."""
    reference: ActReference
    amendment: int | None = None
    text: Digest | None = None
    source: Source | None = None
    on: date


@record
class ActPublished:
    act: int
    on: date


@record
class ActTransmitted:
    act: int
    on: date


@record
class ActBecameExecutory:
    act: int
    on: date


@record
class Approved:
    """Every party that signs has its own act."""

    on: date


Event = ActRecorded | ActPublished | ActTransmitted | ActBecameExecutory | Approved
Told = Sequence[Event | irregularity.Event]


class NoSuchAct(Refusal):
    """The act named is not on file here."""


class NoSuchAmendment(Refusal):
    """The amendment named is not on file here."""


class ActLifeRunsForward(Refusal):
    """An act is published, transmitted and challenged after it was adopted, not before."""


class ActHasEnded(Refusal):
    """An act that was annulled, repealed or withdrawn has no further life."""


def decide(command: Command, agreement: Agreement) -> Told:
    match command:
        case RecordAct():
            return record_act(command, existing(agreement))
        case PublishAct() | TransmitAct():
            return go_public(command, alive(command.act, agreement, command.on), agreement)
        case _:
            assert_never(command)


def record_act(command: RecordAct, agreement: Agreement) -> Told:
    if any((act.by, act.reference, act.amendment) == _identity(command) for act in agreement.acts):
        return []
    inside = is_party(command.by, agreement)
    recorded = ActRecorded(
        number=len(agreement.acts) + 1,
        by=command.by,
        nature=PartyNature.UNKNOWN if inside else command.nature,
        reference=replace(command.reference, adopted_on=command.reference.adopted_on or command.on),
        amendment=command.amendment,
        text=command.text or _text_on_the_table(agreement, command.amendment),
        source=command.source,
        on=command.on,
    )
    after = evolve(agreement, recorded)
    events: list[Event] = [recorded]
    if nature_of(command.by, after) in PRIVATE:
        events.append(ActBecameExecutory(act=recorded.number, on=recorded.reference.adopted_on or command.on))
    events += _approval(after, command)
    joining = command.amendment is None and open_to_accession(agreement)
    strangers = [] if inside or joining else [NotAParty(command.by)]
    told = weighed(events, strangers, [], command.source, agreement.irregularities, command.on)
    gaps = [(TakenOverActUnknown, command.by)] if command.amendment is None else []
    return [*told, *filled(agreement.irregularities, gaps, command.on)]


def go_public(command: PublishAct | TransmitAct, act: Act, agreement: Agreement) -> Told:
    match command:
        case PublishAct():
            if act.published_on is not None:
                return []
            after = replace(act, published_on=command.on)
            told: Event = ActPublished(act=act.number, on=command.on)
        case TransmitAct():
            if act.transmitted_on is not None:
                return []
            after = replace(act, transmitted_on=command.on)
            told = ActTransmitted(act=act.number, on=command.on)
        case _:
            assert_never(command)
    return [told, *_executory(after, nature_of(act.by, agreement))]


def known_act(number: int, agreement: Agreement) -> Act:
    """The act with that number."""
    for act in existing(agreement).acts:
        if act.number == number:
            return act
    raise NoSuchAct(number)


def is_party(organisation: OrganisationId, agreement: Agreement) -> bool:
    """Whether the organisation is, or was at some time, a party, a joining one, or succeeded to one."""
    joining = (one.organisation for change in agreement.amendments for one in change.changes.joining)
    members = (one.organisation for since in agreement.parties for one in since.value)
    return organisation in {*members, *joining}


def open_to_accession(agreement: Agreement) -> bool:
    """Whether others may join without an amendment: a charter or declaration in effect."""
    return agreement.kind in OPEN_TEXTS and agreement.stage in RUNNING


def nature_of(organisation: OrganisationId, agreement: Agreement) -> PartyNature:
    """What the organisation is in law, as the agreement knows it."""
    joining = [one for change in agreement.amendments for one in change.changes.joining]
    for one in (*(latest(agreement.parties) or ()), *joining):
        if one.organisation == organisation:
            return one.nature
    acts = (act.nature for act in reversed(agreement.acts) if act.by == organisation)
    return next(acts, PartyNature.UNKNOWN)


def acts_for(organisation: OrganisationId, agreement: Agreement) -> list[Act]:
    """The organisation's own acts and those of the parties whose place it took."""
    places = {organisation}
    for party, successor in reversed(tuple(agreement.successors.items())):
        if successor in places:
            places.add(OrganisationId(party))
    return [act for act in agreement.acts if act.by in places]


def approvers(agreement: Agreement) -> set[OrganisationId]:
    """Who approved the text that is on the table, by an act that stands."""
    text = digest_of(agreement.text)
    return {act.by for act in agreement.acts if act.amendment is None and act.text in {None, text} and act.end is None}


def _identity(command: RecordAct) -> tuple[OrganisationId, ActReference, int | None]:
    adopted = command.reference.adopted_on or command.on
    return command.by, replace(command.reference, adopted_on=adopted), command.amendment


def _text_on_the_table(agreement: Agreement, amendment: int | None) -> Digest | None:
    if amendment is None:
        return digest_of(agreement.text)
    if not 1 <= amendment <= len(agreement.amendments):
        raise NoSuchAmendment(amendment)
    return digest_of(agreement.amendments[amendment - 1].text)


def _approval(agreement: Agreement, command: RecordAct) -> Iterator[Event]:
    needed = {one.organisation for one in latest(agreement.parties) or () if one.signs}
    waiting = command.amendment is None and agreement.stage in OPEN_STAGES - {Stage.APPROVED}
    if waiting and needed <= approvers(agreement):
        yield Approved(on=command.on)


def _executory(act: Act, nature: PartyNature) -> Iterator[Event]:
    """An authority's act once it is published and transmitted, another public body's once it is published."""
    sent = act.published_on if nature is PartyNature.PUBLIC_BODY else act.transmitted_on
    if act.executory_on is None and act.published_on is not None and sent is not None:
        yield ActBecameExecutory(act=act.number, on=max(act.published_on, sent))


def alive(number: int, agreement: Agreement, on: date) -> Act:
    """The act with that number, which still has a life on that day."""
    act = known_act(number, agreement)
    if act.end is not None:
        raise ActHasEnded(number, act.end.how)
    if on < act.adopted_on:
        raise ActLifeRunsForward(number, act.adopted_on)
    return act


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case ActRecorded():
            return replace(agreement, acts=(*agreement.acts, _as_recorded(event)))
        case Approved():
            return replace(agreement, stage=Stage.APPROVED)
        case ActPublished(act=number, on=on):
            return touched(agreement, number, lambda act: replace(act, published_on=on))
        case ActTransmitted(act=number, on=on):
            return touched(agreement, number, lambda act: replace(act, transmitted_on=on))
        case ActBecameExecutory(act=number, on=on):
            return touched(agreement, number, lambda act: replace(act, executory_on=on))
        case _:
            assert_never(event)


def touched(agreement: Agreement, number: int, change: Callable[[Act], Act]) -> Agreement:
    """The agreement with one act changed."""
    return replace(agreement, acts=tuple(change(act) if act.number == number else act for act in agreement.acts))


def _as_recorded(event: ActRecorded) -> Act:
    return Act(
        number=event.number,
        by=event.by,
        nature=event.nature,
        reference=event.reference,
        amendment=event.amendment,
        text=event.text,
        adopted_on=event.reference.adopted_on or event.on,
    )
