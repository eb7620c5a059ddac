"""What the workflow needs from outside the domain: reading definitions, telling guards, knowing holidays."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.calendar import Calendar

from application.guards import Guards
from domain.decider import record
from domain.procedure.definition import Counting, Procedure
from domain.values import Digest


@record
class Fault:
    """What is wrong in a document, where (counted from 1; 0: nowhere in particular), and how to mend it."""

    line: int
    column: int
    rule: str
    fr: str
    en: str
    remedy_fr: str = ""
    remedy_en: str = ""

    def __str__(self) -> str:
        remedy = f" {self.remedy_en}" if self.remedy_en else ""
        return f"{self.line}:{self.column}: {self.en}{remedy}"


@record
class Read:
    """A document that was read: what it defines, None where it cannot be told, and every fault found."""

    definition: Procedure | None
    digest: Digest | None
    faults: Sequence[Fault]


class Definitions(Protocol):
    """Reads the documents in which procedures are written."""

    def read(self, text: str) -> Read:
        """A document and its faults."""
        ...

    def published(self, digest: Digest, text: str) -> Procedure:
        """What a published document defines. Kept by digest: a published document has no faults and never changes."""
        ...


class Calendars(Protocol):
    """Which days are not worked, where."""

    def calendar(self, counting: Counting, around: date) -> Calendar:
        """The calendar of a country or region for some years before and after a day."""
        ...


@record
class Tools:
    """These three together."""

    definitions: Definitions
    guards: Guards
    calendars: Calendars
