"""Conditions of payment in words, as instalments where they add up to the grant; what does not add up is in doubt."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from application.grants.rows import Amends, Grant, Instalment, PaymentKind, plain
from domain.decider import record
from domain.values import Money
from infrastructure.formats.scdl_dates import Order, day

_SINGLE = re.compile(
    r"^(?:-?\s*autre\s*:\s*)?(?:(?:(?:versement|paiement|reglement) )?unique\b(?!\s*(?:ou|et|/)\b)"
    r"|(?:versement )?(?:de la subvention .{0,60})?en (?:une (?:seule )?fois|totalite|un seul versement)\b"
    r"|(?:montant|subvention) versee? en (?:totalite|une (?:seule )?fois)|(?:paiement|versement) en (?:un )?seul\b"
    r"|(?:un seul|un|1|1 seul) (?:versement|paiement)(?: unique)?\s*(?::?\s*(?:de )?100 ?%)?\s*(?:\.|$))"
)
_STAGGERED = re.compile(
    r"^(?:-?\s*autre\s*:\s*)?(?:(?:versements? )?echelonne|versements? (?:multiples|fractionnes)"
    r"|(?:versement |paiement )?en (?:deux|trois|quatre|\d{1,2}) (?:fois|versements)\b"
    r"|(?:deux|trois|quatre|plusieurs) (?:versements|paiements)\b)"
)
_DECLARED = re.compile(
    r"^(?:-?\s*autre\s*:\s*)?(\d{1,2}|deux|trois|quatre) (?:versements?|paiements?|acomptes)\s*:?\s*(.*)$", re.DOTALL
)
_NUMBERS = {"deux": 2, "trois": 3, "quatre": 4}
_EACH = re.compile(r"^de\s+(?=\d)")
_PARTS = re.compile(r"\s+-\s+|\s*-\s*|\s+(?:et|puis)\s+|(?<=[%€])\s*[/;,+]\s*|\s*[;+]\s+")
_PERCENT = re.compile(r"(?<![\d,.])(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_EUROS = re.compile(r"(?<![\d,.])(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:,(\d{1,2}))?\s*(k)?\s*(?:€|euros?\b)")
_BALANCE = re.compile(r"\bsolde\b")
_UNCERTAIN = re.compile(
    r"limite de \d|au moins|possibili|du tiers|autres acomptes|de \d+ a \d+ ?%|depense subventionnable"
    r"|versements intermediaires|aide forfaitaire|se decompose"
)
_ADVANCE = re.compile(r"\bac+o?m?pte")
_WORK_DONE = re.compile(r"realisation de\s*$")
_MEANING = re.compile(r"soit\s*$")
_LEAD = re.compile(
    r"[\s,;:.(\-–]*(?:\b(?:et|puis|un|une|le|la|soit|autre|montant du|paiement d'un|versement d'un|de|d'un|solde"
    r"|acompte|acpte|correspondant a|a hauteur de|(?:\d ?(?:er|e|eme|nd)? ?)?(?:paiement|acompte|acpte|versement)))?"
    r"[\s,;:.(\-–]*$"
)
_DUE = re.compile(r"^\s*(?:le|au)\s+(\d{1,2}/\d{1,2}/\d{4})")
_AMENDMENT = re.compile(r"^avenant\b")
_NUMBERED = re.compile(r"\bn\s?[°o]\s?(\d{1,2})\b")
_SIGNED_ON = re.compile(
    r"convention\s+(?:(?:signee\s+)?(?:le|du|en date du)\s+)"
    r"((?:1er|\d{1,2})\s+[a-z]+\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d\d-\d\d)"
)


@record
class Terms:
    """What conditions of payment say: their kind, the instalments, and what does not add up."""

    kind: PaymentKind | None
    instalments: tuple[Instalment, ...] = ()
    mismatch: str = ""


@lru_cache(maxsize=512)
def bare(text: str) -> str:
    """The text in lower case without accents, letter for letter, so that positions stay."""
    return text.lower() if text.isascii() else "".join(map(_bare_letter, text))


@lru_cache(maxsize=1024)
def _bare_letter(letter: str) -> str:
    return (unicodedata.normalize("NFD", letter)[0].lower() or letter)[0]


def terms(conditions: str | None, amount: Money) -> Terms:
    """The instalments that conditions announce, where they are certain."""
    if not conditions:
        return Terms(kind=None)
    words = bare(conditions[:1000])
    if _SINGLE.match(words):
        return Terms(kind=PaymentKind.SINGLE, instalments=(Instalment(amount=amount, share=Decimal(1)),))
    if declared := _DECLARED.match(words):
        number = _NUMBERS.get(declared[1]) or int(declared[1])
        listed = _declared(number, declared[2], amount)
        told = _told(conditions, words, amount) if not (listed.instalments or listed.mismatch) else listed
        return told if len(told.instalments) == number else listed
    kind = PaymentKind.STAGGERED if _STAGGERED.match(words) else PaymentKind.OTHER
    if _UNCERTAIN.search(words):
        return Terms(kind=kind)
    return _described(conditions, words, amount, kind)


def _told(conditions: str, words: str, amount: Money) -> Terms:
    """What running text says of payments whose number it begins with."""
    uncertain = _UNCERTAIN.search(words)
    return Terms(kind=None) if uncertain else _described(conditions, words, amount, PaymentKind.STAGGERED)


def _declared(number: int, rest: str, amount: Money) -> Terms:
    told = rest.strip()
    told = told[1:-1].strip() if told.startswith("(") and told.endswith(")") else told
    parts = [part.strip() for part in _PARTS.split(_EACH.sub("", told).rstrip(". "))]
    if len(parts) == 1 and number > 1 and _EACH.match(told) and (_share(parts[0]) or _amount(parts[0])):
        parts *= number
    shares = [_share(part) for part in parts]
    amounts = [_amount(part) for part in parts]
    if number != len(parts):
        return Terms(kind=PaymentKind.STAGGERED, mismatch=rest if all(shares) or all(amounts) else "")
    if all(shares):
        known = [share for share in shares if share]
        if abs(sum(known, Decimal(0)) - 1) > Decimal("0.001"):
            return Terms(kind=PaymentKind.STAGGERED, mismatch=f"{sum(known) * 100:f} %")
        return Terms(kind=PaymentKind.STAGGERED, instalments=_shared(known, [""] * number, amount))
    if all(one is not None for one in amounts):
        return _summed([one for one in amounts if one is not None], [""] * number, amount, PaymentKind.STAGGERED)
    return Terms(kind=PaymentKind.STAGGERED)


def _share(text: str) -> Decimal | None:
    if found := re.fullmatch(r"(\d{1,3}(?:[.,]\d+)?)\s*%", text):
        return Decimal(found[1].replace(",", ".")) / 100
    if (found := re.fullmatch(r"(\d{1,2})/(\d{1,2})", text)) and int(found[2]):
        return Decimal(found[1]) / Decimal(found[2])
    return None


def _amount(text: str) -> Decimal | None:
    found = re.fullmatch(r"([\d \u00a0\u202f]*\d)(?:[.,](\d{1,2}))?\s*(k)?\s*(?:€|euros?)?", text)
    return _euros(found[1], found[2], found[3]) if found else None


def _euros(whole: str, cents: str | None, thousand: str | None) -> Decimal:
    value = Decimal(re.sub(r"\D", "", whole) + "." + (cents or "0"))
    return value * 1000 if thousand else value


def _described(conditions: str, words: str, amount: Money, kind: PaymentKind) -> Terms:
    """Percentages or amounts in running text, and the balance where one is named last."""
    euros = list(_EUROS.finditer(words))
    percents = [
        found
        for found in _PERCENT.finditer(words)
        if not _WORK_DONE.search(words[: found.start()]) and not (euros and _MEANING.search(words[: found.start()]))
    ]
    if (euros and percents) or not (euros or percents):
        return Terms(kind=kind)
    tokens = percents or euros
    balance = _balance(words, tokens) if sum(map(_part_of_all, percents)) < 1 else None
    texts = _texts(conditions, words, [*tokens, *([balance] if balance else [])])
    if percents:
        shares = [_part_of_all(found) for found in percents]
        if balance and sum(shares) < 1:
            shares.append(1 - sum(shares, Decimal(0)))
        complete = sum(shares) == 1 and len(texts) == len(shares)
        return Terms(kind=kind, instalments=_shared(shares, texts, amount) if complete else ())
    if len(_ADVANCE.findall(words)) > len(euros):
        return Terms(kind=kind)
    amounts = [_euros(found[1], found[2], found[3]) for found in euros]
    if balance:
        amounts.append(amount.amount - sum(amounts))
    elif sum(amounts) != amount.amount:
        return Terms(kind=kind)
    return _summed(amounts, texts, amount, kind)


def _part_of_all(percent: re.Match[str]) -> Decimal:
    return Decimal(percent[1].replace(",", ".")) / 100


def _balance(words: str, tokens: list[re.Match[str]]) -> re.Match[str] | None:
    """The balance, where it is named after the last share and carries none of its own."""
    last = tokens[-1]
    if _BALANCE.search(words[tokens[-2].end() if len(tokens) > 1 else 0 : last.start()]):
        return None
    found = _BALANCE.search(words, last.end())
    return found if found and len(_BALANCE.findall(words[: found.start()])) == 0 else None


def _texts(conditions: str, words: str, tokens: list[re.Match[str]]) -> list[str]:
    """The condition of each instalment: what stands between its share and the next."""
    texts: list[str] = []
    ends = [token.start() for token in tokens[1:]] + [len(words)]
    for token, end in zip(tokens, ends, strict=True):
        start, stop = token.end(), end
        if end < len(words):
            while (lead := _LEAD.search(words, start, stop)) and lead.start() < stop:
                stop = lead.start()
        texts.append(conditions[start:stop].strip(" \n\t;,:)-–."))
    return texts


def _shared(shares: list[Decimal], texts: list[str], amount: Money) -> tuple[Instalment, ...]:
    left = amount
    made: list[Instalment] = []
    for number, (share, text) in enumerate(zip(shares, texts, strict=True), 1):
        part = left if number == len(shares) else Money.of(amount.amount * share)
        left -= part
        rounded = share.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP).normalize()
        made.append(Instalment(amount=part, share=rounded, condition=text, due=_due(text)))
    return tuple(made)


def _summed(amounts: list[Decimal], texts: list[str], amount: Money, kind: PaymentKind) -> Terms:
    if sum(amounts) != amount.amount or any(one <= 0 for one in amounts) or len(texts) != len(amounts):
        return Terms(kind=kind, mismatch=" + ".join(f"{one:f}" for one in amounts))
    made = tuple(
        Instalment(amount=Money.of(one), condition=text, due=_due(text))
        for one, text in zip(amounts, texts, strict=True)
    )
    return Terms(kind=kind, instalments=made)


def _due(text: str) -> date | None:
    found = _DUE.match(bare(text))
    read = day(found[1], Order.DAY_FIRST) if found else None
    return read.days[0] if read and read.days else None


def amends(grant: Grant) -> Amends | None:
    """Whether the row is an amendment: its object says so in its first word."""
    words = " ".join(bare(grant.object or "").split())
    if not _AMENDMENT.match(words):
        return None
    signed, numbered = _SIGNED_ON.search(words), _NUMBERED.search(words)
    read = day(signed[1], Order.DAY_FIRST) if signed else None
    return Amends(signed_on=read.days[0] if read and read.days else None, number=int(numbered[1]) if numbered else None)


def mentions_amendment(grant: Grant) -> bool:
    """Whether the conditions speak of an amendment although the object does not."""
    return "avenant" in plain(grant.conditions or "")
