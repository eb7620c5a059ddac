"""A contract is launched by its buyer, in lots unless there is a reason not to; what is unknown is completed later."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.contract.state import Contract, Lot, Stage
from domain.contract.terms import CONCESSIONS, Description, LotTerms, Reservation, Social
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import FrameworkId, OrganisationId, Source

CPV = re.compile(r"[0-9]{8}(-[0-9])?")


@record
class Launch:
    """Launch a contract: who buys what, by which procedure, in which lots."""

    framework: FrameworkId
    title: str
    buyer: OrganisationId
    buyer_number: str = ""
    reference: str = ""
    description: Description = Description()
    lots: tuple[LotTerms, ...] = ()
    undivided_because: str = ""
    on: date
    source: Source | None = None


@record
class AddLot:
    """Add a lot, as long as none was awarded."""

    terms: LotTerms
    on: date
    source: Source | None = None


@record
class Launched:
    framework: FrameworkId
    title: str
    buyer: OrganisationId
    buyer_number: str
    reference: str
    description: Description
    lots: tuple[LotTerms, ...]
    undivided_because: str
    on: date
    source: Source | None = None


@record
class LotAdded:
    lot: int
    terms: LotTerms
    on: date
    source: Source | None = None


Event = Launched | LotAdded
Recorded = Sequence[Event | irregularity.Event]


class ContractAlreadyLaunched(Refusal):
    """A contract is launched once."""


class ContractUntitled(Refusal):
    """A contract says in words what is bought."""

    cure = "The buyer says what is bought."


class CpvUnreadable(Refusal):
    """What is bought is classified by a CPV code: eight digits, and a ninth that checks them."""

    cure = "The buyer gives the code of the common procurement vocabulary."


class NotDividedIntoLots(Refusal):
    """A contract is divided into lots, unless the buyer says why it is not."""

    article = "Code de la commande publique, art. L. 2113-10 et L. 2113-11"
    cure = "The buyer gives the reasons."


class ReservationUnsaid(Refusal):
    """A lot that is published as reserved says whom for, and one that is reserved is published so."""

    article = "Code de la commande publique, art. L. 2113-12 à L. 2113-16"
    cure = "The buyer says whom the lot is reserved for."


class LotAddedAfterAward(Refusal):
    """The lots of a contract are known before the first of them is awarded."""

    cure = "The buyer launches another contract."


def launch(command: Launch, contract: Contract) -> Recorded:
    if contract.launched_on is not None:
        raise ContractAlreadyLaunched(contract.title)
    launched = Launched(
        framework=command.framework,
        title=command.title,
        buyer=command.buyer,
        buyer_number=command.buyer_number,
        reference=command.reference,
        description=command.description,
        lots=_lots(command),
        undivided_because=command.undivided_because,
        on=command.on,
        source=command.source,
    )
    return judged([launched], _incomplete(command, launched), command.source, contract.irregularities, command.on)


def _lots(command: Launch) -> tuple[LotTerms, ...]:
    """At least one; each known by a number of the buyer's of its own."""
    lots = command.lots or (LotTerms(title=command.title),)
    if len(lots) == 1:
        return (replace(lots[0], reference=lots[0].reference or command.reference),)
    return tuple(replace(one, reference=_numbered(one, command.reference, at)) for at, one in enumerate(lots, 1))


def _numbered(terms: LotTerms, reference: str, number: int) -> str:
    return terms.reference or (f"{reference}-{number}" if reference else "")


def _incomplete(command: Launch, launched: Launched) -> Iterator[Refusal]:
    if not command.title.strip():
        yield ContractUntitled()
    yield from classified(command.description)
    undivided = len(launched.lots) == 1 and not command.undivided_because.strip()
    if undivided and command.source is None and command.description.nature not in CONCESSIONS:
        yield NotDividedIntoLots()
    for one in command.lots if command.source is None else ():
        yield from reserved(one)


def classified(description: Description) -> Iterator[Refusal]:
    """What is wrong with the code of what is bought."""
    if description.cpv and not CPV.fullmatch(description.cpv):
        yield CpvUnreadable(description.cpv)


def reserved(terms: LotTerms) -> Iterator[Refusal]:
    """What is unclear about whom a lot is reserved for; published data never say it."""
    if terms.social and (Social.RESERVED in terms.social) != (terms.reserved_for is not None):
        yield ReservationUnsaid(terms.reserved_for or Reservation.BOTH)


def add_lot(command: AddLot, contract: Contract) -> Recorded:
    number = len(contract.lots) + 1
    terms = replace(command.terms, reference=_numbered(command.terms, contract.reference, number))
    if any(lot.terms == terms for lot in contract.lots):
        return []
    added = LotAdded(lot=number, terms=terms, on=command.on, source=command.source)
    return judged([added], _in_time(contract), command.source, contract.irregularities, command.on)


def _in_time(contract: Contract) -> Iterator[Refusal]:
    if any(lot.stage is not Stage.OPEN for lot in contract.lots):
        yield LotAddedAfterAward()


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case Launched():
            return Contract(
                framework=event.framework,
                title=event.title,
                buyer=event.buyer,
                buyer_number=event.buyer_number,
                reference=event.reference,
                description=event.description,
                undivided_because=event.undivided_because,
                launched_on=event.on,
                lots=tuple(Lot(number=at, terms=terms) for at, terms in enumerate(event.lots, 1)),
            )
        case LotAdded(lot=number, terms=terms):
            return replace(contract, lots=(*contract.lots, Lot(number=number, terms=terms)))
        case _:
            assert_never(event)
