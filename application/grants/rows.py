"""A grant as a publication states it, with what was repaired, what is in doubt and what could not be understood."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from domain.decider import record
from domain.values import Digest, Money, Period

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: 00:00(?::00)?)?")
_NUMBER = re.compile(r"-?\d{1,3}(?: \d{3})*(?:[.,]\d+)?|-?\d+[.,]\d+")
_ANSWERS = {"true": "oui", "vrai": "oui", "oui": "oui", "false": "non", "faux": "non", "non": "non"}


class Nature(StrEnum):
    """Cash, in kind, or both (*aide en numéraire*, *aide en nature*)."""

    CASH = "cash"
    IN_KIND = "in_kind"
    BOTH = "both"


class PaymentKind(StrEnum):
    """How the publication says the grant is paid (*unique*, *échelonné*, *autre*)."""

    SINGLE = "single"
    STAGGERED = "staggered"
    OTHER = "other"


@record
class Cell:
    """A column and the text published in it."""

    column: str
    value: str


@record
class Party:
    """A grantor or beneficiary, as far as the publication identifies it."""

    name: str = ""
    siret: str | None = None
    siren: str | None = None
    rna: str | None = None


@record
class Grant:
    """What one row claims and nothing more: None is unknown; `unread` keeps text that was there but not understood.

    `share` is a fraction of 1. `further` are the publisher's own columns, in the order published. `recorded_as` is the
    agreement it was taken from, where it was recorded before: the row itself claims nothing of it.
    """

    grantor: Party
    beneficiary: Party
    amount: Money
    agreed_on: date | None = None
    reference: str | None = None
    object: str | None = None
    nature: Nature | None = None
    conditions: str | None = None
    paid: Period | None = None
    state_aid_scheme: str | None = None
    notified_to_eu: bool | None = None
    share: Decimal | None = None
    aid_scheme: str | None = None
    unread: tuple[Cell, ...] = ()
    further: tuple[Cell, ...] = ()
    recorded_as: str = ""


@record
class Repair:
    """What was certain and put right: the rule, where, and the text before and after."""

    rule: str
    column: str
    before: str
    after: str


@record
class Doubt:
    """What is missing, malformed, ambiguous or inconsistent; it keeps no row out and becomes an irregularity."""

    rule: str
    column: str
    value: str = ""
    detail: str = ""


@record
class Instalment:
    """One payment the conditions announce: its part of the grant, its day and condition where stated."""

    amount: Money
    share: Decimal | None = None
    due: date | None = None
    condition: str = ""


@record
class Amends:
    """Says that the row is an amendment, of the agreement signed on that day where it names one."""

    signed_on: date | None = None
    number: int | None = None


@record
class Identity:
    """What tells one published grant from another: each part a stable text, empty where unknown.

    Grantor and beneficiary begin with `siret:`, `siren:`, `rna:` or `name:`; `on` is a day, or the year of payment
    (`paid:2022`) or the unread text (`text:…`) where the day is unknown.
    """

    grantor: str
    beneficiary: str
    on: str
    reference: str
    object: str
    grantor_name: str
    beneficiary_name: str


@record
class GrantRow:
    """A row that was understood, with what follows from its text."""

    row: int
    sheet: str = ""
    grant: Grant
    identity: Identity
    key: str
    digest: Digest
    payment: PaymentKind | None = None
    instalments: tuple[Instalment, ...] = ()
    decided_on: date | None = None
    amends: Amends | None = None
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    decision: str = ""
    cells: tuple[str, ...] = ()


@record
class Quarantined:
    """A row that cannot be recorded: where it is, what is wrong, and its cells so that it can be corrected."""

    row: int
    sheet: str = ""
    column: str
    value: str
    rule: str
    detail: str = ""
    cells: tuple[str, ...] = ()


@record
class Note:
    """Something detected or repaired in a file as a whole, and how many times."""

    rule: str
    count: int = 1
    detail: str = ""


@record
class GrantFile:
    """A publication, read: every row either understood or quarantined, in the order of the file.

    `headings` are the columns of each sheet, under which the cells of a row stand. A resubmitted file is a
    quarantine file that someone corrected: it speaks of its own rows only.
    """

    digest: Digest
    rows: tuple[GrantRow | Quarantined, ...]
    notes: tuple[Note, ...]
    headings: Mapping[str, tuple[str, ...]]
    resubmitted: bool = False


class UnreadableFile(Exception):
    """The file is no table of grants; `rule` is stable, `detail` what was found."""

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(rule, detail)
        self.rule = rule
        self.detail = detail


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text without case, accents, punctuation or repeated spaces: what is compared, never what is shown."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return _NOT_A_LETTER.sub(" ", bare.encode("ascii", "ignore").decode()).strip()


def identity(grant: Grant) -> Identity:
    """What tells this grant from another."""
    return Identity(
        grantor=_named(grant.grantor),
        beneficiary=_named(grant.beneficiary),
        on=_day(grant),
        reference=plain(grant.reference or ""),
        object=plain(grant.object or ""),
        grantor_name=plain(grant.grantor.name),
        beneficiary_name=plain(grant.beneficiary.name),
    )


def key(who: Identity) -> str:
    """The digest of grantor, beneficiary, date, reference and normalised object."""
    return _sha256([who.grantor, who.beneficiary, who.on, who.reference, who.object])


def digest(grant: Grant) -> Digest:
    """The digest of everything the row states, the same whatever the encoding, delimiter or spelling of values."""
    period = grant.paid or Period()
    return Digest(
        _sha256(
            [
                *_party(grant.grantor),
                *_party(grant.beneficiary),
                _text(grant.agreed_on),
                _alike(grant.reference or ""),
                _alike(grant.object or ""),
                f"{grant.amount.amount:f} {grant.amount.currency}",
                _text(grant.nature),
                _alike(grant.conditions or ""),
                _text(period.start),
                _text(period.end),
                grant.state_aid_scheme or "",
                _text(grant.notified_to_eu),
                "" if grant.share is None else f"{grant.share.normalize():f}",
                grant.aid_scheme or "",
                *_cells(grant.unread),
                "further",
                *_cells(grant.further),
            ]
        )
    )


def _named(party: Party) -> str:
    for kind, value in (("siret", party.siret), ("siren", party.siren), ("rna", party.rna)):
        if value:
            return f"{kind}:{value}"
    return f"name:{plain(party.name)}"


def _day(grant: Grant) -> str:
    if grant.agreed_on:
        return grant.agreed_on.isoformat()
    unread = next((cell.value for cell in grant.unread if cell.column == "dateConvention"), "")
    if unread:
        return f"text:{plain(unread)}"
    first = grant.paid and (grant.paid.start or grant.paid.end)
    return f"paid:{first.year}" if first else ""


def _party(party: Party) -> tuple[str, ...]:
    return (_alike(party.name), party.siret or "", party.siren or "", party.rna or "")


def _cells(cells: tuple[Cell, ...]) -> list[str]:
    told = sorted((_alike(cell.column), _value(cell.value)) for cell in cells)
    return [part for column, value in told for part in (column, value)]


@lru_cache(maxsize=2048)
def _alike(text: str) -> str:
    """The text without what saving it again may change: where its lines break."""
    return " ".join(text.split())


@lru_cache(maxsize=2048)
def _value(text: str) -> str:
    """The same of a cell of any kind: spreadsheets write days, numbers and answers in ways of their own."""
    words = _alike(text)
    if day := _DAY.fullmatch(words):
        return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}"
    if _NUMBER.fullmatch(words):
        number = words.replace(" ", "").replace(",", ".")
        return number.rstrip("0").rstrip(".") if "." in number else number
    return _ANSWERS.get(words.casefold(), words)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _sha256(parts: list[str]) -> str:
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
