"""Writes contracts as essential data of procurement (DECP 2.0.3): what was published stands, acts are added to it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from application.decp.exporting import PublishedLot
from domain.contract.essential_data import (
    buyer_number,
    fit_change,
    fit_modification,
    fit_subcontract,
    identifiers,
    number_of,
)
from domain.contract.state import Lot
from domain.contract.terms import CONCESSIONS, Description, Holder, Outcome, Social
from domain.values import Money
from infrastructure.formats import decp_terms as words


def document(published: Iterable[PublishedLot]) -> dict[str, Any]:
    """The whole document: contracts and concessions, each in the order given."""
    contracts: list[Any] = []
    concessions: list[Any] = []
    for one in published:
        conceded = one.contract.description.nature in CONCESSIONS
        (concessions if conceded else contracts).append(_concession(one) if conceded else _contract(one))
    lists = {"marche": contracts, **({"contrat-concession": concessions} if concessions else {})}
    return {"marches": lists}


def written(published: Iterable[PublishedLot]) -> bytes:
    """The document as a file."""
    return json.dumps(document(published), ensure_ascii=False, indent=1).encode() + b"\n"


def _contract(one: PublishedLot) -> dict[str, Any]:
    lot, told = one.lot, one.contract.description
    outcome = lot.outcome or Outcome()
    return _known(
        {
            "id": lot.terms.reference,
            "acheteur": {"id": buyer_number(one.contract, lot)},
            **_base(one),
            **_described(told),
            **_awarded(outcome),
            "dateNotification": _day(lot.notified_on),
            "montant": _amount(outcome.amount),
            "titulaires": [{"titulaire": _who(each, lot)} for each in outcome.holders],
            "modifications": list(_modifications(lot, conceded=False)) or None,
            "actesSousTraitance": list(_subcontracts(lot)) or None,
            "modificationsActesSousTraitance": list(_changes(lot)) or None,
        }
    )


def _concession(one: PublishedLot) -> dict[str, Any]:
    lot, told = one.lot, one.contract.description
    outcome = lot.outcome or Outcome()
    return _known(
        {
            "id": lot.terms.reference,
            "autoriteConcedante": {"id": buyer_number(one.contract, lot)},
            **_base(one),
            "dateSignature": _day(lot.notified_on),
            "dateDebutExecution": _day(told.starts_on),
            "valeurGlobale": _amount(outcome.amount),
            "montantSubventionPublique": _amount(told.public_subsidy),
            "concessionnaires": [{"concessionnaire": _who(each, lot)} for each in outcome.holders],
            "donneesExecution": list(_yearly(lot)) or None,
            "modifications": list(_modifications(lot, conceded=True)) or None,
        }
    )


def _base(one: PublishedLot) -> dict[str, Any]:
    lot, told = one.lot, one.contract.description
    conceded = told.nature in CONCESSIONS
    social = [_social(each, conceded=conceded) for each in lot.terms.social]
    return {
        "nature": told.nature and words.NATURES[told.nature],
        "objet": lot.terms.title or one.contract.title,
        "procedure": told.procedure and words.PROCEDURES[told.procedure],
        "dureeMois": lot.outcome and lot.outcome.months,
        "datePublicationDonnees": _day(lot.published_on),
        "considerationsSociales": {"considerationSociale": social},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": [words.ENVIRONMENTAL[each] for each in lot.terms.environmental]
        },
    }


def _social(one: Social, *, conceded: bool) -> str:
    return words.RESERVED_CONCESSION if conceded and one is Social.RESERVED else words.SOCIAL[one]


def _described(told: Description) -> dict[str, Any]:
    return {
        "codeCPV": told.cpv,
        "techniques": {"technique": [words.TECHNIQUES[each] for each in told.techniques]},
        "modalitesExecution": {"modaliteExecution": [words.EXECUTIONS[each] for each in told.execution]},
        "idAccordCadre": told.framework_contract or None,
        "marcheInnovant": told.innovative,
        "ccag": told.general_clauses and words.GENERAL_CLAUSES[told.general_clauses],
        "lieuExecution": told.place and {"code": told.place.code, "typeCode": words.PLACES[told.place.kind]},
        "typesPrix": {"typePrix": [words.PRICE_TYPES[each] for each in told.price_types]},
        "formePrix": told.price_form and words.PRICE_FORMS[told.price_form],
    }


def _awarded(outcome: Outcome) -> dict[str, Any]:
    return {
        "offresRecues": outcome.tenders,
        "attributionAvance": outcome.advance,
        "tauxAvance": _number(outcome.advance_rate),
        "typeGroupementOperateurs": outcome.grouping and words.GROUPINGS[outcome.grouping],
        "sousTraitanceDeclaree": outcome.subcontracting,
        "origineUE": _number(outcome.from_eu),
        "origineFrance": _number(outcome.from_france),
    }


def _modifications(lot: Lot, *, conceded: bool) -> Iterator[dict[str, Any]]:
    numbers = identifiers(one.stated_number for one in lot.modifications)
    for number, one in zip(numbers, lot.modifications, strict=True):
        if fit_modification(one, lot):
            holders = [{"titulaire": _who(each, lot)} for each in one.holders]
            yield {
                "modification": _known(
                    {
                        "id": number,
                        "dureeMois": one.months,
                        "valeurGlobale" if conceded else "montant": _amount(one.amount),
                        "titulaires": None if conceded else holders or None,
                        "dateSignatureModification" if conceded else "dateNotificationModification": _day(one.on),
                        "datePublicationDonneesModification": _day(one.published_on),
                    }
                )
            }


def _subcontracts(lot: Lot) -> Iterator[dict[str, Any]]:
    numbers = identifiers(one.stated_number for one in lot.subcontracts)
    for number, one in zip(numbers, lot.subcontracts, strict=True):
        if fit_subcontract(one, lot):
            yield {
                "acteSousTraitance": {
                    "id": number,
                    "sousTraitant": _who(one.subcontractor, lot),
                    "dureeMois": one.months,
                    "dateNotification": _day(one.on),
                    "montant": _amount(one.amount),
                    "variationPrix": one.variation and words.VARIATIONS[one.variation],
                    "datePublicationDonnees": _day(one.published_on),
                }
            }


def _changes(lot: Lot) -> Iterator[dict[str, Any]]:
    numbers = identifiers(one.stated_number for one in lot.subcontracts)
    named = {one.number: number for number, one in zip(numbers, lot.subcontracts, strict=True)}
    for one in lot.subcontract_changes:
        if fit_change(one):
            yield {
                "modificationActeSousTraitance": _known(
                    {
                        "id": named[one.subcontract],
                        "dureeMois": one.months,
                        "dateNotificationModificationSousTraitance": _day(one.on),
                        "montant": _amount(one.amount),
                        "datePublicationDonnees": _day(one.published_on),
                    }
                )
            }


def _yearly(lot: Lot) -> Iterator[dict[str, Any]]:
    for one in lot.yearly:
        tariffs = [{"tarif": {"intituleTarif": each.title, "tarif": _number(each.price)}} for each in one.tariffs]
        if tariffs and one.investment >= 0:  # the standard asks for at least one
            yield {
                "donneesAnnuelles": {
                    "datePublicationDonneesExecution": _day(one.on),
                    "depensesInvestissement": _number(one.investment),
                    "tarifs": tariffs,
                }
            }


def _who(holder: Holder, lot: Lot) -> dict[str, str]:
    return {"id": number_of(holder, lot), "typeIdentifiant": words.IDENTIFIERS[holder.kind]}


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is unknown."""
    return {name: value for name, value in values.items() if value is not None}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _amount(money: Money | None) -> int | float | None:
    return None if money is None else _number(money.amount)


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
