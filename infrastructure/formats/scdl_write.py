"""SCDL subventions 2.1.1 out: what satisfies the schema in one file, what lacks something in another that says so."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from stdnum.fr import siret

from application.grants.rows import Grant, GrantFile, Quarantined, identity, key
from application.grants.words import FRENCH, reason
from domain.decider import record
from infrastructure.formats.scdl_columns import COLUMNS, COMPLEMENTS, CUT, DECISION, GUARDED, NATURES, QUARANTINE

LONGEST_TEXT = 256
_REQUIRED = frozenset(COLUMNS) - {"referenceDecision", "idBeneficiaire", "rnaBeneficiaire", "idRAE", "dispositifAide"}
_LONG = ("objet", "conditionsVersement")
_PERIOD = re.compile(r"\d{4}-\d\d-\d\d(?:/\d{4}-\d\d-\d\d)?")
_FORMULA = tuple(guarded[1] for guarded in GUARDED)


@record
class Lack:
    """Why a grant cannot stand in the published file: the column, what stands there, and the reason in French."""

    column: str
    value: str
    reason: str


@record
class Written:
    """The published file; the companion of grants that lack something the schema requires; and the complements.

    Complements are what the published file has no place for: texts in full where they had to be cut, and the
    publishers' own columns. Beside the published file, they make an import of it give back the same grants.
    """

    published: bytes
    complements: bytes
    incomplete: bytes
    complete_count: int
    incomplete_count: int
    complement_count: int


def write(grants: Iterable[Grant]) -> Written:
    """The grants as SCDL: nothing is invented, and what cannot satisfy the schema goes to the companion."""
    published = io.StringIO()
    rows = csv.writer(published)
    rows.writerow(COLUMNS)
    complete, lacking = _parted(grants)
    beside: list[tuple[int, str, str]] = []
    for number, grant in enumerate(complete, 2):
        cells = values(grant)
        beside += [(number, column, text) for column, text in _beside(grant, cells)]
        rows.writerow([_cut(cells[column]) if column in _LONG else cells[column] for column in COLUMNS])
    data = published.getvalue().encode("utf-8")
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    return Written(
        published=data,
        complements=for_spreadsheets(COMPLEMENTS, ([digest, str(row), *cell] for row, *cell in beside)),
        incomplete=_companion(lacking),
        complete_count=len(complete),
        incomplete_count=len(lacking),
        complement_count=len(beside),
    )


def _parted(grants: Iterable[Grant]) -> tuple[list[Grant], list[tuple[Grant, list[Lack]]]]:
    """The grants to publish, and those that lack something.

    Where one of each could be taken for the other, both say which agreement they state; elsewhere nothing needs to.
    """
    complete: list[Grant] = []
    lacking: list[tuple[Grant, list[Lack]]] = []
    for grant in grants:
        if lack := lacks(grant, values(grant)):
            lacking.append((grant, lack))
        else:
            complete.append(grant)
    alike = {_key(grant) for grant in complete} & {_key(grant) for grant, _ in lacking}
    return (
        [_undecided(grant, alike) for grant in complete],
        [(_undecided(grant, alike), lack) for grant, lack in lacking],
    )


def _key(grant: Grant) -> str:
    return key(identity(grant))


def _undecided(grant: Grant, alike: set[str]) -> Grant:
    return grant if _key(grant) in alike else replace(grant, recorded_as="")


def _beside(grant: Grant, cells: dict[str, str]) -> list[tuple[str, str]]:
    long = [(column, cells[column]) for column in _LONG if len(cells[column]) > LONGEST_TEXT]
    decision = [(DECISION, _decision(grant))] if grant.recorded_as else []
    return long + [(cell.column, cell.value) for cell in grant.further] + decision


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - len(CUT)] + CUT


def values(grant: Grant) -> dict[str, str]:
    """The cells of a grant, column by column; text that was never understood stands as it was published."""
    cells = {
        "nomAttribuant": grant.grantor.name,
        "idAttribuant": grant.grantor.siret or grant.grantor.siren or "",
        "dateConvention": _day(grant.agreed_on),
        "referenceDecision": grant.reference or "",
        "nomBeneficiaire": grant.beneficiary.name,
        "idBeneficiaire": grant.beneficiary.siret or grant.beneficiary.siren or "",
        "rnaBeneficiaire": grant.beneficiary.rna or "",
        "objet": grant.object or "",
        "montant": _number(grant.amount.amount),
        "nature": NATURES[grant.nature] if grant.nature else "",
        "conditionsVersement": grant.conditions or "",
        "datesPeriodeVersement": _period(grant),
        "idRAE": grant.state_aid_scheme or "",
        "notificationUE": "" if grant.notified_to_eu is None else "oui" if grant.notified_to_eu else "non",
        "pourcentageSubvention": "" if grant.share is None else _number(grant.share),
        "dispositifAide": grant.aid_scheme or "",
    }
    return cells | {cell.column: cell.value for cell in grant.unread}


def lacks(grant: Grant, cells: dict[str, str]) -> list[Lack]:
    """What keeps a grant out of the published file, one reason a column: the schema, and its checks across columns."""
    unread = {cell.column for cell in grant.unread}
    found = [Lack(column=column, value=cells[column], reason="valeur publiée illisible") for column in sorted(unread)]
    found += [
        Lack(column=column, value="", reason="valeur inconnue")
        for column in COLUMNS
        if column in _REQUIRED and not cells[column] and column not in unread
    ]
    if len(cells["idRAE"]) > 5:
        found.append(Lack(column="idRAE", value=cells["idRAE"], reason="cinq caractères au plus"))
    first: dict[str, Lack] = {}
    for lack in found + _across(cells) + _formed(grant, cells):
        first.setdefault(lack.column, lack)
    return list(first.values())


def _across(cells: dict[str, str]) -> list[Lack]:
    """The checks that the schema lists across columns and that validators skip."""
    found = [
        Lack(column=column, value=cells[column], reason="n'est pas un SIRET valide")
        for column in ("idAttribuant", "idBeneficiaire")
        if cells[column] and not siret.is_valid(cells[column])
    ]
    if not cells["idBeneficiaire"] and not cells["rnaBeneficiaire"]:
        found.append(Lack(column="idBeneficiaire", value="", reason="ni SIRET ni numéro RNA du bénéficiaire"))
    return found


def _formed(grant: Grant, cells: dict[str, str]) -> list[Lack]:
    found: list[Lack] = []
    period = cells["datesPeriodeVersement"]
    if period and not _PERIOD.fullmatch(period):
        found.append(Lack(column="datesPeriodeVersement", value=period, reason="une borne de la période est inconnue"))
    if grant.share is not None and not Decimal("0.01") <= grant.share <= 1:
        text = "hors de l'intervalle de 0.01 à 1"
        found.append(Lack(column="pourcentageSubvention", value=_number(grant.share), reason=text))
    return found


def _companion(lacking: Sequence[tuple[Grant, list[Lack]]]) -> bytes:
    further = list(dict.fromkeys(cell.column for grant, _ in lacking for cell in grant.further))
    rows = [
        [
            *(str(number), "", lack[0].column, lack[0].value, _reasons(lack), _decision(grant)),
            *(values(grant)[column] for column in COLUMNS),
            *({cell.column: cell.value for cell in grant.further}.get(column, "") for column in further),
        ]
        for number, (grant, lack) in enumerate(lacking, 1)
    ]
    return for_spreadsheets([*QUARANTINE, *COLUMNS, *further], rows)


def _decision(grant: Grant) -> str:
    return f"{grant.recorded_as}, sinon nouvelle" if grant.recorded_as else ""


def _reasons(lacks: Iterable[Lack]) -> str:
    return " ; ".join(f"{lack.column} : {lack.reason}" for lack in lacks)


def write_quarantine(file: GrantFile, rows: Iterable[Quarantined]) -> bytes:
    """The rows set aside, each with its place and reason, in a file to correct and import again.

    A column of the standard that the publication lacks, and for want of which rows were set aside, is there to fill in.
    """
    names = [column for columns in file.headings.values() for column in columns if not column.startswith("_")]
    aside = list(rows)
    wanted = [row.column for row in aside if row.column in COLUMNS]
    columns = list(dict.fromkeys([*names, *wanted]))
    return for_spreadsheets(
        [*QUARANTINE, *columns],
        [
            [str(row.row), row.sheet, row.column, row.value, reason(row, FRENCH), "", *_under(row, file, columns)]
            for row in aside
        ],
    )


def _under(row: Quarantined, file: GrantFile, columns: Sequence[str]) -> list[str]:
    """The cells under the columns of the quarantine file; cells that fit no column follow."""
    heading = file.headings[row.sheet]
    cells = dict(zip(heading, row.cells, strict=False))
    return [*(cells.get(column, "") for column in columns), *row.cells[len(heading) :]]


def for_spreadsheets(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that French spreadsheets open as a table, and in which no cell is taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(heading)
    writer.writerows([("'" + cell if cell.startswith(_FORMULA) else cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _period(grant: Grant) -> str:
    if grant.paid is None:
        return ""
    start, end = _day(grant.paid.start), _day(grant.paid.end)
    return start if start == end else f"{start or 'NC'}/{end or 'NC'}"


def _number(value: Decimal) -> str:
    whole = value.to_integral_value()
    return f"{whole:f}" if value == whole else f"{value.normalize():f}"
