"""Days and periods of payment as authorities write them: to the day, in whole months, or with an open end."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from itertools import pairwise

from application.grants.rows import plain
from domain.values import Period
from infrastructure.formats.scdl_dates import MONTH_OF, TOKEN, Order, Reading, day, is_unknown, of_token

_WHOLE = re.compile(
    r"(?:(?:de|du|le|en|entre|pour|l|annee|annees|exercice) )*"
    r"(?:(?:(?P<month>0?[1-9]|1[0-2]|[a-z]{3,9}) )?(?P<year>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d) (?P<number>0[1-9]|1[0-2])"
    r"|(?:(?P<part>[1-4]) ?(?:er|e|eme|nd)? (?P<kind>[ts])(?:rimestre|emestre)|t(?P<quarter>[1-4]))"
    r" (?P<in>(?:19|20)\d\d))"
)


_BETWEEN = re.compile(r"[\s/_;,–—-]*(?:au|a|et(?: le)?|jusqu au|jusqu a)?[\s/_;,–—-]*", re.IGNORECASE)


_BEFORE = re.compile(r"\s*(?:du|le|de|entre le|a partir du|a compter du|depuis le|des le)?\s*", re.IGNORECASE)


_FROM_TO = re.compile(r"\s+(?:à|a|au|et|-|–|—)\s+|[/_;–—]|(?<=\d{4})-(?=\d{4})")


_FROM = frozenset({"a partir du", "a compter du", "depuis le", "des le"})


_UNTIL = frozenset({"avant le", "jusqu au", "au plus tard le"})


@lru_cache(maxsize=2048)
def period(text: str, order: Order) -> Reading:
    """A day or period of payment; several days make the period from the first to the last."""
    single = day(text, order)
    if single.days:
        return _spanning(single)
    if whole := _whole(text):
        return whole
    tokens = list(TOKEN.finditer(text))
    readings = [of_token(token, order) for token in tokens]
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
    if open_ended := _open(read, plain(before), before, after, one=len(tokens) == 1):
        return open_ended
    if clean and len(tokens) == 1:
        return _spanning(read)
    if all(not gap.strip() for gap in gaps) and not plain(before) and _remark(after):
        return _spanning(Reading(days=read.days, rules=(*read.rules, *_several(read)), doubt=read.doubt))
    if gaps and all("versement" in plain(part) or plain(part) in {"", "et"} for part in (before, *gaps)):
        return _spanning(Reading(days=read.days, rules=(*read.rules, *_several(read)), doubt=read.doubt))
    return Reading(doubt="payment-period-malformed")


def _open(read: Reading, words: str, before: str, after: str, *, one: bool) -> Reading | None:
    """A period of which one end is no day: `2017-12-12/fin-action`, `à partir du 1er mars 2018`, `NC/2019-06-30`."""
    if one and ((after.lstrip().startswith(("/", "_")) and not words) or (words in _FROM and not plain(after))):
        period = Period(start=read.days[0])
    elif one and before.strip() and not plain(after) and (is_unknown(before.rstrip("/_ ")) or words in _UNTIL):
        period = Period(end=read.days[0])
    else:
        return None
    return Reading(days=read.days, period=period, rules=read.rules, doubt="payment-period-open")


def _whole(text: str) -> Reading | None:
    """A year, a month, or from one to the other: `2023`, `mai 2023`, `2023-01/2023-12`, `2023/2024`."""
    if len(text) > 60 or not re.search(r"(?:19|20)\d\d", text):
        return None
    ends = [plain(part) for part in _FROM_TO.split(text)]
    if len(ends) == 2 and ends[0].isdigit() and len(ends[0]) <= 2:
        ends = [" ".join(ends)]  # 05/2023 is one month
    found = [_WHOLE.fullmatch(end) for end in ends]
    spans = [_span(one) for one in found if one]
    if not 0 < len(ends) <= 2 or len(spans) != len(ends) or None in spans:
        return None
    days = [day for span in spans if span for day in span]
    if days != sorted(days):
        return Reading(doubt="payment-period-reversed")
    period = Period(start=days[0], end=days[-1])
    return Reading(days=(days[0], days[-1]), period=period, rules=("whole-months-as-period",))


def _span(found: re.Match[str]) -> tuple[date, date] | None:
    year = int(found["year"] or found["iso"] or found["in"])
    if named := found["month"] or found["number"]:
        month = int(named) if named.isdigit() else MONTH_OF.get(named, 0)
        return _months(year, month, month) if month else None
    if not (part := int(found["part"] or found["quarter"] or 0)):
        return _months(year, 1, 12)
    length = 6 if found["kind"] == "s" else 3
    return _months(year, (part - 1) * length + 1, part * length) if part * length <= 12 else None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


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
