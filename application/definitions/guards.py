"""What the engine needs of a language for conditions: typed once when published, then run."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.decider import Refusal, record

Value = str | int | bool | date | datetime | Sequence[str]
"""What an expression sees and yields. A day is its midnight in UTC; money is whole cents."""


class VarType(StrEnum):
    """Of what type a variable is."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    LIST = "list"
    """Of texts."""


@record
class Variable:
    """One thing an expression may see: what it is, in French and English, and which flag says that it is known.

    Where it is unknown, an expression that needs it fails; `known` is empty for what is always known.
    """

    name: str
    type: VarType
    fr: str
    en: str
    known: str = ""


Variables = Mapping[str, Variable]


def types_of(variables: Variables) -> dict[str, VarType]:
    """Name → type, with the flags that say what is known."""
    flags = {one.known: VarType.FLAG for one in variables.values() if one.known}
    return {name: one.type for name, one in variables.items()} | flags


@record
class Misused:
    """What is wrong with an expression: a rule of `words`, where (counted in characters), and its values."""

    rule: str
    offset: int
    values: Mapping[str, object]


class GuardFailed(Refusal):
    """A condition of the procedure could not be decided: it is neither true nor false."""


class Guards(Protocol):
    """The language of conditions."""

    def check(self, expression: str, variables: Mapping[str, VarType], wanted: VarType | None) -> Sequence[Misused]:
        """What is wrong with an expression; `wanted` None for any type."""
        ...

    def compile(self, expression: str, variables: Mapping[str, VarType]) -> Callable[[Mapping[str, Value]], bool]:
        """A condition ready to run. It raises GuardFailed where it is neither true nor false.

        Raises ValueError for an expression in which `check` finds anything.
        """
        ...

    def evaluator(self, expression: str, variables: Mapping[str, VarType]) -> Callable[[Mapping[str, Value]], Value]:
        """An expression of any type ready to run: days and instants come back as instants in UTC. Raises as above."""
        ...
