"""Reads essential data of procurement as buyers really publish them: DECP 2.0.3, and what went before and beside it."""

import hashlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from application.decp.entries import (
    Entry,
    EntryKind,
    Known,
    ProcurementFile,
    Repair,
    SetAside,
    UnreadableProcurement,
)
from domain.contract.terms import (
    Description,
    Execution,
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
from infrastructure.formats.decp_acts import Held, changes, digits, holders, modifications, subcontracts, yearly
from infrastructure.formats.decp_json import located
from infrastructure.formats.decp_values import Reading, is_object, quoted

LARGEST = 256 << 20
PLACED = frozenset(
    re.split(
        r"\s+",
        """_quarantine _type acheteur acheteur.id actesSousTraitance attributionAvance autoriteConcedante ccag codeCPV
concessionnaires considerationsEnvironnementales considerationsSociales dateDebutExecution dateNotification
datePublicationDonnees dateSignature donneesExecution dureeMois formePrix id idAccordCadre idAcheteur
lieuExecution marcheInnovant modalitesExecution modifications modificationsActesSousTraitance montant
montantSubventionPublique nature objet offresRecues origineFrance origineUE procedure sousTraitanceDeclaree
tauxAvance techniques titulaires typeGroupementOperateurs typePrix typesPrix uid valeurGlobale""",
    )
)
"""Fields that are read; whatever else stands in an entry is told."""


def read(file: Path) -> ProcurementFile:
    """The entries of a file. Raises UnreadableProcurement, OSError."""
    content = file.read_bytes()
    if len(content) > LARGEST:
        raise UnreadableProcurement("procurement-too-large", f"{len(content)}")
    return read_bytes(content)


def read_bytes(content: bytes) -> ProcurementFile:
    """The entries of a file's content. Raises UnreadableProcurement."""
    repairs: list[Repair] = []
    found = list(located(content, repairs))
    read_ones = [_read(row, kind, place, value) for row, (kind, place, value) in enumerate(found, 1)]
    digest = Digest(f"sha256:{hashlib.sha256(content).hexdigest()}")
    return ProcurementFile(digest=digest, entries=tuple(read_ones), repairs=tuple(repairs))


def _read(row: int, kind: EntryKind, place: str, value: Any) -> Entry | SetAside:
    if not is_object(value):
        return _aside(row, kind, place, "", value, "entry-not-an-object")
    held, reading = value, Reading()
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
        holders=holders(held, "", reading, conceded=conceded),
        notified_on=reading.day(held, "", *(("dateSignature",) if conceded else ("dateNotification",))),
        published_on=reading.day(held, "", "datePublicationDonnees"),
        modifications=tuple(modifications(held, reading, conceded=conceded)),
        subcontracts=tuple(subcontracts(held, reading)),
        changes=tuple(changes(held, reading)),
        yearly=tuple(yearly(held, reading)),
    )
    for name in sorted(held.keys() - PLACED):
        reading.repair("field-without-place", name, held[name], "")
    return replace(entry, repairs=tuple(reading.repairs), doubts=tuple(reading.doubts))


def _buyer(held: Held, reading: Reading) -> Known:
    value, where = reading.take(held, "", "acheteur", "autoriteConcedante")
    if is_object(value):
        number, name = reading.text(value, where, "id"), reading.text(value, where, "nom")
    else:
        number, name = reading.text(held, "", "acheteur.id", "idAcheteur") if value is None else str(value), ""
    return Known(number=digits(number, f"{where}.id", reading), name=name)


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
    if not is_object(value):
        if value is not None:
            reading.doubt(where, value, "not-a-place")
        return None
    code = reading.text(value, where, "code")
    kind = reading.term(*reading.take(value, where, "typeCode"), words.PLACES)
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
