"""How a variable is read from the state of its subject, and looked at only when an expression asks for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from application.definitions.guards import Value, Variable, VarType
from domain.decider import record
from domain.values import Money

Read = Callable[[Any, date], Value | None]
"""From the folded state and today's date to the value; None where it is unknown."""

TODAY = Variable(name="today", type=VarType.DATE, fr="le jour où l'on regarde", en="the day on which one looks")


@record
class Seen:
    """A variable of one kind of subject, and how it is read. `of`: from the newest of a kind about the subject."""

    variable: Variable
    read: Read
    of: str = ""


def seen(name: str, kind: VarType, read: Read, fr: str, en: str, *, known: str = "") -> Seen:
    """A variable; a date may always be unknown, so `<name>_known` says whether it is known."""
    flag = known or (f"{name}_known" if kind is VarType.DATE else "")
    return Seen(variable=Variable(name=name, type=kind, fr=fr, en=en, known=flag), read=read)


def money(name: str, read: Callable[[Any, date], Money | None], fr: str, en: str) -> tuple[Seen, Seen]:
    """`<name>.cents` and `<name>.currency`, with `<name>_known`."""

    def cents(state: Any, today: date) -> int | None:
        amount = read(state, today)
        return None if amount is None else amount.cents

    def currency(state: Any, today: date) -> str | None:
        amount = read(state, today)
        return None if amount is None else amount.currency

    return (
        seen(f"{name}.cents", VarType.NUMBER, cents, f"{fr}, en centimes", f"{en}, in cents", known=f"{name}_known"),
        seen(f"{name}.currency", VarType.TEXT, currency, f"{fr} : la monnaie", f"{en}: its currency"),
    )


Related = Callable[[str], Any]
"""The newest of a kind that is about the subject, as it stands; None where there is none. Looked up when asked for."""


def nothing(kind: str) -> None:
    """Nothing is known to be about the subject."""
    del kind


@dataclass(frozen=True, slots=True)
class View(Mapping[str, Value]):
    """The values of a subject on a day, each read when it is asked for; what is unknown is not in it."""

    table: Mapping[str, Seen]
    flags: Mapping[str, Seen]
    state: Any
    today: date
    related: Related = nothing

    def __getitem__(self, name: str) -> Value:
        if name == "today":
            return self.today
        if name in self.flags:
            return self._read(self.flags[name]) is not None
        value = self._read(self.table[name])
        if value is None:
            if self.table[name].variable.type is VarType.TEXT:
                return ""
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        yield "today"
        yield from self.flags
        yield from (name for name in self.table if self._is_known(name))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _is_known(self, name: str) -> bool:
        one = self.table[name]
        return one.variable.type is VarType.TEXT or self._read(one) is not None

    def _read(self, one: Seen) -> Value | None:
        state = self.related(one.of) if one.of else self.state
        return None if state is None else one.read(state, self.today)
