"""Documents made of what was found, for people to file and programs to read; one adapter each in the infrastructure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from application.history.lineage import DecisionLineage
from application.history.process import ProcessLog


class PdfUnavailable(RuntimeError):
    """No PDF can be made on this machine: the message says what to install."""


class Table(Protocol):
    """One sheet of a workbook: its name, its header, its rows."""

    @property
    def title(self) -> str: ...
    @property
    def header(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str | int]]: ...


class Documents(Protocol):
    """Writes documents."""

    def pdf(self, html: str, attached: Mapping[str, bytes] | None = None) -> bytes:
        """A page made for paper, as PDF/A-3b, with files attached by their names. Raises PdfUnavailable."""
        ...

    def workbook(self, tables: Iterable[Table]) -> bytes:
        """Tables as xlsx."""
        ...

    def prov(self, lineage: DecisionLineage) -> bytes:
        """A decision's lineage as PROV-JSON."""
        ...

    def ocel(self, log: ProcessLog) -> bytes:
        """A framework as OCEL 2.0 JSON."""
        ...

    def json(self, value: object) -> bytes:
        """A value as it is stated in bundles: plain JSON, the same for everybody, nothing about people."""
        ...
