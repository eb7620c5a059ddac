"""A notified lot changes by modifications alone, numbered 1, 2, 3 …, each kept for ever."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.contract.lots import LotNotAwarded, carried_out, changed, lot_of, positive, seen
from domain.contract.reading import awarded_amount, current_holders, current_months, present_amount
from domain.contract.state import Contract, Ground, Lot, Modification, Stage
from domain.contract.terms import Holder
from domain.decider import Refusal, record
from domain.irregularity import judged
from domain.values import Money, Source

HALF = frozenset({Ground.ADDITIONAL, Ground.UNFORESEEN})
"""Grounds under which one modification adds at most half of the amount awarded (art. R. 2194-3 and R. 2194-5)."""


@record
class Modify:
    """Modify a notified lot: what it is worth from then on, for how long it lasts, or who holds it.

    `stated_number` and `published_on` are those of a publication.
    """

    lot: int
    amount: Money | None = None
    months: int | None = None
    holders: tuple[Holder, ...] = ()
    ground: Ground | None = None
    reasons: str = ""
    stated_number: int | None = None
    published_on: date | None = None
    on: date
    source: Source | None = None


@record
class Modified:
    """`amount` is the whole from then on, `change` the difference to what it was."""

    lot: int
    modification: int
    stated_number: int | None
    amount: Money | None
    change: Money | None
    months: int | None
    holders: tuple[Holder, ...]
    ground: Ground | None
    reasons: str
    published_on: date | None
    on: date
    source: Source | None = None


Event = Modified
Recorded = Sequence[Event | irregularity.Event]


class ModificationEmpty(Refusal):
    """A modification changes the amount, the duration or the holders."""

    cure = "The buyer says what was changed."


class ModificationWithoutGround(Refusal):
    """A modification says why the law allows it without a new competition."""

    article = "Code de la commande publique, art. L. 2194-1"
    cure = "The buyer names the ground and gives the reasons."


class ModificationTooLarge(Refusal):
    """Additional or unforeseen work adds at most half of the amount awarded, each time."""

    article = "Code de la commande publique, art. R. 2194-3 et R. 2194-5"
    cure = "The buyer opens a new competition, or accepts the modification with reasons."


class LowAmountExceeded(Refusal):
    """Modifications of low amount come to less than a tenth of the amount awarded, or 15 % for works."""

    article = "Code de la commande publique, art. R. 2194-8"
    cure = "The buyer names another ground, or opens a new competition."


class ModificationsOutOfOrder(Refusal):
    """Modifications are numbered in the order of their notification, without gaps."""

    cure = "The buyer publishes the modification that is missing."


class ContractInOtherCurrency(Refusal):
    """A contract is paid in one currency."""


def modify(command: Modify, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    positive(command.amount, command.months)
    if lot.outcome is None:
        raise LotNotAwarded(command.lot)
    before = present_amount(lot)
    if before is not None and command.amount is not None and before.currency != command.amount.currency:
        raise ContractInOtherCurrency(before.currency, command.amount.currency)
    if _repeated(command, lot):
        return []
    change = None if command.amount is None or before is None else command.amount - before
    modified = Modified(
        lot=command.lot,
        modification=len(lot.modifications) + 1,
        stated_number=command.stated_number,
        amount=command.amount,
        change=change,
        months=command.months,
        holders=command.holders,
        ground=command.ground,
        reasons=command.reasons,
        published_on=None if command.source is None else command.published_on,
        on=command.on,
        source=command.source,
    )
    breaches = _irregular(command, modified, lot, contract)
    return judged([modified], breaches, command.source, contract.irregularities, command.on)


def _repeated(command: Modify, lot: Lot) -> bool:
    """Whether the last modification says just that, of the same day."""
    if not lot.modifications or lot.modifications[-1].on != command.on:
        return False
    last = lot.modifications[-1]
    said = (command.amount, command.months, command.holders, command.stated_number)
    return said == (last.amount, last.months, last.holders, last.stated_number)


def _irregular(command: Modify, modified: Modified, lot: Lot, contract: Contract) -> Iterator[Refusal]:
    yield from carried_out(lot, command.on)
    if not changes_something(command, lot):
        yield ModificationEmpty(lot.number, modified.modification)
    if command.source is None and (command.ground is None or not command.reasons.strip()):
        yield ModificationWithoutGround(lot.number, modified.modification)
    if command.stated_number not in {None, modified.modification}:
        yield ModificationsOutOfOrder(lot.number, str(command.stated_number))
    yield from _too_large(modified, lot, contract)


def changes_something(command: Modify, lot: Lot) -> bool:
    """Whether anything is not as it was."""
    return (
        command.amount not in {None, present_amount(lot)}
        or command.months not in {None, current_months(lot)}
        or command.holders not in {(), current_holders(lot)}
    )


def _too_large(modified: Modified, lot: Lot, contract: Contract) -> Iterator[Refusal]:
    first, change = awarded_amount(lot), modified.change
    if first is None or change is None:
        return
    if modified.ground in HALF and change.amount * 2 > first.amount:
        yield ModificationTooLarge(lot.number, str(change.amount), str(first.amount))
    if modified.ground is Ground.LOW_AMOUNT:
        earlier = [one.change for one in lot.modifications if one.ground is Ground.LOW_AMOUNT and one.change]
        together = sum((one.amount for one in earlier), change.amount)
        if abs(together) >= first.amount * low_amount(contract):
            yield LowAmountExceeded(lot.number, str(together), str(first.amount))


def low_amount(contract: Contract) -> Decimal:
    """Up to which part of the amount awarded a modification is of low amount: works have CPV codes from 45."""
    return Decimal("0.15") if contract.description.cpv.startswith("45") else Decimal("0.10")


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case Modified():
            entry = Modification(
                number=event.modification,
                stated_number=event.stated_number,
                amount=event.amount,
                change=event.change,
                months=event.months,
                holders=event.holders,
                ground=event.ground,
                reasons=event.reasons,
                on=event.on,
                published_on=event.published_on,
            )
            lot = seen(contract, event.lot)
            reopened = _prolonged(lot, entry)
            return changed(contract, event.lot, modifications=(*lot.modifications, entry), **reopened)
        case _:
            assert_never(event)


def _prolonged(lot: Lot, entry: Modification) -> dict[str, object]:
    """The time of a lot was not over where it is learned that it had been prolonged before."""
    if lot.expired and entry.months is not None and lot.ended_on is not None and entry.on < lot.ended_on:
        return {"stage": Stage.NOTIFIED, "ended_on": None, "expired": False}
    return {}
