"""Who holds a published contract, and the acts that were added to it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from application.decp.entries import Known, StatedChange, StatedModification, StatedSubcontract
from domain.contract.state import Tariff, YearlyData
from domain.contract.terms import IdentifierKind
from infrastructure.formats import decp_terms as words
from infrastructure.formats.decp_values import Reading, is_object

NOT_A_DIGIT = re.compile(r"[\s.\u00a0'’-]+")
Held = Mapping[str, Any]


def digits(number: str, path: str, reading: Reading) -> str:
    """A number without spaces and signs."""
    bare = NOT_A_DIGIT.sub("", number)
    if bare != number and bare.isdecimal():
        reading.repair("number-closed-up", path, number, bare)
        return bare
    return number


def holders(held: Held, path: str, reading: Reading, *, conceded: bool) -> tuple[Known, ...]:
    name, inner = ("concessionnaires", "concessionnaire") if conceded else ("titulaires", "titulaire")
    found = [_known(value, where, reading) for value, where in reading.several(held, path, name, inner)]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _known(value: Any, where: str, reading: Reading) -> Known | None:
    if isinstance(value, str):
        value = {"id": value}
    if not is_object(value):
        reading.doubt(where, value, "not-an-organisation")
        return None
    kind: IdentifierKind | None = reading.term(*reading.take(value, where, "typeIdentifiant"), words.IDENTIFIERS)
    number = reading.text(value, where, "id")
    name = reading.text(value, where, "denominationSociale", "nom")
    if not number and not name:
        reading.doubt(where, value, "not-an-organisation")
        return None
    if kind in {None, IdentifierKind.SIRET}:
        number = digits(number, f"{where}.id", reading)
    return Known(kind=kind or IdentifierKind.SIRET, number=number, name=name)


def _acts(held: Held, name: str, inner: str, reading: Reading) -> Iterator[tuple[Held, str]]:
    for value, where in reading.several(held, "", name, inner):
        if is_object(value):
            yield value, where
        else:
            reading.doubt(where, value, "not-an-act")


def modifications(held: Held, reading: Reading, *, conceded: bool) -> Iterator[StatedModification]:
    for told, where in _acts(held, "modifications", "modification", reading):
        yield StatedModification(
            number=reading.whole(told, where, "id"),
            amount=reading.money(told, where, "valeurGlobale" if conceded else "montant"),
            months=reading.whole(told, where, "dureeMois"),
            holders=holders(told, where, reading, conceded=conceded),
            reasons=reading.text(told, where, "objetModification"),
            on=reading.day(
                told,
                where,
                "dateSignatureModification" if conceded else "dateNotificationModification",
                "dateModification",
            ),
            published_on=reading.day(told, where, "datePublicationDonneesModification"),
        )


def subcontracts(held: Held, reading: Reading) -> Iterator[StatedSubcontract]:
    for told, where in _acts(held, "actesSousTraitance", "acteSousTraitance", reading):
        who, place = reading.take(told, where, "sousTraitant")
        known = _known(who, place, reading)
        if known is None:
            continue
        yield StatedSubcontract(
            number=reading.whole(told, where, "id"),
            subcontractor=known,
            amount=reading.money(told, where, "montant"),
            months=reading.whole(told, where, "dureeMois"),
            variation=reading.term(*reading.take(told, where, "variationPrix"), words.VARIATIONS),
            on=reading.day(told, where, "dateNotification"),
            published_on=reading.day(told, where, "datePublicationDonnees"),
        )


def changes(held: Held, reading: Reading) -> Iterator[StatedChange]:
    acts = _acts(held, "modificationsActesSousTraitance", "modificationActeSousTraitance", reading)
    for told, where in acts:
        yield StatedChange(
            number=reading.whole(told, where, "id"),
            amount=reading.money(told, where, "montant"),
            months=reading.whole(told, where, "dureeMois"),
            on=reading.day(told, where, "dateNotificationModificationSousTraitance"),
            published_on=reading.day(told, where, "datePublicationDonnees"),
        )


def yearly(held: Held, reading: Reading) -> Iterator[YearlyData]:
    for told, where in _acts(held, "donneesExecution", "donneesAnnuelles", reading):
        on = reading.day(told, where, "datePublicationDonneesExecution")
        investment = reading.decimal(told, where, "depensesInvestissement")
        if on is None or investment is None:
            reading.doubt(where, told, "yearly-data-incomplete")
            continue
        yield YearlyData(investment=investment, tariffs=tuple(_tariffs(told, where, reading)), on=on)


def _tariffs(told: Held, where: str, reading: Reading) -> Iterator[Tariff]:
    for value, at in reading.several(told, where, "tarifs", "tarif"):
        held: Held = value if is_object(value) else {}
        price = reading.decimal(held, at, "tarif")
        if price is None:
            reading.doubt(at, value, "not-a-tariff")
            continue
        yield Tariff(title=reading.text(held, at, "intituleTarif"), price=price)
