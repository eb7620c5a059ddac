"""A contract and its lots are described more fully as more is known."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.contract.completing import Fixed, PublishedDataFixed, completed
from domain.contract.essential_data import fixed
from domain.contract.launching import classified
from domain.contract.lots import changed, lot_of
from domain.contract.state import Contract
from domain.contract.terms import Description, LotTerms
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import Source


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


Event = Described | LotDescribed
Recorded = Sequence[Event | irregularity.Event]


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
        case Described(description=description):
            return replace(contract, description=description)
        case LotDescribed(lot=number, terms=terms):
            return changed(contract, number, terms=terms)
        case _:
            assert_never(event)
