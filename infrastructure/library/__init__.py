"""The library of procedures, as package data: one YAML document a procedure, named after it."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from application.library import Shipped
from infrastructure.formats import procedure_yaml

ENDING = ".yaml"


class FaultyLibrary(ValueError):
    """A document of the library does not read: names it and its first fault."""


class ShippedLibrary:
    """The Library port on package data."""

    def names(self) -> Sequence[str]:
        """Their names, in order."""
        return _names()

    def text(self, name: str) -> str:
        """The text of the document of that name. Raises KeyError."""
        if name not in _names():
            raise KeyError(name)
        return (files(__name__) / f"{name}{ENDING}").read_text(encoding="utf-8")

    def document(self, name: str) -> Shipped:
        """The document of that name, read. Raises KeyError, FaultyLibrary."""
        return _document(name, self.text(name))


@cache
def _names() -> tuple[str, ...]:
    found = (one.name for one in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING)))


@cache
def _document(name: str, text: str) -> Shipped:
    document = procedure_yaml.load(text)
    made = document.procedure
    if made is None:
        raise FaultyLibrary(name, *(str(one.said) for one in document.faults[:1]))
    return Shipped(
        name=made.id,
        version=made.version,
        title=made.title,
        subject=made.subject,
        steps=len(made.states) - 1,
        examples=len(made.examples),
        text=text,
    )
