"""Essential data of procurement: what the standard asks for, in its own words, and what a contract lacks of it."""

from collections.abc import Iterable, Mapping, Sequence

from domain.contract.completing import Fixed
from domain.contract.state import Contract, Lot, Modification, Subcontract, SubcontractChange
from domain.contract.terms import CONCESSIONS, Description, Holder, Outcome
from domain.values import Money

LONGEST_REFERENCE, LONGEST_TITLE = 16, 1000
BUYER_DIGITS = 14


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
