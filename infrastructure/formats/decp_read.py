"""Reads essential data of procurement as buyers really publish them: DECP 2.0.3, and what went before and beside it."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from application.decp.entries import (
    Entry,
    EntryKind,
    Known,
    ProcurementFile,
    Repair,
    SetAside,
    StatedChange,
    StatedModification,
    StatedSubcontract,
    UnreadableProcurement,
)
from domain.contract.state import Tariff, YearlyData
from domain.contract.terms import (
    Description,
    Execution,
    IdentifierKind,
    Nature,
    Outcome,
    Place,
    PriceType,
    Procedure,
    Technique,
)
from domain.decider import replace
from domain.values import Digest
from infrastructure.formats import decp_terms as words
from infrastructure.formats.decp_values import Reading, quoted

LARGEST = 256 << 20
NOT_A_DIGIT = re.compile(r"[\s.\u00a0'’-]+")
Held = Mapping[str, Any]
PLACED = frozenset(
    {
        "_quarantine",
        "_type",
        "acheteur",
        "acheteur.id",
        "actesSousTraitance",
        "attributionAvance",
        "autoriteConcedante",
        "ccag",
        "codeCPV",
        "concessionnaires",
        "considerationsEnvironnementales",
        "considerationsSociales",
        "dateDebutExecution",
        "dateNotification",
        "datePublicationDonnees",
        "dateSignature",
        "donneesExecution",
        "dureeMois",
        "formePrix",
        "id",
        "idAccordCadre",
        "idAcheteur",
        "lieuExecution",
        "marcheInnovant",
        "modalitesExecution",
        "modifications",
        "modificationsActesSousTraitance",
        "montant",
        "montantSubventionPublique",
        "nature",
        "objet",
        "offresRecues",
        "origineFrance",
        "origineUE",
        "procedure",
        "sousTraitanceDeclaree",
        "tauxAvance",
        "techniques",
        "titulaires",
        "typeGroupementOperateurs",
        "typePrix",
        "typesPrix",
        "uid",
        "valeurGlobale",
    }
)
"""Fields that are read; whatever else stands in an entry is told."""
CONCEDING = frozenset({"contrat de concession", "concession"})


def read(file: Path) -> ProcurementFile:
    """The entries of a file. Raises UnreadableProcurement, OSError."""
    content = file.read_bytes()
    if len(content) > LARGEST:
        raise UnreadableProcurement("procurement-too-large", f"{len(content)}")
    return read_bytes(content)


def read_bytes(content: bytes) -> ProcurementFile:
    """The entries of a file's content. Raises UnreadableProcurement."""
    repairs: list[Repair] = []
    found = list(_entries(_parsed(content, repairs), repairs))
    read_ones = [_read(row, kind, place, value) for row, (kind, place, value) in enumerate(found, 1)]
    digest = Digest(f"sha256:{hashlib.sha256(content).hexdigest()}")
    return ProcurementFile(digest=digest, entries=tuple(read_ones), repairs=tuple(repairs))


def raw_entries(content: bytes) -> list[Any]:
    """What stands in the file, entry by entry, untouched."""
    return [value for _, _, value in _entries(_parsed(content, []), [])]


def _parsed(content: bytes, repairs: list[Repair]) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        repairs.append(Repair(rule="read-as-cp1252", path="", before="", after=""))
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise UnreadableProcurement("procurement-not-json", quoted(str(error))) from error


def _entries(document: Any, repairs: list[Repair]) -> Iterator[tuple[EntryKind, str, Any]]:
    """Every entry, where it stands; the lists may be bare, single or mixed."""
    top = document.get("marches", document) if isinstance(document, dict) else document
    if isinstance(top, list):
        repairs.append(Repair(rule="bare-list", path="marches", before="", after=""))
        for at, value in enumerate(top):
            yield _kind(value), f"marches[{at}]", value
        return
    lists = cast("dict[str, Any]", top) if isinstance(top, dict) else {}
    if not any(kind in lists for kind in EntryKind):
        raise UnreadableProcurement("procurement-without-contracts")
    for kind in EntryKind:
        held = lists.get(kind) or []
        if not isinstance(held, list):
            repairs.append(Repair(rule="single-entry", path=f"marches.{kind}", before="", after=""))
        several: list[Any] = held if isinstance(held, list) else [held]
        for at, value in enumerate(several):
            yield kind, f"marches.{kind}[{at}]", value


def _kind(value: Any) -> EntryKind:
    told = cast("Held", value) if isinstance(value, dict) else {}
    conceded = words.plain(str(told.get("_type", ""))) in CONCEDING or "autoriteConcedante" in told
    return EntryKind.CONCESSION if conceded else EntryKind.CONTRACT


