"""The holder may have parts of a lot carried out by others whom the buyer accepted, numbered like modifications."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.contract.lots import LotIsOver, changed, is_over, lot_of, positive, seen
from domain.contract.reading import present_amount
from domain.contract.state import Contract, Lot, Subcontract, SubcontractChange, Variation
from domain.contract.terms import Holder
from domain.decider import Refusal, record
from domain.irregularity import judged
from domain.values import Money, Source


@record
class AcceptSubcontract:
    """Accept a subcontractor for a part of a lot. `stated_number` and `published_on` are those of a publication."""

    lot: int
    subcontractor: Holder
    amount: Money | None = None
    months: int | None = None
    variation: Variation | None = None
    stated_number: int | None = None
    published_on: date | None = None
    on: date
    source: Source | None = None


@record
class ChangeSubcontract:
    """Change what an accepted subcontract is worth or how long it lasts."""

    lot: int
    subcontract: int
    amount: Money | None = None
    months: int | None = None
    published_on: date | None = None
    on: date
    source: Source | None = None


@record
class SubcontractAccepted:
    lot: int
    subcontract: int
    stated_number: int | None
    subcontractor: Holder
    amount: Money | None
    months: int | None
    variation: Variation | None
    published_on: date | None
    on: date
    source: Source | None = None


@record
class SubcontractChanged:
    lot: int
    subcontract: int
    amount: Money | None
    months: int | None
    published_on: date | None
    on: date
    source: Source | None = None


Event = SubcontractAccepted | SubcontractChanged
Recorded = Sequence[Event | irregularity.Event]


class NoSuchSubcontract(Refusal):
    """A subcontract is accepted before it is changed."""


class SubcontractedBeyondLot(Refusal):
    """Subcontracts together are worth no more than the lot."""

    article = "Code de la commande publique, art. L. 2193-3"
    cure = "The holder gives the right amounts, or the lot is modified."


class SubcontractedToHolder(Refusal):
    """A lot is subcontracted to somebody who does not hold it alone."""

    cure = "The holder says who carries out the work."


def accept_subcontract(command: AcceptSubcontract, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    positive(command.amount, command.months)
    if any(_same(command, one) for one in lot.subcontracts):
        return []
    number = len(lot.subcontracts) + 1
    accepted = SubcontractAccepted(
        lot=command.lot,
        subcontract=number,
        stated_number=command.stated_number,
        subcontractor=command.subcontractor,
        amount=command.amount,
        months=command.months,
        variation=command.variation,
        published_on=None if command.source is None else command.published_on,
        on=command.on,
        source=command.source,
    )
    breaches = _irregular(lot, number, command, command.subcontractor)
    return judged([accepted], breaches, command.source, contract.irregularities, command.on)


def _same(command: AcceptSubcontract, known: Subcontract) -> bool:
    said = (command.subcontractor, command.amount, command.months, command.stated_number, command.on)
    return said == (known.subcontractor, known.amount, known.months, known.stated_number, known.on)


def change_subcontract(command: ChangeSubcontract, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    positive(command.amount, command.months)
    known = next((one for one in lot.subcontracts if one.number == command.subcontract), None)
    if known is None:
        raise NoSuchSubcontract(command.subcontract)
    change = SubcontractChanged(
        lot=command.lot,
        subcontract=command.subcontract,
        amount=command.amount,
        months=command.months,
        published_on=None if command.source is None else command.published_on,
        on=command.on,
        source=command.source,
    )
    if _entry(change) in lot.subcontract_changes:
        return []
    breaches = _irregular(lot, command.subcontract, command)
    return judged([change], breaches, command.source, contract.irregularities, command.on)


def _irregular(
    lot: Lot, number: int, command: AcceptSubcontract | ChangeSubcontract, who: Holder | None = None
) -> Iterator[Refusal]:
    if is_over(lot, command.on):
        yield LotIsOver(lot.number, lot.stage)
    if who is not None and lot.outcome is not None and lot.outcome.holders == (who,):
        yield SubcontractedToHolder(lot.number, who.number or who.organisation)
    whole, amount = present_amount(lot), command.amount
    if whole is None or amount is None:
        return
    others = [worth(lot, one) for one in lot.subcontracts if one.number != number]
    together = sum((one.amount for one in others if one is not None), amount.amount)
    if together > whole.amount:
        yield SubcontractedBeyondLot(lot.number, str(together), str(whole.amount))


def worth(lot: Lot, subcontract: Subcontract) -> Money | None:
    """What a subcontract is worth, as last changed."""
    stated = [
        one.amount
        for one in lot.subcontract_changes
        if one.subcontract == subcontract.number and one.amount is not None
    ]
    return stated[-1] if stated else subcontract.amount


def _entry(event: SubcontractChanged) -> SubcontractChange:
    return SubcontractChange(
        subcontract=event.subcontract,
        amount=event.amount,
        months=event.months,
        on=event.on,
        published_on=event.published_on,
    )


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case SubcontractAccepted():
            entry = Subcontract(
                number=event.subcontract,
                stated_number=event.stated_number,
                subcontractor=event.subcontractor,
                amount=event.amount,
                months=event.months,
                variation=event.variation,
                on=event.on,
                published_on=event.published_on,
            )
            return changed(contract, event.lot, subcontracts=(*seen(contract, event.lot).subcontracts, entry))
        case SubcontractChanged():
            changes = (*seen(contract, event.lot).subcontract_changes, _entry(event))
            return changed(contract, event.lot, subcontract_changes=changes)
        case _:
            assert_never(event)
