"""Amendments: numbered without gaps, each naming what it changes, never restarting force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement import overpayment
from domain.agreement.acts import NoSuchAmendment
from domain.agreement.effect import changed
from domain.agreement.ledger import same_currency
from domain.agreement.overpayment import rectified
from domain.agreement.parts import (
    DROPPED,
    NOTHING,
    Changes,
    Clauses,
    Instalment,
    NamedParty,
    PartyNature,
    Stage,
    parties,
    weighed,
)
from domain.agreement.schedule import renumbered, well_numbered
from domain.agreement.signing import AmendmentAfterTheEnd
from domain.agreement.state import Agreement, Amendment, AmendmentStage
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.values import Evidence, Money, OrganisationId, Source, latest


@record
class DraftAmendment:
    """Put an amendment on the table; what it does not name stays as it is."""

    title: str = ""
    end: date | None = None
    bridge_year: int | None = None
    amount: Money | None = None
    joining: tuple[NamedParty, ...] = ()
    leaving: frozenset[OrganisationId] = frozenset()
    natures: Given[Mapping[str, PartyNature]] = field(default_factory=dict[str, PartyNature])
    clauses: Clauses | None = None
    schedule: tuple[Instalment, ...] | None = None
    wording: str = ""
    text: Evidence | None = None
    effective: date | None = None
    on: date


@record
class WithdrawAmendment:
    """Take back an amendment that nobody has signed; its number stays taken."""

    number: int
    reasons: str = ""
    on: date


@record
class RecordAmendment:
    """Record an amendment made elsewhere, with the number its paper bears and what it is known to change."""

    stated_number: int | None = None
    title: str = ""
    end: date | None = None
    bridge_year: int | None = None
    amount: Money | None = None
    joining: tuple[NamedParty, ...] = ()
    leaving: frozenset[OrganisationId] = frozenset()
    natures: Given[Mapping[str, PartyNature]] = field(default_factory=dict[str, PartyNature])
    clauses: Clauses | None = None
    schedule: tuple[Instalment, ...] | None = None
    wording: str = ""
    text: Evidence | None = None
    signed_on: date | None = None
    source: Source
    on: date


Command = DraftAmendment | WithdrawAmendment | RecordAmendment


@record
class AmendmentDrafted:
    number: int
    title: str = ""
    changes: Changes
    text: Evidence | None = None
    effective: date | None = None
    on: date


@record
class AmendmentWithdrawn:
    number: int
    reasons: str = ""
    on: date


@record
class AmendmentRecorded:
    """An amendment made elsewhere, in effect since this day."""

    number: int
    stated_number: int | None = None
    title: str = ""
    changes: Changes
    text: Evidence | None = None
    signed_on: date | None = None
    source: Source
    on: date


Event = AmendmentDrafted | AmendmentWithdrawn | AmendmentRecorded
Told = Sequence[Event | overpayment.Event | irregularity.Event]


class NothingToAmend(Refusal):
    """Only an agreement that all its parties have signed is amended; before that its text is revised."""


class AmendmentChangesNothing(Refusal):
    """An amendment names what it changes."""

    cure = "The parties state what the amendment changed."


class AmendmentNumberOutOfOrder(Refusal):
    """Amendments are numbered 1, 2, 3 … without gaps."""

    cure = "The amendments in between are put on file."


class AmendmentUnsigned(Refusal):
    """An amendment takes effect once every party has signed it."""

    cure = "The parties state when and by whom it was signed."


class BridgeYearOutside(Refusal):
    """A bridge year is the year that follows the end of the term, and the term is moved to cover it."""


class AmendmentSignedAlready(Refusal):
    """An amendment that a party has signed is not withdrawn."""


def decide(command: Command, agreement: Agreement) -> Told:
    match command:
        case DraftAmendment():
            return [*draft_amendment(command, existing(agreement))]
        case WithdrawAmendment():
            return [*withdraw_amendment(command, existing(agreement))]
        case RecordAmendment():
            return record_amendment(command, existing(agreement))
        case _:
            assert_never(command)


def draft_amendment(command: DraftAmendment, agreement: Agreement) -> list[Event]:
    changes = named_changes(command, agreement)
    if any(_same(one, command, changes) for one in agreement.amendments):
        return []
    for breach in (*_nothing_to_amend(agreement, command.on), *ill_formed(changes, agreement)):
        raise breach
    return [
        AmendmentDrafted(
            number=len(agreement.amendments) + 1,
            title=command.title,
            changes=changes,
            text=command.text,
            effective=command.effective,
            on=command.on,
        )
    ]


def withdraw_amendment(command: WithdrawAmendment, agreement: Agreement) -> list[Event]:
    if not 1 <= command.number <= len(agreement.amendments):
        raise NoSuchAmendment(command.number)
    amendment = agreement.amendments[command.number - 1]
    if amendment.stage is AmendmentStage.WITHDRAWN:
        return []
    if amendment.signatures or amendment.stage is not AmendmentStage.DRAFT:
        raise AmendmentSignedAlready(command.number)
    return [AmendmentWithdrawn(number=command.number, reasons=command.reasons, on=command.on)]


def record_amendment(command: RecordAmendment, agreement: Agreement) -> Told:
    recorded = AmendmentRecorded(
        number=len(agreement.amendments) + 1,
        stated_number=command.stated_number,
        title=command.title,
        changes=named_changes(command, agreement),
        text=command.text,
        signed_on=command.signed_on,
        source=command.source,
        on=command.on,
    )
    if any(_as_recorded(recorded) == replace(one, number=recorded.number) for one in agreement.amendments):
        return []
    walls = recorded_breaches(recorded, agreement)
    events = [recorded, *rectified(evolve(agreement, recorded), command.on)]
    return weighed(events, walls, [], command.source, agreement.irregularities, command.on)


def named_changes(command: DraftAmendment | RecordAmendment, agreement: Agreement) -> Changes:
    """What the amendment changes, in values; a bridge year without an end moves it to the end of that year."""
    end = command.end
    if end is None and command.bridge_year is not None:
        end = date(command.bridge_year, 12, 31)
    for amount in (command.amount, *(one.amount for one in command.schedule or ())):
        if amount is not None:
            same_currency(agreement, amount)
    return Changes(
        end=end,
        bridge_year=command.bridge_year,
        amount=command.amount,
        joining=parties(command.joining, command.natures),
        leaving=command.leaving,
        clauses=command.clauses,
        schedule=None if command.schedule is None else well_numbered(command.schedule),
        wording=command.wording,
    )


def ill_formed(changes: Changes, agreement: Agreement) -> Iterator[Refusal]:
    """What is wrong with the changes themselves."""
    if changes == NOTHING:
        yield AmendmentChangesNothing()
    end, bridge = latest(agreement.ends), changes.bridge_year
    if bridge is not None and end is not None and bridge not in {end.year, end.year + 1}:
        yield BridgeYearOutside(bridge, end)
    yield from renumbered(agreement.money.schedule, changes.schedule or ())


def recorded_breaches(recorded: AmendmentRecorded, agreement: Agreement) -> Iterator[Refusal]:
    """What was not as it should be about an amendment made elsewhere."""
    ended = agreement.life.ended_on
    end = latest(agreement.ends)
    if (ended is not None and recorded.on >= ended) or (ended is None and end is not None and recorded.on > end):
        yield AmendmentAfterTheEnd(recorded.stated_number or recorded.number)
    if recorded.stated_number not in {None, recorded.number}:
        yield AmendmentNumberOutOfOrder(recorded.stated_number, recorded.number)
    if recorded.signed_on is None:
        yield AmendmentUnsigned(recorded.number)
    yield from ill_formed(recorded.changes, agreement)


def _nothing_to_amend(agreement: Agreement, on: date) -> Iterator[Refusal]:
    ended = agreement.life.ended_on
    end = latest(agreement.ends)
    if ended is not None or agreement.stage is Stage.CLOSED or (end is not None and on > end):
        yield AmendmentAfterTheEnd(ended or end)
    signed = agreement.signed_on is not None or agreement.in_force_since is not None
    if agreement.stage in DROPPED or not signed:
        yield NothingToAmend(agreement.stage)


def _same(one: Amendment, command: DraftAmendment, changes: Changes) -> bool:
    table = (one.title, one.changes, one.text, one.effective)
    asked = (command.title, changes, command.text, command.effective)
    return one.stage is AmendmentStage.DRAFT and table == asked


def _as_recorded(event: AmendmentRecorded) -> Amendment:
    return Amendment(
        number=event.number,
        stated_number=event.stated_number,
        title=event.title,
        changes=event.changes,
        text=event.text,
        stage=AmendmentStage.EFFECTIVE,
        signed_on=event.signed_on,
        effect_on=event.on,
        source=event.source,
    )


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case AmendmentDrafted():
            drafted = Amendment(
                number=event.number,
                title=event.title,
                changes=event.changes,
                text=event.text,
                effective=event.effective,
            )
            return replace(agreement, amendments=(*agreement.amendments, drafted))
        case AmendmentWithdrawn(number=number):
            return replace(agreement, amendments=tuple(_withdrawn(agreement.amendments, number)))
        case AmendmentRecorded(number=number, on=on):
            known = replace(agreement, amendments=(*agreement.amendments, _as_recorded(event)))
            return changed(known, number, on)
        case _:
            assert_never(event)


def _withdrawn(amendments: Iterable[Amendment], number: int) -> Iterator[Amendment]:
    for one in amendments:
        yield replace(one, stage=AmendmentStage.WITHDRAWN) if one.number == number else one
