"""A lot is awarded to its holders or to nobody, then notified: from that day on it binds."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from domain import irregularity
from domain.contract.completing import Fixed, completed
from domain.contract.describing import unsaid
from domain.contract.essential_data import fixed
from domain.contract.lots import LotNotAwarded, changed, lot_of, positive, seen
from domain.contract.state import Contract, Lot, Stage
from domain.contract.terms import FORMAL, Outcome, Reservation
from domain.decider import Given, Refusal, record
from domain.irregularity import judged
from domain.values import ActReference, OrganisationId, Source

STANDSTILL = 11
"""Days between telling those who were turned away, by electronic means, and signing (art. R. 2182-1)."""


class Unawarded(StrEnum):
    """Why nobody was awarded a lot: nobody fit it, or the buyer gave it up."""

    NO_SUITABLE_TENDER = "no_suitable_tender"
    GIVEN_UP = "given_up"


@record
class Award:
    """Award a lot to its holders. `decided_on` is the day on which the others were told, where it is known."""

    lot: int
    outcome: Outcome
    decided_on: date | None = None
    act: ActReference | None = None
    outsiders: Given[frozenset[OrganisationId]]
    on: date
    source: Source | None = None


@record
class CompleteAward:
    """Complete what is known of an award, or put it right before it is published."""

    lot: int
    outcome: Outcome
    on: date
    source: Source | None = None


@record
class CloseWithoutAward:
    """Close a lot that nobody is awarded, with the reasons."""

    lot: int
    ground: Unawarded
    reasons: str
    on: date
    source: Source | None = None


@record
class Notify:
    """Record the day on which the contract was notified to its holder, or the concession signed."""

    lot: int
    on: date
    source: Source | None = None


@record
class Awarded:
    lot: int
    outcome: Outcome
    decided_on: date | None
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class AwardCompleted:
    """The whole award as it is known from then on."""

    lot: int
    outcome: Outcome
    on: date
    source: Source | None = None


@record
class ClosedWithoutAward:
    lot: int
    ground: Unawarded
    reasons: str
    on: date
    source: Source | None = None


@record
class Notified:
    lot: int
    on: date
    source: Source | None = None


Event = Awarded | AwardCompleted | ClosedWithoutAward | Notified
Recorded = Sequence[Event | irregularity.Event]


class LotAlreadyAwarded(Refusal):
    """A lot is awarded once; whatever changes later is a modification."""


class LotHolderMissing(Refusal):
    """A lot is awarded to somebody."""

    cure = "The buyer names the holder."


class AwardAmountMissing(Refusal):
    """An award says for how much, or up to how much."""

    cure = "The buyer gives the amount before tax."


class ReservedForOthers(Refusal):
    """A lot reserved for the social and solidarity economy is awarded to one of its organisations."""

    article = "Code de la commande publique, art. L. 2113-15"
    cure = "The holder shows its accreditation or its statutes, and the register says so."


class LotUnawardedWithoutReasons(Refusal):
    """Those who tendered are told in words why nobody was awarded the lot."""

    article = "Code de la commande publique, art. R. 2185-2"
    cure = "The buyer gives the reasons."


class LotNotifiedTooSoon(Refusal):
    """Between telling those who were turned away and signing, eleven days pass."""

    article = "Code de la commande publique, art. R. 2182-1"
    cure = "The buyer accepts the risk with reasons, or shows that there was one tender only."


class LotAlreadyNotified(Refusal):
    """A lot is notified once, on one day."""


def award(command: Award, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.stage is not Stage.OPEN:
        if lot.outcome == command.outcome:
            return []
        raise LotAlreadyAwarded(command.lot)
    _readable(command.outcome)
    awarded = Awarded(
        lot=command.lot,
        outcome=command.outcome,
        decided_on=command.decided_on or (command.on if command.source is None else None),
        act=command.act,
        on=command.on,
        source=command.source,
    )
    return judged([awarded], _doubtful(command, lot), command.source, contract.irregularities, command.on)


def _readable(outcome: Outcome) -> None:
    positive(outcome.amount, outcome.months, outcome.tenders)


def _doubtful(command: Award, lot: Lot) -> Iterator[Refusal]:
    if not command.outcome.holders:
        yield LotHolderMissing(lot.number)
    if command.outcome.amount is None:
        yield AwardAmountMissing(lot.number)
    if lot.terms.reserved_for is Reservation.SOCIAL_ECONOMY:
        for one in sorted({holder.organisation for holder in command.outcome.holders} & command.outsiders):
            yield ReservedForOthers(lot.number, one)


def complete_award(command: CompleteAward, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.outcome is None:
        raise LotNotAwarded(command.lot)
    stands = fixed(contract, lot)
    if lot.modifications and stands is Fixed.NOTHING:
        stands = Fixed.KNOWN  # what was modified is not rewritten
    known, contradicted = completed(lot.outcome, command.outcome, stands)
    if known != lot.outcome:
        _readable(known)
    events = (
        [AwardCompleted(lot=lot.number, outcome=known, on=command.on, source=command.source)]
        if known != lot.outcome
        else []
    )
    return judged(events, unsaid(contract, contradicted), command.source, contract.irregularities, command.on)


def close_without_award(command: CloseWithoutAward, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.stage is Stage.UNAWARDED:
        return []
    if lot.stage is not Stage.OPEN:
        raise LotAlreadyAwarded(command.lot)
    closed = ClosedWithoutAward(
        lot=command.lot, ground=command.ground, reasons=command.reasons, on=command.on, source=command.source
    )
    breaches = () if command.reasons.strip() else (LotUnawardedWithoutReasons(command.lot),)
    return judged([closed], breaches, command.source, contract.irregularities, command.on)


def notify(command: Notify, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.notified_on is not None:
        if lot.notified_on == command.on:
            return []
        raise LotAlreadyNotified(command.lot, lot.notified_on)
    if lot.outcome is None:
        raise LotNotAwarded(command.lot)
    notified = Notified(lot=command.lot, on=command.on, source=command.source)
    return judged([notified], _too_soon(command, lot, contract), command.source, contract.irregularities, command.on)


def _too_soon(command: Notify, lot: Lot, contract: Contract) -> Iterator[Refusal]:
    several = lot.outcome is not None and lot.outcome.tenders != 1
    if lot.award_decided_on is None or not several or contract.description.procedure not in FORMAL:
        return
    waited = (command.on - lot.award_decided_on).days
    if waited < STANDSTILL:
        yield LotNotifiedTooSoon(lot.number, waited)


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case Awarded():
            return changed(
                contract,
                event.lot,
                stage=Stage.AWARDED,
                outcome=event.outcome,
                award_decided_on=event.decided_on,
                award_act=event.act,
            )
        case AwardCompleted(lot=number, outcome=outcome):
            return changed(contract, number, outcome=outcome)
        case ClosedWithoutAward(lot=number, reasons=reasons, on=on):
            return changed(contract, number, stage=Stage.UNAWARDED, ended_on=on, ended_because=reasons)
        case Notified(lot=number, on=on):
            open_still = seen(contract, number).stage is Stage.AWARDED
            return changed(contract, number, notified_on=on, **({"stage": Stage.NOTIFIED} if open_still else {}))
        case _:
            assert_never(event)
