"""Amounts in euros however they are written; one that can be read in two ways is none, unless its column settles it."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from domain.decider import record

_SIMPLE = re.compile(r"\d{1,12}(?:[.,]\d{1,2})?")
_QUOTED = re.compile(r"""['"‘’“”«»\s]*(.*?)['"‘’“”«»\s]*""", re.DOTALL)


_CENT = Decimal("0.01")


_UNITS = re.compile(r"\s*(?:€|eur\b\.?|euros?)\s*(?:ttc|ht)?\s*$", re.IGNORECASE)


_UNIT_FIRST = re.compile(r"^(?:€|eur\b|euros?)\s*(?=[-\d])", re.IGNORECASE)


_NO_CENTS = re.compile(r"(?<=\d)[.,]\s?[-–—]{1,2}$")


_BELOW_ZERO = re.compile(r"\(\s*([^()]*\d[^()]*)\s*\)|([^-]*\d)\s?-")


_THOUSANDS = re.compile(r"\s*k\s?(?:€|eur|euros?)\s*$", re.IGNORECASE)


_GROUPED = re.compile(r"-?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")


_BOTH_MARKS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:,\d{3})+\.\d{1,2})")


_SEVERAL_MARKS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})")


_TWO_READINGS = re.compile(r"-?[1-9]\d{0,2}([.,])\d{3}")


_SURE_THOUSANDS = re.compile(r"-?\d{1,3}(?:([.,])\d{3}){2,}(?!\d)|-?\d{1,3}([.,])\d{3}[.,]\d{1,2}(?!\d)")


_SURE_DECIMALS = re.compile(r"(?:\d{4,}|\d[ ’']\d{3}|(?<!\d)0)([.,])\d{3}(?!\d)|\d([.,])\d{4,}")


_OTHER_DECIMALS = re.compile(r"\d([.,])\d{1,2}(?!\d)")


@record
class Amount:
    """An amount as read: None with the rule that keeps the row out, or a value and the rules of repairs."""

    value: Decimal | None = None
    rule: str = ""
    repairs: tuple[str, ...] = ()


class Marks(StrEnum):
    """What the rest of a column shows a point or a comma before three digits to be."""

    UNSEEN = "unseen"
    THOUSANDS = "thousands"
    DECIMALS = "decimals"


def marks_in(texts: Iterable[str]) -> Mapping[str, Marks]:
    """What points and commas are in a column of amounts, where it shows one use of them and no other."""
    seen: dict[str, set[Marks]] = {".": set(), ",": set()}
    for text in texts:
        if ("." in text or "," in text) and not _TWO_READINGS.fullmatch(text.strip(" €")):
            for use, pattern in (
                (Marks.THOUSANDS, _SURE_THOUSANDS),
                (Marks.DECIMALS, _SURE_DECIMALS),
                (Marks.UNSEEN, _OTHER_DECIMALS),
            ):
                for found in pattern.finditer(text):
                    seen[next(mark for mark in found.groups() if mark)].add(use)
    return {mark: _only_use(uses) for mark, uses in seen.items()}


def _only_use(uses: set[Marks]) -> Marks:
    """Decimals of one or two digits exclude thousands; of themselves they say nothing of three digits."""
    if uses == {Marks.THOUSANDS}:
        return Marks.THOUSANDS
    return Marks.DECIMALS if Marks.DECIMALS in uses and Marks.THOUSANDS not in uses else Marks.UNSEEN


def amount(text: str, marks: Mapping[str, Marks] | None = None) -> Amount:
    """An amount in euros. A text that could be read as two amounts is none, unless its column settles it."""
    if _SIMPLE.fullmatch(text):
        value = Decimal(text.replace(",", ".")).quantize(_CENT)
        return Amount(value=value, repairs=("decimal-comma",) if "," in text else ())
    rest, repairs = text.strip(), list[str]()
    factor = Decimal(1)
    if _THOUSANDS.search(rest):
        rest, factor = _THOUSANDS.sub("", rest), Decimal(1000)
        repairs.append("thousands-of-euros")
    rest = _signed(_unquoted(rest, repairs), repairs)
    if not rest:
        return Amount(rule="amount-missing")
    rest = _settled(rest, marks or {}, repairs)
    plainly = _plain_number(rest, repairs)
    if plainly is None:
        return Amount(rule="amount-with-two-readings" if _TWO_READINGS.fullmatch(rest) else "amount-not-a-number")
    return _reasonable(plainly * factor, repairs)


def _unquoted(text: str, repairs: list[str]) -> str:
    """The text without quotes and without the currency, which stands inside or outside of a pair of brackets."""
    found = _QUOTED.fullmatch(text)
    rest = found[1] if found else text
    if rest != text:
        repairs.append("quotes-around-amount")
    bare = _UNIT_FIRST.sub("", _UNITS.sub("", rest))
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"({_UNIT_FIRST.sub('', _UNITS.sub('', bare[1:-1].strip()))})"
    if bare != rest:
        repairs.append("currency-beside-amount")
    return bare


def _signed(rest: str, repairs: list[str]) -> str:
    """The number with a plain sign before it: brackets and a sign after it are ways to write it below zero."""
    rest = rest.replace("\u2212", "-")
    if plain := _NO_CENTS.sub("", rest):
        if plain != rest:
            repairs.append("currency-beside-amount")
        rest = plain
    if below := _BELOW_ZERO.fullmatch(rest):
        return "-" + (below[1] or below[2]).strip()
    return rest.removeprefix("+").strip() if rest[:1] == "+" else rest.replace("- ", "-", 1)


def _settled(rest: str, marks: Mapping[str, Marks], repairs: list[str]) -> str:
    found = _TWO_READINGS.fullmatch(rest)
    use = marks.get(found[1], Marks.UNSEEN) if found else Marks.UNSEEN
    if found is None or use is Marks.UNSEEN:
        return rest
    repairs.append("amount-like-its-column")
    return rest.replace(found[1], "") if use is Marks.THOUSANDS else rest.replace(found[1], ".") + "0"


def _plain_number(rest: str, repairs: list[str]) -> Decimal | None:
    if _GROUPED.fullmatch(rest):
        rest = re.sub(r"[ '’]", "", rest)
        repairs.append("spaces-in-amount")
    elif _BOTH_MARKS.fullmatch(rest):
        mark = "." if rest.rfind(",") > rest.rfind(".") else ","
        rest = rest.replace(mark, "")
        repairs.append("thousands-separators")
    elif _SEVERAL_MARKS.fullmatch(rest):
        rest = re.sub(r"[.,]", "", rest)
        repairs.append("thousands-separators")
    elif _TWO_READINGS.fullmatch(rest):
        return None
    if "," in rest:
        rest = rest.replace(",", ".")
        repairs.append("decimal-comma")
    try:
        return Decimal(rest) if re.fullmatch(r"-?(?:\d+(?:\.\d*)?|\.\d+)", rest) else None
    except InvalidOperation:
        return None


def _reasonable(value: Decimal, repairs: list[str]) -> Amount:
    if value < 0:
        return Amount(rule="amount-negative")
    if value >= Decimal(10) ** 13:
        return Amount(rule="amount-not-a-number")
    cents = value.quantize(_CENT, rounding=ROUND_HALF_UP)
    if abs(cents - value) > Decimal("0.00001"):
        repairs.append("rounded-to-the-cent")
    return Amount(value=cents, repairs=tuple(repairs))
