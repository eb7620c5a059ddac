"""The values of single cells: identifiers, shares, natures, answers, and the rule of what was repaired."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from application.grants.rows import Nature, Party, plain
from domain.decider import record
from domain.organisation.identifiers import siren_valid, siret_valid

_SCIENTIFIC = re.compile(r"(\d+)(?:[.,](\d+))?\s*E\s*\+?(\d+)", re.IGNORECASE)
_RNA = re.compile(r"W\d{9}")
_LABEL = re.compile(r"^(?:n°\s*)?(?:siret|siren|rna|n°)\s*(?:n°)?\s*:?\s*(?=[\dwW])", re.IGNORECASE)
_BOTH_NUMBERS = re.compile(r"(\d{14})[/;,|+(]*(W\d{9})\)?|(W\d{9})[/;,|+(]*(\d{14})\)?")
_CASH = re.compile(
    r"(?:(?:aide|subvention|versement|apport|soutien)s? )?(?:en )?num(?:e|er)? ?raires?"
    r"|(?:aide|subvention|soutien)s? financieres?|financieres?|financier|(?:aide |en )?(?:argent|especes)"
    r"|(?:aides? )?monetaires?"
)
_IN_KIND = re.compile(r"(?:(?:aide|subvention|apport|soutien)s? )?(?:en )?nature")
_YES = frozenset({"oui", "o", "yes", "y", "true", "vrai", "1"})
_NO = frozenset({"non", "n", "no", "false", "faux", "0"})


@record
class Identifier:
    """An identifier as read: at most a SIRET or SIREN, and an RNA number; the rule of a repair, or the one in doubt."""

    siret: str | None = None
    siren: str | None = None
    rna: str | None = None
    repair: str = ""
    doubt: str = ""

    def of(self, name: str, rna: str | None = None) -> Party:
        """The party so named and identified."""
        return Party(name=name, siret=self.siret, siren=self.siren, rna=rna or self.rna)

    @property
    def value(self) -> str:
        """The identifier itself."""
        return self.siret or self.siren or self.rna or ""


@lru_cache(maxsize=2048)
def identifier(text: str) -> Identifier:
    """A SIRET, SIREN or RNA number, however it is spaced; what a spreadsheet destroyed stays unknown."""
    named = _LABEL.sub("", text.strip())
    bare = re.sub(r"[\s'’\"`.,;:()_-]", "", named)
    if found := _SCIENTIFIC.fullmatch(text.strip()):
        return _unfolded(found)
    if both := _BOTH_NUMBERS.fullmatch(re.sub(r"[\s.'’_-]", "", named).upper()):
        return _of_both(both)
    if _RNA.fullmatch(bare.upper()):
        return Identifier(rna=bare.upper(), repair="rna-in-the-column-of-sirets")
    repair = "" if bare == text else "identifier-separators"
    if re.fullmatch(r"\d+[.,]0+", text.strip()):
        bare, repair = re.split(r"[.,]", text.strip())[0], "whole-number-with-decimals"
    return _of_digits(bare, repair)


def _unfolded(found: re.Match[str]) -> Identifier:
    """A number in scientific notation: whole where every digit of a SIRET still stands there."""
    whole, decimals, power = found[1], found[2] or "", int(found[3])
    if len(whole) == 1 and len(decimals) == power and power in {12, 13}:
        read = _of_digits(whole + decimals, "scientific-notation-unfolded")
        if read.siret:
            return replace(read, repair="scientific-notation-unfolded")
    return Identifier(doubt="identifier-destroyed")


def _of_both(found: re.Match[str]) -> Identifier:
    """A SIRET and an RNA number in one cell."""
    read = _of_digits(found[1] or found[4], "identifier-separators")
    return replace(read, rna=found[2] or found[3], repair="identifier-separators") if read.siret else _malformed()


def _of_digits(bare: str, repair: str) -> Identifier:
    if not bare.isascii() or not bare.isdigit():
        return Identifier(doubt="identifier-malformed")
    if len(bare) == 13 and siret_valid("0" + bare):
        return Identifier(siret="0" + bare, repair="leading-zero-restored")
    if len(bare) == 14 and bare.endswith("00000"):
        return _without_establishment(bare[:9])
    if len(bare) == 14:
        valid = siret_valid(bare)
        return Identifier(siret=bare, repair=repair) if valid else Identifier(doubt="identifier-fails-its-check")
    if len(bare) == 9:
        return Identifier(siren=bare, doubt="siren-only") if siren_valid(bare) else _malformed()
    return _malformed()


def _without_establishment(first: str) -> Identifier:
    """Fourteen digits that end in zeros: rounded by a spreadsheet, or a SIREN filled up."""
    if first.endswith("000") or not siren_valid(first):
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


@lru_cache(maxsize=2048)
def nature(text: str) -> Nature | None:
    """Cash, in kind or both; None where the words say neither."""
    if whole := _kind(text):
        return whole
    kinds = {_kind(part) for part in re.split(r"[;,/+|&]|\bet\b", text)}
    return Nature.BOTH if kinds == {Nature.CASH, Nature.IN_KIND} else None


def _kind(text: str) -> Nature | None:
    words = plain(text)
    return Nature.CASH if _CASH.fullmatch(words) else Nature.IN_KIND if _IN_KIND.fullmatch(words) else None


@lru_cache(maxsize=2048)
def answer(text: str) -> bool | None:
    """Yes or no in any of the usual spellings; None for anything else."""
    word = plain(re.sub(r"^([01])[.,]0+$", r"\1", text.strip()))
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
