"""Procedures in pictures and in the languages of other tools: the Diagrams port."""

from domain.procedure.definition import Procedure
from domain.procedure.diagram import Exported, Imported
from domain.procedure.drawing import Marks
from domain.procedure.soundness import Finding
from infrastructure.formats import mermaid_write, procedure_svg, procedure_text, scxml_write
from infrastructure.formats.procedure_yaml import to_yaml


class Drawings:
    """Each language by its own writer."""

    def svg(self, procedure: Procedure, marks: Marks | None = None, *, width: int = 1280, english: bool = False) -> str:
        """A drawing for a page."""
        return procedure_svg.draw(procedure, marks, width=width, english=english)

    def text(self, procedure: Procedure, finding: Finding, *, english: bool = False) -> str:
        """What is wrong and the shortest way there, for a terminal."""
        return procedure_text.written(procedure, finding, english=english)

    def mermaid(self, procedure: Procedure, *, english: bool = False) -> str:
        """A Mermaid state diagram."""
        return mermaid_write.write(procedure, english=english)

    def scxml(self, procedure: Procedure) -> Exported:
        """W3C SCXML, and what it does not say."""
        return scxml_write.write(procedure)

    def bpmn(self, procedure: Procedure, *, english: bool = False) -> Exported:
        """BPMN 2.0, laid out; and what it does not show."""
        from infrastructure.formats import bpmn_write  # noqa: PLC0415 — heavy, and seldom asked for

        return bpmn_write.write(procedure, english=english)

    def yaml(self, procedure: Procedure) -> str:
        """The document again."""
        return to_yaml(procedure)

    def from_bpmn(self, data: bytes, *, subject: str, process: str = "") -> Imported:
        """A procedure from a BPMN file. Raises UnreadableDiagram with all refusals at once."""
        from infrastructure.formats import bpmn_read  # noqa: PLC0415 — heavy, and seldom asked for

        return bpmn_read.read(data, subject=subject, process=process)
