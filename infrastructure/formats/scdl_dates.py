"""Days and periods of payment as authorities write them: certain readings only, the rest is left unread."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from application.grants.rows import plain
from domain.decider import record
from domain.values import Period

_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_TOKEN = re.compile(
    r"(?<![\d-])(?:"
    r"(?P<iso>(?:19|2[01])\d\d[-/]\d{1,2}[-/]\d{1,2})(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
    r"|(?P<short>\d{1,2}[/.-]\d{1,2}[/.-](?:(?:19|2[01])\d\d|\d\d))"
    r"|(?P<words>(?:1er|\d{1,2})\s+[^\W\d]{3,9}\s+(?:19|2[01])\d\d)"
    r"|(?P<compact>(?:19|2[01])\d{6})"
    r")(?!\d)"
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]0+)?")
_FIRST_SERIAL = date(1899, 12, 30)
_CANONICAL = re.compile(r"\d{4}-\d\d-\d\d")
_UNKNOWN = frozenset({"", "nc", "n c", "na", "n a", "nr", "neant", "inconnu", "inconnue", "sans objet", "null", "none"})
_BETWEEN = re.compile(r"[\s/_;,–—-]*(?:au|a|et|jusqu au|jusqu a)?[\s/_;,–—-]*", re.IGNORECASE)
_BEFORE = re.compile(r"\s*(?:du|le|de|a partir du|a compter du)?\s*", re.IGNORECASE)


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
    return plain(text) in _UNKNOWN


def order_in(texts: Iterable[str]) -> Order:
    """Whether the days written with a short year or slashes in a column begin with the day or with the month."""
    day_first = month_first = False
    for text in texts:
        for token in _TOKEN.finditer(text) if "/" in text or "." in text or "-" in text else ():
            if token["short"]:
                first, second, _ = (int(part) for part in re.split(r"[/.-]", token["short"]))
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
    token = _TOKEN.fullmatch(text)
    return _of_token(token, order) if token else Reading(doubt="date-malformed")


@lru_cache(maxsize=2048)
def period(text: str, order: Order) -> Reading:
    """A day or period of payment; several days make the period from the first to the last."""
    single = day(text, order)
    if single.days:
        return _spanning(single)
    tokens = list(_TOKEN.finditer(text))
    readings = [_of_token(token, order) for token in tokens]
    if not tokens or any(not reading.days for reading in readings):
        return Reading(doubt="payment-period-malformed")
    rules = tuple(dict.fromkeys(rule for reading in readings for rule in reading.rules))
    doubt = next((reading.doubt for reading in readings if reading.doubt), "")
    read = Reading(days=tuple(reading.days[0] for reading in readings), rules=rules, doubt=doubt)
    return _between(text, tokens, read)


def _between(text: str, tokens: list[re.Match[str]], read: Reading) -> Reading:
    """What stands around the days decides what they mean."""
    before, after = text[: tokens[0].start()], text[tokens[-1].end() :]
    gaps = [text[one.end() : two.start()] for one, two in pairwise(tokens)]
    clean = _BEFORE.fullmatch(plain(before)) and not plain(after)
    if clean and len(tokens) == 2 and _BETWEEN.fullmatch(gaps[0]) and not gaps[0].strip(" \t").startswith("\n"):
        rules = read.rules if gaps[0] == "/" and not before and not after else (*read.rules, "period-separator")
        return _ordered(read, rules)
    if clean and len(tokens) == 1:
        return _spanning(read)
    if len(tokens) == 1 and after.startswith("/") and not plain(before):
        return Reading(days=read.days, period=Period(start=read.days[0]), rules=read.rules, doubt="payment-period-open")
    if len(tokens) == 1 and is_unknown(before.rstrip("/_ ")) and before.strip() and not plain(after):
        return Reading(days=read.days, period=Period(end=read.days[0]), rules=read.rules, doubt="payment-period-open")
    if all(not gap.strip() for gap in gaps) and not plain(before) and _remark(after):
        return _spanning(Reading(days=read.days, rules=(*read.rules, *_several(read)), doubt=read.doubt))
    if gaps and all("versement" in plain(part) or plain(part) in {"", "et"} for part in (before, *gaps)):
        return _spanning(Reading(days=read.days, rules=(*read.rules, *_several(read)), doubt=read.doubt))
    return Reading(doubt="payment-period-malformed")


def _several(read: Reading) -> tuple[str, ...]:
    return ("several-days-as-period",) if len(read.days) > 1 else ("remark-beside-date",)


def _remark(text: str) -> bool:
    return not text.strip() or (text.strip().startswith("(") and text.strip().endswith(")"))


def _ordered(read: Reading, rules: tuple[str, ...]) -> Reading:
    start, end = read.days
    if end < start:
        return Reading(days=(), rules=(), doubt="payment-period-reversed")
    return Reading(days=read.days, period=Period(start=start, end=end), rules=rules, doubt=read.doubt)


def _spanning(read: Reading) -> Reading:
    span = Period(start=min(read.days), end=max(read.days))
    return Reading(days=read.days, period=span, rules=read.rules, doubt=read.doubt, payments=read.days)


def _of_token(token: re.Match[str], order: Order) -> Reading:
    if token["short"]:
        return _short(token["short"], order)
    if token["words"]:
        return _words(token["words"])
    if token["compact"]:
        text = token["compact"]
        return _one(f"{text[:4]}-{text[4:6]}-{text[6:]}", order, "date-without-separators")
    text = token["iso"]
    whole = token[0]
    rule = "date-with-time" if len(whole) > len(text) else "date-separators" if "/" in text else ""
    return _one(text.replace("/", "-"), order, rule)


def _one(text: str, order: Order, rule: str = "") -> Reading:
    year, month, number = (int(part) for part in text.split("-"))
    rules = (rule,) if rule else ()
    if found := _valid(year, month, number):
        return Reading(days=(found,), rules=rules)
    if order is not Order.BOTH and (found := _valid(year, number, month)):
        return Reading(days=(found,), rules=(*rules, "day-and-month-exchanged"))
    return Reading(doubt="date-malformed")


def _short(text: str, order: Order) -> Reading:
    first, second, year = (int(part) for part in re.split(r"[/.-]", text))
    year += 2000 if year < 100 else 0
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
    number, month, year = plain(text).split()
    if month not in _MONTHS:
        return Reading(doubt="date-malformed")
    found = _valid(int(year), _MONTHS.index(month) + 1, 1 if number == "1er" else int(number))
    return Reading(days=(found,), rules=("date-in-words",)) if found else Reading(doubt="date-malformed")


def _valid(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number) if 1900 <= year <= 2150 else None
    except ValueError:
        return None
