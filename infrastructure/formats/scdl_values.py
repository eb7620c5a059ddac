"""The values of single cells: identifiers, amounts, shares, natures, answers, and the rule of what was repaired."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from stdnum.fr import siren, siret

from application.grants.rows import Nature, Party, plain
from domain.decider import record

_SCIENTIFIC = re.compile(r"(\d+)(?:[.,](\d+))?\s*E\s*\+?(\d+)", re.IGNORECASE)
_RNA = re.compile(r"W\d{9}")
_UNITS = re.compile(r"\s*(?:€|eur|euros?)\s*$", re.IGNORECASE)
_THOUSANDS = re.compile(r"\s*k\s?(?:€|eur|euros?)\s*$", re.IGNORECASE)
_GROUPED = re.compile(r"-?\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?")
_BOTH_MARKS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3})+,\d{1,2}|(?:,\d{3})+\.\d{1,2})")
_SEVERAL_MARKS = re.compile(r"-?\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})")
_TWO_READINGS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
_NATURES = {
    "aide en numeraire": Nature.CASH,
    "en numeraire": Nature.CASH,
    "numeraire": Nature.CASH,
    "aide numeraire": Nature.CASH,
    "aide en nature": Nature.IN_KIND,
    "en nature": Nature.IN_KIND,
    "nature": Nature.IN_KIND,
}
_YES = frozenset({"oui", "o", "yes", "y", "true", "vrai", "1"})
_NO = frozenset({"non", "n", "no", "false", "faux", "0"})


@record
class Identifier:
    """An identifier as read: at most one of the three, the rule of a repair, or the rule in doubt."""

    siret: str | None = None
    siren: str | None = None
    rna: str | None = None
    repair: str = ""
    doubt: str = ""

    def of(self, name: str, rna: str | None = None) -> Party:
        """The party so named and identified."""
        return Party(name=name, siret=self.siret, siren=self.siren, rna=self.rna or rna)

    @property
    def value(self) -> str:
        """The identifier itself."""
        return self.siret or self.siren or self.rna or ""


@lru_cache(maxsize=2048)
def identifier(text: str) -> Identifier:
    """A SIRET, SIREN or RNA number, however it is spaced; what a spreadsheet destroyed stays unknown."""
    bare = re.sub(r"[\s'’\"`._-]", "", text)
    if _SCIENTIFIC.fullmatch(text.strip()):
        return Identifier(doubt="identifier-destroyed")
    if _RNA.fullmatch(bare.upper()):
        return Identifier(rna=bare.upper(), repair="rna-in-the-column-of-sirets")
    repair = "" if bare == text else "identifier-separators"
    if re.fullmatch(r"\d+[.,]0+", text.strip()):
        bare, repair = re.split(r"[.,]", text.strip())[0], "whole-number-with-decimals"
    return _of_digits(bare, repair)


def _of_digits(bare: str, repair: str) -> Identifier:
    if not bare.isascii() or not bare.isdigit():
        return Identifier(doubt="identifier-malformed")
    if len(bare) == 13 and siret.is_valid("0" + bare):
        return Identifier(siret="0" + bare, repair="leading-zero-restored")
    if len(bare) == 14 and bare.endswith("00000"):
        return _without_establishment(bare[:9])
    if len(bare) == 14:
        valid = siret.is_valid(bare)
        return Identifier(siret=bare, repair=repair) if valid else Identifier(doubt="identifier-fails-its-check")
    if len(bare) == 9:
        return Identifier(siren=bare, doubt="siren-only") if siren.is_valid(bare) else _malformed()
    return _malformed()


def _without_establishment(first: str) -> Identifier:
    """Fourteen digits that end in zeros: rounded by a spreadsheet, or a SIREN filled up."""
    if first.endswith("000") or not siren.is_valid(first):
        return Identifier(doubt="identifier-destroyed")
    return Identifier(siren=first, doubt="siren-only")


def _malformed() -> Identifier:
    return Identifier(doubt="identifier-malformed")


def destroyed(text: str) -> str:
    """A number in scientific notation in one spelling, so that a workbook and a CSV file say the same."""
    if found := _SCIENTIFIC.fullmatch(text.strip()):
        whole, decimals, power = found[1], found[2] or "", int(found[3])
        digits = (whole + decimals).rstrip("0") or "0"
        return f"{digits[0]}{',' + digits[1:] if digits[1:] else ''}E+{power + len(whole) - 1}"
    if re.fullmatch(r"\d{11,15}", text) and text.endswith("00000"):
        return destroyed(f"{text}E+0")
    return text


@record
class Amount:
    """An amount as read: None with the rule that keeps the row out, or a value and the rules of repairs."""

    value: Decimal | None = None
    rule: str = ""
    repairs: tuple[str, ...] = ()


def amount(text: str) -> Amount:
    """An amount in euros. A text that could be read as two amounts is none."""
    rest, repairs = text.strip(), list[str]()
    factor = Decimal(1)
    if _THOUSANDS.search(rest):
        rest, factor = _THOUSANDS.sub("", rest), Decimal(1000)
        repairs.append("thousands-of-euros")
    elif _UNITS.search(rest):
        rest = _UNITS.sub("", rest)
        repairs.append("currency-beside-amount")
    if not rest:
        return Amount(rule="amount-missing")
    plainly = _plain_number(rest, repairs)
    if plainly is None:
        return Amount(rule="amount-with-two-readings" if _TWO_READINGS.fullmatch(rest) else "amount-not-a-number")
    return _reasonable(plainly * factor, repairs)


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
        return Decimal(rest) if re.fullmatch(r"-?\d+(?:\.\d*)?", rest) else None
    except InvalidOperation:
        return None


def _reasonable(value: Decimal, repairs: list[str]) -> Amount:
    if value < 0:
        return Amount(rule="amount-negative")
    if value >= Decimal(10) ** 13:
        return Amount(rule="amount-not-a-number")
    cents = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if abs(cents - value) > Decimal("0.00001"):
        repairs.append("rounded-to-the-cent")
    return Amount(value=cents, repairs=tuple(repairs))


@lru_cache(maxsize=2048)
def nature(text: str) -> Nature | None:
    """Cash, in kind or both; None where the words say neither."""
    if whole := _NATURES.get(plain(text)):
        return whole
    kinds = {_NATURES.get(plain(part)) for part in re.split(r"[;,/+|&]|\bet\b", text)}
    return Nature.BOTH if kinds == {Nature.CASH, Nature.IN_KIND} else None


@lru_cache(maxsize=2048)
def answer(text: str) -> bool | None:
    """Yes or no in any of the usual spellings; None for anything else."""
    word = plain(text)
    return True if word in _YES else False if word in _NO else None


@lru_cache(maxsize=2048)
def share(text: str) -> tuple[Decimal | None, str]:
    """A fraction of 1 and the rule of a repair: a number above 1 can only be a percentage."""
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?)\s*(%?)", text.strip())
    if not found:
        return None, ""
    value = Decimal(found[1].replace(",", "."))
    repair = "decimal-comma" if "," in found[1] else ""
    if found[2] or value > 1:
        value, repair = value / 100, "percentage-as-fraction"
    return (value.normalize(), repair) if 0 < value <= 1 else (None, "")
