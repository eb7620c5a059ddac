"""The list of everything that has a history here: one entry a noun, its rules and its doors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

from domain.claim import Claim
from domain.decider import Decider, Supplied

if TYPE_CHECKING:
    from application.facts import Supply

Supplier = Callable[["Supply"], Mapping[str, object]]
"""Fills in the `Given` fields of a command from what other streams say."""


def no_claims(event: object, state: object) -> Sequence[Claim]:
    """Most facts claim and release no unique value."""
    del event, state
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Noun:
    """One kind of stream. `creators` are the commands that begin one; all others need it to exist.

    `completes` are those creators that one which has begun may be given too.
    """

    kind: str
    plural: str
    decider: Decider[Any, Any, Any]
    commands: tuple[type, ...]
    events: tuple[type, ...]
    creators: frozenset[type]
    suppliers: Mapping[type, Supplier]
    of_installation: bool = False
    completes: frozenset[type] = frozenset()
    internal: frozenset[type] = frozenset()
    """Commands that only use cases of their own carry out: no door offers them."""
    claims: Callable[[Any, Any], Sequence[Claim]] = no_claims
    releases: Callable[[Any, Any], Sequence[Claim]] = no_claims

    @property
    def state(self) -> type[Any]:
        """The type of the folded state."""
        return _type_of(self.decider.initial)

    def command(self, name: str) -> type | None:
        """The command of that name (`sign`, `record-payment`)."""
        return next((each for each in self.offered if command_name(each) == name), None)

    def acts_on(self, command: type) -> bool:
        """Whether the command may be about one that has begun."""
        return command not in self.creators or command in self.completes

    @property
    def offered(self) -> tuple[type, ...]:
        """The commands that every door offers."""
        return tuple(each for each in self.commands if each not in self.internal)


def command_name(command: type) -> str:
    """`RecordPayment` → `record-payment`."""
    letters = [("-" + letter.lower()) if letter.isupper() else letter for letter in command.__name__]
    return "".join(letters).removeprefix("-")


def _type_of(value: Any) -> type[Any]:
    kind: type[Any] = value.__class__
    return kind


def members(union: object) -> tuple[type, ...]:
    """The classes of a union, in order, nested unions flattened."""
    return tuple(dict.fromkeys(_flat(union)))


def _flat(union: object) -> Sequence[type]:
    if isinstance(union, type):
        return [union]
    return [each for part in get_args(union) for each in _flat(part)]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a command: who fills it in, and whether a caller may leave it out."""

    name: str
    hint: Any
    supplied: bool
    required: bool


TIMES: Mapping[str, type] = {"on": date, "at": datetime}
"""When something happened: the present, where a caller does not say."""


@cache
def fields_of(command: type) -> tuple[Field, ...]:
    """The fields of a command as a caller meets them; `on` and `at` may be left out, and then say today and now."""
    hints = get_type_hints(command, include_extras=True)
    return tuple(
        Field(
            one.name,
            hints[one.name],
            _is_supplied(hints[one.name]),
            one.default is MISSING and one.default_factory is MISSING and TIMES.get(one.name) is not hints[one.name],
        )
        for one in fields(command)
    )


def _is_supplied(hint: object) -> bool:
    return get_origin(hint) is Annotated and any(isinstance(extra, Supplied) for extra in get_args(hint)[1:])


def effective(event: Any) -> date | datetime:
    """When a fact took effect: the day or instant it carries itself."""
    on: date | datetime | None = getattr(event, "on", None)
    return on if on is not None else event.at
