"""Days as authorities write them: certain readings only, the rest is left unread."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from application.grants.rows import plain
from domain.decider import record
from domain.values import Period

_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_SHORT = "janv jan|fevr fev|mars|avr|mai|juin|juil|aout|sept sep|oct|nov|dec"
MONTH_OF = {name: number for number, names in enumerate(_SHORT.split("|"), 1) for name in names.split()} | {
    name: number for number, name in enumerate(_MONTHS, 1)
}
_TIME = r"(?:(?:T| ?à ?| )\d{1,2}[:h]\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?P<zone>Z|[+-]\d\d(?::?\d\d)?))?)?"
TOKEN = re.compile(
    r"(?<!\d)(?:"
    r"(?P<iso>(?:19|2[01])\d\d[-/]\d{1,2}[-/]\d{1,2})"
    + _TIME.replace("zone", "zone1")
    + r"|(?P<short>\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:(?:19|2[01])\d\d|\d\d))(?!\d)"
    + _TIME.replace("zone", "zone2")
    + r"|(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?"
    r"(?P<words>(?:1\s?er|\d{1,2})[\s/-]{1,2}[^\W\d]{3,9}\.?[\s/-]{1,2}(?:(?:19|2[01])\d\d|\d\d))"
    r"|(?P<compact>\d{8})"
    r")(?!\d)",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_FIRST_SERIAL = date(1899, 12, 30)
_CANONICAL = re.compile(r"\d{4}-\d\d-\d\d")
_THIS_CENTURY = 50
"""Years of two digits from here on are of the century before."""
_HERE = ZoneInfo("Europe/Paris")
_UNKNOWN = frozenset(
    {
        *("", "nc", "n c", "na", "n a", "nr", "n r", "nd", "n d", "ns", "so", "s o", "neant", "inconnu", "inconnue"),
        *("sans objet", "null", "none", "nan", "nat", "non applicable", "non communique", "non communiquee", "vide"),
        *("non renseigne", "non renseignee", "non connu", "non connue", "non disponible", "non precise", "a completer"),
    }
)


class Order(StrEnum):
    """What the other days of a column show: day first (French), month first, both (nothing certain), or nothing."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    BOTH = "both"
    UNSEEN = "unseen"


@record
class Reading:
    """A text as days. `days` in the order written; `rules` the repairs made; `doubt` the rule in doubt.

    `payments` are the days that are each a day of payment: none where they are the ends of a period.
    """

    days: tuple[date, ...] = ()
    period: Period | None = None
    rules: tuple[str, ...] = ()
    doubt: str = ""
    payments: tuple[date, ...] = ()


@lru_cache(maxsize=2048)
def is_unknown(text: str) -> bool:
    """Whether the text says in words that there is nothing to say."""
    return plain(text) in _UNKNOWN and (bool(plain(text)) or not any(map(str.isalnum, text)))


def order_in(texts: Iterable[str]) -> Order:
    """Whether the days written with a short year or slashes in a column begin with the day or with the month."""
    day_first = month_first = False
    for text in texts:
        for token in TOKEN.finditer(text) if "/" in text or "." in text or "-" in text else ():
            if token["short"]:
                first, second, _ = _parts(token["short"])
                day_first |= 12 < first <= 31
                month_first |= 12 < second <= 31
    if day_first and month_first:
        return Order.BOTH
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST if month_first else Order.UNSEEN


@lru_cache(maxsize=2048)
def day(text: str, order: Order) -> Reading:
    """One day. No days at all where the text has no certain reading."""
    if _CANONICAL.fullmatch(text):
        return _one(text, order)
    if (serial := _SERIAL.fullmatch(text)) and 20_000 < int(serial[1]) < 75_000:
        return Reading(days=(_FIRST_SERIAL + timedelta(days=int(serial[1])),), rules=("spreadsheet-number-as-date",))
    token = TOKEN.fullmatch(text.removeprefix("le ").removeprefix("Le ").rstrip(" .,;"))
    return of_token(token, order) if token else Reading(doubt="date-malformed")


