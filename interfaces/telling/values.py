"""Values as people write them: names for identifiers, days and sums as each language has them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from domain.values import ActReference, Evidence, Money, Period, Protected, Since, Source
from interfaces.cli.lists import is_id, short

LANGUAGES = ("fr", "en")
Names = Mapping[str, str]
UNKNOWN = {"fr": "inconnu", "en": "unknown"}
YES = {"fr": ("non", "oui"), "en": ("no", "yes")}
THIN, WIDE = "\u202f", "\u00a0"


def told(value: Any, language: str, names: Names) -> str:
    """A value in words; what is unknown says so."""
    match value:
        case None | "":
            return UNKNOWN[language]
        case bool():
            return YES[language][value]
        case Money():
            return money(value, language)
        case datetime():
            return value.isoformat(timespec="minutes").replace("+00:00", "Z")
        case date():
            return day(value, language)
        case StrEnum():
            return value.value.replace("_", " ")
        case str():
            return named(value, names)
        case _:
            return _record(value, language, names)


def _since(entry: Any, language: str, names: Names) -> str:
    """An entry of a timeline: the value, and from when on."""
    return f"{told(entry.value, language, names)} ({day(entry.since, language)} →)"


def _record(value: Any, language: str, names: Names) -> str:
    if isinstance(value, Since):
        return _since(value, language, names)
    match value:
        case ActReference():
            return act(value, language)
        case Period():
            ends = (None if one is None else day(one, language) for one in (value.start, value.end))
            return " – ".join(one or "…" for one in ends)
        case Evidence():
            return value.title or value.digest[:19]
        case Source():
            return " ".join(part for part in (value.kind.value.replace("_", " "), value.reference) if part)
        case Protected():
            return value.text or UNKNOWN[language]
        case tuple() | list() | frozenset():
            several = cast("Iterable[Any]", value)
            return ", ".join(told(one, language, names) for one in several)
        case _:
            return str(value)


def named(text: str, names: Names) -> str:
    """What an identifier is called; the end of one that has no name; any other text as it is."""
    return names.get(text) or (short(text) if is_id(text) else text)


def in_text(text: str, names: Names) -> str:
    """A text in which identifiers stand between other words, with their names."""
    return " ".join(named(part.rstrip(";,"), names) + part[len(part.rstrip(";,")) :] for part in text.split(" "))


def day(value: date, language: str) -> str:
    """12/03/2025 in French, 2025-03-12 in English; without a limit where the calendar ends."""
    return value.strftime("%d/%m/%Y") if language == "fr" else value.isoformat()


def money(value: Money, language: str) -> str:
    """12 000,00 € in French, EUR 12,000.00 in English."""
    text = f"{Decimal(value.amount):,.2f}"
    if language == "en":
        return f"{value.currency} {text}"
    sign = "€" if value.currency == "EUR" else value.currency
    return f"{text.replace(',', THIN).replace('.', ',')}{WIDE}{sign}"


ACTS_FR = {
    "deliberation": "délibération",
    "decision": "décision",
    "order": "arrêté",
    "minutes": "procès-verbal",
    "statutes": "statuts",
    "other": "acte",
}


def act(reference: ActReference, language: str) -> str:
    """An act by its form, number, author and day, as far as they are known."""
    adopted = None if reference.adopted_on is None else day(reference.adopted_on, language)
    kind = ACTS_FR.get(reference.kind.value, "") if language == "fr" else reference.kind.value
    parts = (kind, reference.number, reference.body, adopted)
    return ", ".join(part for part in parts if part)