def _read(row: int, kind: EntryKind, place: str, value: Any) -> Entry | SetAside:
    if not isinstance(value, dict):
        return _aside(row, kind, place, "", value, "entry-not-an-object")
    held, reading = cast("Held", value), Reading()
    reference = reading.text(held, "", "id")
    buyer = _buyer(held, reading)
    if not reference:
        return _aside(row, kind, place, "id", held.get("id"), "contract-number-missing")
    if not buyer.number and not buyer.name:
        told = held.get("acheteur", held.get("autoriteConcedante"))
        return _aside(row, kind, place, "acheteur.id", told, "buyer-unknown")
    return _entry(row, kind, place, held, reading, reference, buyer)


def _aside(row: int, kind: EntryKind, place: str, path: str, value: object, rule: str) -> SetAside:
    said = "" if value is None else quoted(value)
    return SetAside(row=row, kind=kind, place=place, path=path, value=said, rule=rule)


def _entry(row: int, kind: EntryKind, place: str, held: Held, reading: Reading, reference: str, buyer: Known) -> Entry:
    conceded = kind is EntryKind.CONCESSION
    entry = Entry(
        row=row,
        kind=kind,
        place=place,
        reference=reference,
        buyer=buyer,
        title=reading.text(held, "", "objet"),
        description=_description(held, reading, conceded=conceded),
        social=reading.terms(held, "considerationsSociales", "considerationSociale", words.SOCIAL),
        environmental=reading.terms(
            held, "considerationsEnvironnementales", "considerationEnvironnementale", words.ENVIRONMENTAL
        ),
        outcome=_outcome(held, reading, conceded=conceded),
        holders=_holders(held, "", reading, conceded=conceded),
        notified_on=reading.day(held, "", *(("dateSignature",) if conceded else ("dateNotification",))),
        published_on=reading.day(held, "", "datePublicationDonnees"),
        modifications=tuple(_modifications(held, reading, conceded=conceded)),
        subcontracts=tuple(_subcontracts(held, reading)),
        changes=tuple(_changes(held, reading)),
        yearly=tuple(_yearly(held, reading)),
    )
    for name in sorted(held.keys() - PLACED):
        reading.repair("field-without-place", name, held[name], "")
    return replace(entry, repairs=tuple(reading.repairs), doubts=tuple(reading.doubts))


def _buyer(held: Held, reading: Reading) -> Known:
    value, where = reading.take(held, "", "acheteur", "autoriteConcedante")
    if isinstance(value, dict):
        told = cast("Held", value)
        number, name = reading.text(told, where, "id"), reading.text(told, where, "nom")
    else:
        number, name = reading.text(held, "", "acheteur.id", "idAcheteur") if value is None else str(value), ""
    return Known(number=_digits(number, f"{where}.id", reading), name=name)


def _digits(number: str, path: str, reading: Reading) -> str:
    bare = NOT_A_DIGIT.sub("", number)
    if bare != number and bare.isdecimal():
        reading.repair("number-closed-up", path, number, bare)
        return bare
    return number


def _description(held: Held, reading: Reading, *, conceded: bool) -> Description:
    nature, where = reading.take(held, "", "nature")
    techniques = reading.terms(held, "techniques", "technique", words.TECHNIQUES)
    execution = reading.terms(held, "modalitesExecution", "modaliteExecution", words.EXECUTIONS)
    if not conceded and isinstance(nature, str):  # the format of 2019 said a technique there
        if words.plain(nature) == words.FRAMEWORK_NATURE and not techniques:
            techniques = (Technique.FRAMEWORK_CONTRACT,)
        if words.plain(nature) == words.SUBSEQUENT_NATURE and not execution:
            execution = (Execution.SUBSEQUENT_CONTRACTS,)
    said: Nature | None = reading.term(nature, where, words.NATURES)
    procedure: Procedure | None = reading.term(*reading.take(held, "", "procedure"), words.PROCEDURES)
    form, types = _prices(held, reading)
    return Description(
        nature=said,
        procedure=procedure,
        cpv=reading.text(held, "", "codeCPV"),
        techniques=techniques,
        execution=execution,
        framework_contract=reading.text(held, "", "idAccordCadre"),
        innovative=reading.flag(held, "", "marcheInnovant"),
        general_clauses=reading.term(*reading.take(held, "", "ccag"), words.GENERAL_CLAUSES),
        place=_place(held, reading),
        price_form=form,
        price_types=types,
        starts_on=reading.day(held, "", "dateDebutExecution"),
        public_subsidy=reading.money(held, "", "montantSubventionPublique", least=Decimal(0)),
    )


def _prices(held: Held, reading: Reading) -> tuple[Any, tuple[PriceType, ...]]:
    """The form and the types of price: the format of 2019 said the type where the form is said today."""
    types = reading.terms(held, "typesPrix", "typePrix", words.PRICE_TYPES)
    if not types:
        types = reading.terms(held, "typePrix", "typePrix", words.PRICE_TYPES)
    form, where = reading.take(held, "", "formePrix")
    known = {words.plain(each): one for one, each in words.PRICE_FORMS.items()}
    if not isinstance(form, str) or words.plain(form) in known or types:
        return reading.term(form, where, words.PRICE_FORMS), types
    former = reading.term(form, where, words.PRICE_TYPES)
    return None, () if former is None else (former,)


