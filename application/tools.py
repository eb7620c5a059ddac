"""What the workflow needs from outside the domain: reading definitions, telling guards, knowing days off."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from application.definitions.document import Document
from application.definitions.guards import Guards
from application.library import Library
from application.nouns import Noun
from domain.calendar import Calendar
from domain.decider import record
from domain.procedure.definition import Counting, Procedure
from domain.procedure.diagram import Exported, Imported
from domain.procedure.drawing import Marks
from domain.procedure.soundness import Finding
from domain.values import Digest


class Definitions(Protocol):
    """Reads the documents in which procedures are written."""

    def read(self, text: bytes | str) -> Document:
        """What a document defines, and what is wrong with it."""
        ...

    def digest(self, procedure: Procedure) -> Digest:
        """The digest of what is defined, whatever the document looks like."""
        ...

    def published(self, digest: Digest, text: str) -> Procedure:
        """What a published document defines. Kept by digest: such a document has no faults and never changes."""
        ...


class Diagrams(Protocol):
    """Procedures in pictures and in the languages of other tools."""

    def svg(self, procedure: Procedure, marks: Marks | None = None, *, width: int = 1280, english: bool = False) -> str:
        """A drawing for a page: a line with its stations."""
        ...

    def text(self, procedure: Procedure, finding: Finding, *, english: bool = False) -> str:
        """What is wrong and the shortest way there, for a terminal."""
        ...

    def mermaid(self, procedure: Procedure, *, english: bool = False) -> str:
        """A Mermaid state diagram."""
        ...

    def scxml(self, procedure: Procedure) -> Exported:
        """W3C SCXML, and what it does not say."""
        ...

    def bpmn(self, procedure: Procedure, *, english: bool = False) -> Exported:
        """BPMN 2.0, laid out; and what it does not show."""
        ...

    def yaml(self, procedure: Procedure) -> str:
        """The document again."""
        ...

    def from_bpmn(self, data: bytes, *, subject: str, process: str = "") -> Imported:
        """A procedure from a BPMN file. Raises UnreadableDiagram with all refusals at once."""
        ...


@record
class Tools:
    """These together."""

    definitions: Definitions
    guards: Guards
    events: Mapping[str, type]
    """Every aggregate's events by their permanent names."""
    nouns: Callable[[], Mapping[str, Noun]]
    calendar: Callable[[Counting], Calendar]
    typed: Callable[[str, type, Mapping[str, object]], Mapping[str, Any]]
    """The fields of a command, by the noun's kind, from plain values. Raises a Refusal where they are none."""
    schema: Callable[[], Mapping[str, object]]
    """The JSON Schema of a document, for editors."""
    diagrams: Diagrams
    library: Library
    """The procedures that ship with the product."""
