"""The essential data of a lot are published once; what was published stands, and only further acts are added to it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.calendar import months_on
from domain.contract.essential_data import missing, unfit_acts
from domain.contract.lots import LotNotNotified, changed, lot_of, seen
from domain.contract.reading import PUBLICATION, environmental, social
from domain.contract.state import HELD, Contract, Lot, Tariff, YearlyData
from domain.contract.terms import CONCESSIONS, IdentifierKind, LotTerms
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.values import Source


@record
class Publish:
    """Publish the essential data of a lot, or of what was added to it since.

    `numbers` are those under which the organisations are published, by organisation.
    """

    lot: int
    numbers: Given[Mapping[str, str]]
    on: date
    source: Source | None = None


@record
class RecordYearlyData:
    """Record what was spent and charged under a concession, as published on a day."""

    lot: int
    investment: Decimal
    tariffs: tuple[Tariff, ...] = ()
    on: date
    source: Source | None = None


@record
class DataPublished:
    """What was not published yet is published on that day; `numbers` are added to those known."""

    lot: int
    numbers: Mapping[str, str]
    on: date
    source: Source | None = None


@record
class YearlyDataRecorded:
    lot: int
    investment: Decimal
    tariffs: tuple[Tariff, ...]
    on: date
    source: Source | None = None


Event = DataPublished | YearlyDataRecorded
Recorded = Sequence[Event | irregularity.Event]


class EssentialDataIncomplete(Refusal):
    """Essential data are published whole, as the standard asks."""

    article = "Arrêté du 22 décembre 2022 relatif aux données essentielles des marchés publics"
    cure = "The buyer completes what is missing."


class EssentialDataLate(Refusal):
    """Essential data are published within two months of the notification."""

    article = "Code de la commande publique, art. R. 2196-1"
    cure = "The buyer accepts the delay with reasons."


class PublishedValueUnreadable(Refusal):
    """A published value is understood by whoever reads it."""

    cure = "The buyer publishes the value in the form of the standard."


class YearlyDataOfContract(Refusal):
    """Yearly data are those of concessions."""


def publish(command: Publish, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.published_on is not None and not unpublished(lot):
        return []
    published = DataPublished(
        lot=command.lot,
        numbers={
            name: number
            for name, number in sorted(command.numbers.items())
            if number and name not in lot.numbers and name in _parties(contract, lot)
        },
        on=command.on,
        source=command.source,
    )
    after = seen(evolve(contract, published), lot.number)
    breaches = list(_unfit(lot, [*missing(contract, after), *unfit_acts(after)]))
    events = judged([published], breaches, command.source, contract.irregularities, command.on)
    late = _late(command, lot)
    return [*events, *_noticed(late, contract, len(events) - 1, command.on)]


def _noticed(
    breaches: Sequence[Refusal], contract: Contract, before: int, on: date
) -> Sequence[irregularity.IrregularityNoticed]:
    """Put on file, since publishing late is better than never."""
    events = irregularity.noticed(breaches, contract.irregularities, on)
    return [
        replace(one, number=one.number + before) for one in events if isinstance(one, irregularity.IrregularityNoticed)
    ]


def _unfit(lot: Lot, lacking: Sequence[str]) -> Iterator[Refusal]:
    if lot.stage not in HELD:
        yield LotNotNotified(lot.number)
    if lacking:
        yield EssentialDataIncomplete(lot.number, ", ".join(lacking))


def _late(command: Publish, lot: Lot) -> Sequence[Refusal]:
    first = lot.published_on is None and lot.notified_on is not None
    if first and lot.notified_on is not None and command.on > months_on(lot.notified_on, PUBLICATION):
        return [EssentialDataLate(lot.number, lot.notified_on, command.on)]
    return []


def _parties(contract: Contract, lot: Lot) -> frozenset[str]:
    holders = [] if lot.outcome is None else [*lot.outcome.holders]
    holders += [one for change in lot.modifications for one in change.holders]
    holders += [one.subcontractor for one in lot.subcontracts]
    named = {one.organisation for one in holders if one.kind is IdentifierKind.SIRET and not one.number}
    buyer = {contract.buyer} if contract.buyer is not None and not contract.buyer_number else set[str]()
    return frozenset(named | buyer)


def unpublished(lot: Lot) -> bool:
    """Whether anything was added to the lot since its data were published."""
    days = [
        *(one.published_on for one in lot.modifications),
        *(one.published_on for one in lot.subcontracts),
        *(one.published_on for one in lot.subcontract_changes),
    ]
    return None in days


def record_yearly_data(command: RecordYearlyData, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    recorded = YearlyDataRecorded(
        lot=command.lot,
        investment=command.investment,
        tariffs=command.tariffs,
        on=command.on,
        source=command.source,
    )
    if _yearly(recorded) in lot.yearly:
        return []
    breaches = () if contract.description.nature in CONCESSIONS else (YearlyDataOfContract(lot.number),)
    return judged([recorded], breaches, command.source, contract.irregularities, command.on)


def _yearly(event: YearlyDataRecorded) -> YearlyData:
    return YearlyData(investment=event.investment, tariffs=event.tariffs, on=event.on)


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case DataPublished():
            return _published(contract, event)
        case YearlyDataRecorded(lot=number):
            return changed(contract, number, yearly=(*seen(contract, number).yearly, _yearly(event)))
        case _:
            assert_never(event)


def _published(contract: Contract, event: DataPublished) -> Contract:
    lot, on = seen(contract, event.lot), event.on
    return changed(
        contract,
        event.lot,
        terms=lot.terms if lot.published_on is not None else _as_asked(lot),
        published_on=lot.published_on or on,
        numbers={**lot.numbers, **event.numbers},
        modifications=tuple(replace(one, published_on=one.published_on or on) for one in lot.modifications),
        subcontracts=tuple(replace(one, published_on=one.published_on or on) for one in lot.subcontracts),
        subcontract_changes=tuple(replace(one, published_on=one.published_on or on) for one in lot.subcontract_changes),
    )


def _as_asked(lot: Lot) -> LotTerms:
    """What the lot asks for on the day of its publication, with what follows from its clauses: that stands."""
    asks, cares = social(lot), environmental(lot)
    return replace(
        lot.terms,
        social=lot.terms.social if asks == frozenset(lot.terms.social) else tuple(sorted(asks)),
        environmental=lot.terms.environmental if cares == frozenset(lot.terms.environmental) else tuple(sorted(cares)),
    )