def _place(held: Held, reading: Reading) -> Place | None:
    value, where = reading.take(held, "", "lieuExecution")
    if not isinstance(value, dict):
        if value is not None:
            reading.doubt(where, value, "not-a-place")
        return None
    told = cast("Held", value)
    code = reading.text(told, where, "code")
    kind = reading.term(*reading.take(told, where, "typeCode"), words.PLACES)
    return Place(code=code, kind=kind) if code and kind is not None else None


def _outcome(held: Held, reading: Reading, *, conceded: bool) -> Outcome:
    return Outcome(
        amount=reading.money(held, "", "valeurGlobale" if conceded else "montant"),
        months=reading.whole(held, "", "dureeMois"),
        tenders=reading.whole(held, "", "offresRecues"),
        grouping=reading.term(*reading.take(held, "", "typeGroupementOperateurs"), words.GROUPINGS),
        advance=reading.flag(held, "", "attributionAvance"),
        advance_rate=reading.share(held, "", "tauxAvance"),
        subcontracting=reading.flag(held, "", "sousTraitanceDeclaree"),
        from_eu=reading.share(held, "", "origineUE"),
        from_france=reading.share(held, "", "origineFrance"),
    )


def _holders(held: Held, path: str, reading: Reading, *, conceded: bool) -> tuple[Known, ...]:
    name, inner = ("concessionnaires", "concessionnaire") if conceded else ("titulaires", "titulaire")
    found = [_known(value, where, reading) for value, where in reading.several(held, path, name, inner)]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _known(value: Any, where: str, reading: Reading) -> Known | None:
    if isinstance(value, str):
        value = {"id": value}
    if not isinstance(value, dict):
        reading.doubt(where, value, "not-an-organisation")
        return None
    told = cast("Held", value)
    kind: IdentifierKind | None = reading.term(*reading.take(told, where, "typeIdentifiant"), words.IDENTIFIERS)
    number = reading.text(told, where, "id")
    name = reading.text(told, where, "denominationSociale", "nom")
    if not number and not name:
        reading.doubt(where, value, "not-an-organisation")
        return None
    if kind in {None, IdentifierKind.SIRET}:
        number = _digits(number, f"{where}.id", reading)
    return Known(kind=kind or IdentifierKind.SIRET, number=number, name=name)


def _acts(held: Held, name: str, inner: str, reading: Reading) -> Iterator[tuple[Held, str]]:
    for value, where in reading.several(held, "", name, inner):
        if isinstance(value, dict):
            yield cast("Held", value), where
        else:
            reading.doubt(where, value, "not-an-act")


def _modifications(held: Held, reading: Reading, *, conceded: bool) -> Iterator[StatedModification]:
    for told, where in _acts(held, "modifications", "modification", reading):
        yield StatedModification(
            number=reading.whole(told, where, "id"),
            amount=reading.money(told, where, "valeurGlobale" if conceded else "montant"),
            months=reading.whole(told, where, "dureeMois"),
            holders=_holders(told, where, reading, conceded=conceded),
            reasons=reading.text(told, where, "objetModification"),
            on=reading.day(
                told,
                where,
                "dateSignatureModification" if conceded else "dateNotificationModification",
                "dateModification",
            ),
            published_on=reading.day(told, where, "datePublicationDonneesModification"),
        )


def _subcontracts(held: Held, reading: Reading) -> Iterator[StatedSubcontract]:
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


def _changes(held: Held, reading: Reading) -> Iterator[StatedChange]:
    acts = _acts(held, "modificationsActesSousTraitance", "modificationActeSousTraitance", reading)
    for told, where in acts:
        yield StatedChange(
            number=reading.whole(told, where, "id"),
            amount=reading.money(told, where, "montant"),
            months=reading.whole(told, where, "dureeMois"),
            on=reading.day(told, where, "dateNotificationModificationSousTraitance"),
            published_on=reading.day(told, where, "datePublicationDonnees"),
        )


def _yearly(held: Held, reading: Reading) -> Iterator[YearlyData]:
    for told, where in _acts(held, "donneesExecution", "donneesAnnuelles", reading):
        on = reading.day(told, where, "datePublicationDonneesExecution")
        investment = reading.decimal(told, where, "depensesInvestissement")
        if on is None or investment is None:
            reading.doubt(where, told, "yearly-data-incomplete")
            continue
        yield YearlyData(investment=investment, tariffs=tuple(_tariffs(told, where, reading)), on=on)


def _tariffs(told: Held, where: str, reading: Reading) -> Iterator[Tariff]:
    for value, at in reading.several(told, where, "tarifs", "tarif"):
        held = cast("Held", value) if isinstance(value, dict) else {}
        price = reading.decimal(held, at, "tarif")
        if price is None:
            reading.doubt(at, value, "not-a-tariff")
            continue
        yield Tariff(title=reading.text(held, at, "intituleTarif"), price=price)
