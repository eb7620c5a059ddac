"""A contract is launched by its buyer, in lots unless there is a reason not to; what is unknown is completed later."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.contract.publishing import fixed
from domain.contract.state import Contract, Lot, Stage, changed, lot_of
from domain.contract.terms import (
    CONCESSIONS,
    Description,
    Fixed,
    LotTerms,
    PublishedDataFixed,
    Reservation,
    Social,
    completed,
)
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
class Describe:
    """Complete what is known of the contract, or put it right before it is published."""

    description: Description
    on: date
    source: Source | None = None


@record
class DescribeLot:
    """Complete what is known of a lot, or put it right before it is published."""

    lot: int
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


@record
class Described:
    """The whole description as it is known from then on."""

    description: Description
    on: date
    source: Source | None = None


@record
class LotDescribed:
    """The whole terms of the lot as they are known from then on."""

    lot: int
    terms: LotTerms
    on: date
    source: Source | None = None


Event = Launched | LotAdded | Described | LotDescribed
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


def describe(command: Describe, contract: Contract) -> Recorded:
    known, contradicted = completed(contract.description, command.description, _standing(contract))
    changes = known != contract.description
    events = [Described(description=known, on=command.on, source=command.source)] if changes else []
    breaches = [*classified(known if changes else Description()), *contradicted]
    return judged(events, unsaid(contract, breaches), command.source, contract.irregularities, command.on)


def _standing(contract: Contract) -> Fixed:
    """What stands of the description: as much as of the lot of which most does."""
    standing = {fixed(contract, lot) for lot in contract.lots}
    return next(one for one in (Fixed.WHOLE, Fixed.KNOWN, Fixed.NOTHING) if one in standing or one is Fixed.NOTHING)


def describe_lot(command: DescribeLot, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    known, contradicted = completed(lot.terms, command.terms, fixed(contract, lot))
    events = (
        [LotDescribed(lot=lot.number, terms=known, on=command.on, source=command.source)] if known != lot.terms else []
    )
    return judged(events, unsaid(contract, contradicted), command.source, contract.irregularities, command.on)


def unsaid(contract: Contract, breaches: Sequence[Refusal]) -> list[Refusal]:
    """The breaches, without contradictions of a publication that are on file already, whatever became of them."""
    known = {(one.rule, one.detail) for one in contract.irregularities}
    rule = irregularity.rule_name(PublishedDataFixed)
    return [
        one
        for one in breaches
        if not (isinstance(one, PublishedDataFixed) and (rule, irregularity.in_words(one)) in known)
    ]


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
        case Described(description=description):
            return replace(contract, description=description)
        case LotDescribed(lot=number, terms=terms):
            return changed(contract, number, terms=terms)
        case _:
            assert_never(event)
