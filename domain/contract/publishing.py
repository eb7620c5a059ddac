"""The essential data of a lot are published once; what was published stands, and only further acts are added to it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.calendar import months_on
from domain.contract.reading import PUBLICATION, environmental, social
from domain.contract.state import (
    HELD,
    Contract,
    Lot,
    LotNotNotified,
    Modification,
    Subcontract,
    SubcontractChange,
    Tariff,
    YearlyData,
    changed,
    lot_of,
    seen,
)
from domain.contract.terms import CONCESSIONS, Description, Fixed, Holder, IdentifierKind, LotTerms, Outcome
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.values import Money, Source

LONGEST_REFERENCE, LONGEST_TITLE = 16, 1000
BUYER_DIGITS = 14


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


def missing(contract: Contract, lot: Lot) -> Sequence[str]:
    """What the standard asks for and is unknown or unfit, in its own words."""
    conceded = contract.description.nature in CONCESSIONS
    outcome = lot.outcome or Outcome()
    parts = (
        _identity(contract, lot),
        _of_concession(contract.description) if conceded else _of_contract(contract.description, outcome),
        _of_award(lot, outcome, conceded=conceded),
    )
    return [name for part in parts for name, fits in part.items() if not fits]


def _identity(contract: Contract, lot: Lot) -> Mapping[str, bool]:
    number = buyer_number(contract, lot)
    return {
        "id": 0 < len(lot.terms.reference) <= LONGEST_REFERENCE,
        "acheteur": len(number) == BUYER_DIGITS and number.isdecimal(),
        "objet": 0 < len(lot.terms.title or contract.title) <= LONGEST_TITLE,
        "nature": contract.description.nature is not None,
        "procedure": contract.description.procedure is not None,
        "considerationsSociales": bool(lot.terms.social),
        "considerationsEnvironnementales": bool(lot.terms.environmental),
        "datePublicationDonnees": lot.published_on is not None,
    }


def buyer_number(contract: Contract, lot: Lot) -> str:
    """The SIRET under which the buyer is published."""
    return contract.buyer_number or lot.numbers.get(contract.buyer or "", "")


def _of_contract(one: Description, outcome: Outcome) -> Mapping[str, bool]:
    return {
        "codeCPV": bool(one.cpv),
        "techniques": bool(one.techniques),
        "modalitesExecution": bool(one.execution),
        "marcheInnovant": one.innovative is not None,
        "ccag": one.general_clauses is not None,
        "lieuExecution": one.place is not None,
        "typesPrix": bool(one.price_types),
        "formePrix": one.price_form is not None,
        "offresRecues": outcome.tenders is not None,
        "attributionAvance": outcome.advance is not None,
        "typeGroupementOperateurs": outcome.grouping is not None,
        "sousTraitanceDeclaree": outcome.subcontracting is not None,
    }


def _of_concession(one: Description) -> Mapping[str, bool]:
    return {
        "dateDebutExecution": one.starts_on is not None,
        "montantSubventionPublique": one.public_subsidy is not None,
    }


def _of_award(lot: Lot, outcome: Outcome, *, conceded: bool) -> Mapping[str, bool]:
    known = all(number_of(one, lot) for one in outcome.holders)
    return {
        "concessionnaires" if conceded else "titulaires": bool(outcome.holders) and known,
        "valeurGlobale" if conceded else "montant": _publishable(outcome.amount),
        "dureeMois": outcome.months is not None,
        "dateSignature" if conceded else "dateNotification": lot.notified_on is not None,
    }


def fixed(contract: Contract, lot: Lot) -> Fixed:
    """What stands of a lot since it was published."""
    if lot.published_on is None:
        return Fixed.NOTHING
    return Fixed.KNOWN if missing(contract, lot) else Fixed.WHOLE


def unfit_acts(lot: Lot) -> Sequence[str]:
    """Which kinds of acts the standard cannot take as they are."""
    kinds = {
        "modifications": all(fit_modification(one, lot) for one in lot.modifications),
        "actesSousTraitance": all(fit_subcontract(one, lot) for one in lot.subcontracts),
        "modificationsActesSousTraitance": all(fit_change(one) for one in lot.subcontract_changes),
    }
    return [name for name, fits in kinds.items() if not fits]


def fit_modification(one: Modification, lot: Lot) -> bool:
    """Whether a modification was published and holds what the standard asks for."""
    worth = one.amount is None or _publishable(one.amount)
    return one.published_on is not None and worth and all(number_of(each, lot) for each in one.holders)


def fit_subcontract(one: Subcontract, lot: Lot) -> bool:
    """Whether a subcontract was published and holds what the standard asks for."""
    known = one.months is not None and one.variation is not None and bool(number_of(one.subcontractor, lot))
    return one.published_on is not None and known and _publishable(one.amount)


def fit_change(one: SubcontractChange) -> bool:
    """Whether a change to a subcontract was published and holds what the standard asks for."""
    return one.published_on is not None and (one.amount is None or _publishable(one.amount))


def identifiers(stated: Iterable[int | None]) -> Sequence[int]:
    """Under which numbers acts are published: as stated, in a growing row; the next one where nothing fits."""
    found: list[int] = []
    for one in stated:
        last = found[-1] if found else 0
        found.append(one if one is not None and one > last else last + 1)
    return found


def number_of(holder: Holder, lot: Lot) -> str:
    """The number under which a holder is published, empty where it is not known."""
    return holder.number or lot.numbers.get(holder.organisation, "")


def _publishable(amount: Money | None) -> bool:
    """The standard knows amounts in euros, from one euro on."""
    return amount is not None and amount.currency == "EUR" and amount.amount >= 1


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
        social=lot.terms.social if asks == {*lot.terms.social} else tuple(sorted(asks)),
        environmental=lot.terms.environmental if cares == {*lot.terms.environmental} else tuple(sorted(cares)),
    )