def of_token(token: re.Match[str], order: Order) -> Reading:
    """The day that a token of a text is."""
    if token["short"]:
        return _timed(token, token["short"], _short(token["short"], order), token["zone2"])
    if token["words"]:
        return _words(token["words"])
    if token["compact"]:
        return _compact(token["compact"], order)
    text = token["iso"]
    read = _one(text.replace("/", "-"), order, "date-separators" if "/" in text else "")
    return _timed(token, text, read, token["zone1"])


def _timed(token: re.Match[str], text: str, read: Reading, zone: str | None) -> Reading:
    """The day of a moment: as it is written, unless another zone than that of the publisher is named."""
    clock = token[0].replace(text, "", 1)
    if not clock.strip() or not read.days:
        return read
    rules = (*(rule for rule in read.rules if rule != "date-separators"), "date-with-time")
    return replace(read, days=(_here(read.days[0], clock, zone) if zone else read.days[0],), rules=rules)


def _here(day: date, clock: str, zone: str) -> date:
    """What day it is here at that moment: 23:00 UTC on the last day of a year is the first of the next."""
    hour, minute = (int(part) for part in re.findall(r"\d+", clock)[:2])
    shift = 0 if zone.upper() == "Z" else int(zone[:3]) * 60 + int(zone[0] + (zone[3:].lstrip(":") or "0"))
    if hour > 23 or minute > 59 or abs(shift) >= 24 * 60:
        return day
    moment = datetime.combine(day, time(hour, minute), timezone(timedelta(minutes=shift)))
    return moment.astimezone(_HERE).date()


def _compact(text: str, order: Order) -> Reading:
    """Eight digits: a year first, or, where that is no day, a year last."""
    read = _one(f"{text[:4]}-{text[4:6]}-{text[6:]}", Order.BOTH, "date-without-separators")
    if read.days or text[4:6] not in {"19", "20"}:
        return read
    last = _short(f"{text[:2]}/{text[2:4]}/{text[4:]}", order)
    return replace(last, rules=("date-without-separators",) if last.rules else ())


def _one(text: str, order: Order, rule: str = "") -> Reading:
    year, month, number = (int(part) for part in text.split("-"))
    rules = (rule,) if rule else ()
    if found := _valid(year, month, number):
        return Reading(days=(found,), rules=rules)
    if order is not Order.BOTH and (found := _valid(year, number, month)):
        return Reading(days=(found,), rules=(*rules, "day-and-month-exchanged"))
    return Reading(doubt="date-malformed")


def _parts(text: str) -> tuple[int, int, int]:
    first, second, year = (int(part) for part in re.split(r"[/.-]", text))
    return first, second, _full_year(year)


def _full_year(year: int) -> int:
    return year if year >= 100 else year + (2000 if year < _THIS_CENTURY else 1900)


def _short(text: str, order: Order) -> Reading:
    first, second, year = _parts(text)
    french, english = _valid(year, second, first), _valid(year, first, second)
    if french and english and french != english:
        if order is Order.DAY_FIRST:
            return Reading(days=(french,), rules=("day-first-date",))
        if order is Order.MONTH_FIRST:
            return Reading(days=(english,), rules=("month-first-date",))
        if order is Order.BOTH:
            return Reading(doubt="day-or-month-first")
        return Reading(days=(french,), rules=("day-first-date",), doubt="day-or-month-first")
    if found := french or english:
        return Reading(days=(found,), rules=("day-first-date" if french else "month-first-date",))
    return Reading(doubt="date-malformed")


def _words(text: str) -> Reading:
    number, *month, year = plain(text).replace("1 er", "1er").split()
    known = MONTH_OF.get(" ".join(month))
    found = _valid(_full_year(int(year)), known, int(number.removesuffix("er"))) if known else None
    return Reading(days=(found,), rules=("date-in-words",)) if found else Reading(doubt="date-malformed")


def _valid(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if 1900 <= year <= 2150 else None
    except ValueError:
        return None
