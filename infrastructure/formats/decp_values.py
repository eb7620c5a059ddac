"""Values of published procurement data as they are really written: repaired where certain, doubted where not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, TypeGuard, TypeVar

from application.decp.entries import Doubt, Repair
from domain.values import LARGEST_AMOUNT, Money
from infrastructure.formats.decp_terms import plain, read_as

E = TypeVar("E", bound=Enum)

ABSENT = frozenset({"", "nc", "n c", "non renseigne", "inx none", "cdl", "null", "none", "nan", "non communique", "nd"})
"""What publishers write where nothing is known."""
YES, NO = frozenset({"true", "vrai", "oui", "1"}), frozenset({"false", "faux", "non", "0"})
ISO = re.compile(r"\s*(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\s*")
FRENCH = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*")
LONGEST_QUOTE = 300


@dataclass(slots=True)
class Reading:
    """Reads the values of one entry, and notes what was put right and what could not be understood."""

    repairs: list[Repair] = field(default_factory=list[Repair])
    doubts: list[Doubt] = field(default_factory=list[Doubt])

    def take(self, holder: Mapping[str, Any], path: str, *names: str) -> tuple[Any, str]:
        """The value under the first of these names that holds one, and its path; None where nothing is known."""
        for name in names:
            value, where = holder.get(name), f"{path}.{name}" if path else name
            if isinstance(value, str) and plain(value) in ABSENT:
                if value:
                    self.repair("placeholder", where, value, "")
                continue
            if value is not None:
                return value, where
        return None, f"{path}.{names[0]}" if path else names[0]

    def repair(self, rule: str, path: str, before: object, after: object) -> None:
        """Note what was put right."""
        self.repairs.append(Repair(rule=rule, path=path, before=quoted(before), after=quoted(after)))

    def doubt(self, path: str, value: object, reason: str) -> None:
        """Note what is left out because nobody could say what it means."""
        self.doubts.append(Doubt(path=path, value=quoted(value), reason=reason))

    def text(self, holder: Mapping[str, Any], path: str, *names: str) -> str:
        """A text; a number where a text should be is taken as one."""
        value, where = self.take(holder, path, *names)
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            self.repair("number-for-text", where, value, str(value))
            return str(value)
        if value is not None:
            self.doubt(where, value, "not-a-text")
        return ""

    def day(self, holder: Mapping[str, Any], path: str, *names: str) -> date | None:
        """A day, as the standard or as people write it."""
        value, where = self.take(holder, path, *names)
        if value is None:
            return None
        found = _day(value) if isinstance(value, str) else None
        if found is None:
            self.doubt(where, value, "not-a-day")
        elif found.isoformat() != value:
            self.repair("day-rewritten", where, value, found.isoformat())
        return found

    def decimal(self, holder: Mapping[str, Any], path: str, *names: str) -> Decimal | None:
        """A number, also where it is written as a text, with spaces, a comma or a euro sign."""
        value, where = self.take(holder, path, *names)
        if value is None:
            return None
        read = _number(value)
        if read is None:
            self.doubt(where, value, "not-a-number")
        elif isinstance(value, str):
            self.repair("number-as-text", where, value, read)
        return read

    def whole(self, holder: Mapping[str, Any], path: str, *names: str) -> int | None:
        """A whole number from 1 on."""
        found = self.decimal(holder, path, *names)
        if found is None:
            return None
        if found < 1 or found != int(found) or found > LARGEST_AMOUNT:
            self.doubt(f"{path}.{names[0]}" if path else names[0], found, "not-a-count")
            return None
        return int(found)

    def money(
        self, holder: Mapping[str, Any], path: str, *names: str, least: Decimal = Decimal("0.01")
    ) -> Money | None:
        """An amount in euros, to the cent."""
        found = self.decimal(holder, path, *names)
        if found is None:
            return None
        where = f"{path}.{names[0]}" if path else names[0]
        if not least <= found < LARGEST_AMOUNT:
            self.doubt(where, found, "absurd-amount")
            return None
        money = Money.of(found)
        if money.amount != found:
            self.repair("rounded-to-the-cent", where, found, money.amount)
        return money

    def share(self, holder: Mapping[str, Any], path: str, *names: str) -> Decimal | None:
        """A part of one; a percentage is no part of one."""
        found = self.decimal(holder, path, *names)
        if found is not None and not 0 <= found <= 1:
            self.doubt(f"{path}.{names[0]}" if path else names[0], found, "not-a-share")
            return None
        return found

    def flag(self, holder: Mapping[str, Any], path: str, *names: str) -> bool | None:
        """Yes or no, however it is said."""
        value, where = self.take(holder, path, *names)
        if value is None or isinstance(value, bool):
            return value
        word = plain(str(value))
        if word in YES | NO:
            self.repair("flag-rewritten", where, value, word in YES)
            return word in YES
        self.doubt(where, value, "not-yes-or-no")
        return None

    def term(self, value: Any, where: str, terms: Mapping[E, str]) -> E | None:
        """One of the standard's words."""
        if value is None:
            return None
        exact, loose = read_as(terms)
        if not isinstance(value, str):
            self.doubt(where, value, "not-a-word-of-the-standard")
            return None
        if value in exact:
            return exact[value]
        found = loose.get(plain(value))
        if found is None:
            self.doubt(where, value, "not-a-word-of-the-standard")
            return None
        self.repair("word-of-the-standard", where, value, terms[found])
        return found

    def terms(self, holder: Mapping[str, Any], name: str, inner: str, terms: Mapping[E, str]) -> tuple[E, ...]:
        """Several of the standard's words, each once, however they are wrapped."""
        values = self.several(holder, "", name, inner)
        found = (self.term(value, where, terms) for value, where in values)
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def several(self, holder: Mapping[str, Any], path: str, name: str, inner: str) -> list[tuple[Any, str]]:
        """The members of a list and their paths: `[{inner: x}]`, `{inner: [x]}`, `[x]`, or x alone."""
        value, where = self.take(holder, path, name)
        found = [] if value is None else list(_members(value, inner, where))
        if value is not None and not _as_standard(value, inner):
            self.repair("list-rewrapped", where, value, f"{len(found)}")
        return [(each, at) for each, at in found if not (isinstance(each, str) and plain(each) in ABSENT)]


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON list."""
    return isinstance(value, list)


def _as_standard(value: Any, inner: str) -> bool:
    if is_object(value):
        return is_list(value.get(inner))
    return is_list(value) and all(is_object(each) and inner in each for each in value)


def _members(value: Any, inner: str, where: str) -> list[tuple[Any, str]]:
    if is_object(value):
        if inner in value and not (inner == "tarif" and "intituleTarif" in value):
            return _members(value[inner], inner, f"{where}.{inner}")
        return [(value, where)] if value else []
    if is_list(value):
        return [pair for at, each in enumerate(value) for pair in _members(each, inner, f"{where}[{at}]")]
    return [] if value is None else [(value, where)]


def _day(text: str) -> date | None:
    for form, order in ((ISO, (1, 2, 3)), (FRENCH, (3, 2, 1))):
        if found := form.fullmatch(text):
            try:
                return date(*(int(found[group]) for group in order))
            except ValueError:
                return None
    return None


def _number(value: object) -> Decimal | None:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        found = Decimal(value)
        return found if found.is_finite() else None
    return _written(value) if isinstance(value, str) else None


def _written(text: str) -> Decimal | None:
    bare = re.sub(r"[\s\u00a0\u202f€]|EUR", "", text)
    if bare.count(",") == 1 and bare.count(".") <= bare.rfind(","):
        bare = bare.replace(".", "").replace(",", ".")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def quoted(value: object) -> str:
    """A value as it stood, cut where it is long."""
    return (value if isinstance(value, str) else str(value))[:LONGEST_QUOTE]
