"""A document once read: the procedure it defines, or what is wrong with it, and every expression with its place."""

import re
from enum import StrEnum

from application.definitions.faults import Fault
from domain.decider import record
from domain.procedure.definition import Place, Procedure

_ESCAPES = {'"': re.compile(r"\\(?:x..|u.{4}|U.{8}|.)", re.DOTALL), "'": re.compile("''")}
_PAD = "\x00"


@record
class Passage:
    """A text of the document and how it was written there, so that a place inside it can be told.

    `source` is everything from its first sign to its last, quotes and line breaks included; `style` is the quote, or
    `|` or `>` for a block, or nothing.
    """

    text: str
    source: str
    place: Place
    style: str = ""

    def at(self, offset: int) -> Place:
        """Where the character at this offset of `text` stands; the last sign for what lies behind it."""
        source = _padded(self.source, self.style)
        position = source.find("\n") + 1 if self.style in {"|", ">"} else len(self.style)
        for letter in self.text[:offset]:
            if not letter.isspace():
                position = source.find(letter, position) + 1 or position
        while position < len(source) - 1 and (source[position].isspace() or source[position] == _PAD):
            position += 1
        return self._counted(source[:position])

    def _counted(self, before: str) -> Place:
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") if lines else self.place.column + len(before)
        return Place(line=self.place.line + lines, column=column)


def _padded(source: str, style: str) -> str:
    """The same length, with each escape replaced by padding and the sign it stands for, where that is one sign."""
    if style not in _ESCAPES:
        return source
    return _ESCAPES[style].sub(_unescaped, source)


def _unescaped(found: re.Match[str]) -> str:
    sign = found[0][1:]
    kept = sign if sign in {'"', "'", "\\", "/", "\n"} else _PAD * len(sign)
    return _PAD + kept


class Wanted(StrEnum):
    """What an expression of a procedure must yield."""

    GUARD = "guard"  # yes or no
    VALUE = "value"  # anything an order can hand on
    TEXT = "text"  # the name of a further case's subject
    DATE = "date"  # the name of a date of the subject
    LIST = "list"  # the name of a list of the subject
    FACT = "fact"  # the name of a variable, and a value of its type


@record
class Expression:
    """An expression of the document; `heard` names the aggregate's event whose fields it may see too."""

    wanted: Wanted
    passage: Passage
    where: str
    heard: str = ""
    value: str | int | bool | None = None
    """The value that an example gives to the variable."""

    @property
    def text(self) -> str:
        return self.passage.text


@record
class Document:
    """What was read. `procedure` is None where there are faults; several faults are told at once, in order."""

    procedure: Procedure | None
    faults: tuple[Fault, ...] = ()
    expressions: tuple[Expression, ...] = ()
