"""What holds of every lot: it is one of the contract, it changes between its notification and its end."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.contract.state import HELD, OVER, Contract, Lot
from domain.decider import Refusal, replace
from domain.values import Money


class NoSuchContract(Refusal):
    """A contract is launched before anything else is said of it."""


class NoSuchLot(Refusal):
    """The lot named is not one of this contract."""


class LotNotNotified(Refusal):
    """A lot is carried out once it was notified to its holder."""

    cure = "The buyer records the notification with its date and its source."


class LotNotAwarded(Refusal):
    """A lot is awarded before it is notified or modified."""

    cure = "The buyer records the award with its date and its source."


class LotIsOver(Refusal):
    """Nothing changes any more in a lot that ended, was terminated or was not awarded."""

    cure = "The buyer says when it really ended, or accepts the entry with reasons."


class LotFigureAbsurd(Refusal):
    """An amount, a duration or a number of tenders is greater than zero."""


def lot_of(contract: Contract, number: int) -> Lot:
    """The lot of that number. Raises NoSuchLot."""
    for lot in contract.lots:
        if lot.number == number:
            return lot
    raise NoSuchLot(number)


def changed(contract: Contract, number: int, **changes: object) -> Contract:
    """The contract with some fields of one lot changed."""
    lots = tuple(replace(lot, **changes) if lot.number == number else lot for lot in contract.lots)
    return replace(contract, lots=lots)


def seen(contract: Contract, number: int) -> Lot:
    """The lot as far as it is known: history always loads."""
    return next((lot for lot in contract.lots if lot.number == number), Lot(number=number))


def carried_out(lot: Lot, on: date) -> Iterator[Refusal]:
    """What is irregular in changing a lot on that day."""
    if is_over(lot, on):
        yield LotIsOver(lot.number, lot.stage)
    elif lot.stage not in HELD:
        yield LotNotNotified(lot.number)


def is_over(lot: Lot, on: date) -> bool:
    """Whether the lot was over on that day; what was done before its end may become known later."""
    return lot.stage in OVER and (lot.ended_on is None or on >= lot.ended_on)


def positive(*figures: Money | Decimal | int | None) -> None:
    """Refuse a figure that counts nothing."""
    for figure in figures:
        worth = figure.amount if isinstance(figure, Money) else figure
        if worth is not None and worth <= 0:
            raise LotFigureAbsurd(str(worth))
