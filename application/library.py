"""Procedures that ship with the product: documents to publish as they are, or to change first."""

from collections.abc import Sequence
from typing import Protocol

from domain.decider import record
from domain.procedure.definition import Words


@record
class Shipped:
    """One document of the library: its name, what a case under it is about, and the text (YAML) to publish."""

    name: str
    version: int
    title: Words
    subject: str
    steps: int
    """Every state, those inside others too."""
    examples: int
    text: str


class Library(Protocol):
    """Where shipped procedures are found."""

    def names(self) -> Sequence[str]:
        """Their names, in order."""
        ...

    def text(self, name: str) -> str:
        """The text of the document of that name. Raises KeyError."""
        ...

    def document(self, name: str) -> Shipped:
        """The document of that name, read. Raises KeyError."""
        ...
