"""A contract as a publication states it, with what was repaired and what could not be understood."""

from datetime import date
from enum import StrEnum

from domain.contract.state import Variation, YearlyData
from domain.contract.terms import Description, Environmental, IdentifierKind, Outcome, Social
from domain.decider import record
from domain.values import Digest, Money


class EntryKind(StrEnum):
    """Under which of the standard's two lists it stands."""

    CONTRACT = "marche"
    CONCESSION = "contrat-concession"


@record
class Known:
    """Who is meant: a number in some register, and a name where the publication gives one."""

    kind: IdentifierKind = IdentifierKind.SIRET
    number: str = ""
    name: str = ""


@record
class Repair:
    """What was certain and put right: the rule, where, and the text before and after."""

    rule: str
    path: str
    before: str
    after: str


@record
class Doubt:
    """What was there and not understood: it keeps no entry out, and becomes an irregularity that quotes it."""

    path: str
    value: str
    reason: str


@record
class StatedModification:
    number: int | None
    amount: Money | None
    months: int | None
    holders: tuple[Known, ...]
    reasons: str
    on: date | None
    published_on: date | None


@record
class StatedSubcontract:
    number: int | None
    subcontractor: Known
    amount: Money | None
    months: int | None
    variation: Variation | None
    on: date | None
    published_on: date | None


@record
class StatedChange:
    """`number` is that of the subcontract."""

    number: int | None
    amount: Money | None
    months: int | None
    on: date | None
    published_on: date | None


@record
class Entry:
    """One contract of a publication. `outcome` is without its holders, who stand apart until the register has them."""

    row: int
    kind: EntryKind
    place: str
    reference: str
    buyer: Known
    title: str
    description: Description
    social: tuple[Social, ...]
    environmental: tuple[Environmental, ...]
    outcome: Outcome
    holders: tuple[Known, ...]
    notified_on: date | None
    published_on: date | None
    modifications: tuple[StatedModification, ...] = ()
    subcontracts: tuple[StatedSubcontract, ...] = ()
    changes: tuple[StatedChange, ...] = ()
    yearly: tuple[YearlyData, ...] = ()
    repairs: tuple[Repair, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@record
class SetAside:
    """An entry that could not be recorded: where it stands, at which path, with which value, under which rule."""

    row: int
    kind: EntryKind
    place: str
    path: str
    value: str
    rule: str


@record
class ProcurementFile:
    """A published file: its digest, its entries in order, and what was noticed of the file as a whole."""

    digest: Digest
    entries: tuple[Entry | SetAside, ...]
    repairs: tuple[Repair, ...] = ()


class UnreadableProcurement(Exception):
    """The file as a whole cannot be read: the rule says why, the detail where."""

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(rule, detail)
        self.rule, self.detail = rule, detail
