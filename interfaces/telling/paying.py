"""What came of a statement of payments, of the queue and of a month, for people and for programs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from application.grants.rows import Quarantined
from application.paying import words as spoken
from application.paying.importing import TakenIn
from application.paying.outcomes import Waiting
from application.paying.reconciling import Month, Side
from application.paying.rows import PaymentFile
from domain.values import Money
from interfaces.sentences import english, french
from interfaces.telling.values import WIDE, Names, money, named
from interfaces.words.paying import COUNTED

BEYOND = ("opening", "paid", "cancelled", "recovered", "closing")


def why(rule: str, language: str) -> str:
    """A reason in words."""
    if language == "fr":
        return spoken.reason(rule, spoken.FRENCH, french())
    return spoken.reason(rule, spoken.ENGLISH, english())


def taken_in_json(read: PaymentFile, taken: TakenIn, quarantine: Path | str | None) -> dict[str, Any]:
    """What came of a statement; the parts of `rows` add up."""
    counts = taken.counts
    return {
        "rows": counts.rows,
        **{name: getattr(counts, name) for name, _, _ in COUNTED},
        "quarantine_file": None if quarantine is None else str(quarantine),
        "file_sha256": read.digest.removeprefix("sha256:"),
        "matched_by": dict(taken.matched_by()),
        "statement": taken.statement,
        "framework": taken.framework,
        "resumed": taken.resumed,
        "views_behind": taken.views_behind,
        "notes": [{"rule": one.rule, "count": one.count, "detail": one.detail} for one in read.notes],
        "queue": [_waiting(one) for one in taken.waiting],
        "quarantine": [_aside(one) for one in taken.set_aside],
    }


def _waiting(one: Waiting) -> dict[str, Any]:
    row = one.row
    return {
        "row": row.row,
        "sheet": row.sheet,
        "third_party": row.third_party.name,
        "amount": {"amount": f"{row.amount.amount:f}", "currency": row.amount.currency},
        "on": row.on.isoformat(),
        "reason": one.reason,
        "fr": why(one.reason, "fr"),
        "en": why(one.reason, "en"),
        "candidates": [
            {
                "agreement": could.agreement,
                "instalment": could.instalment,
                "left": could.left and {"amount": f"{could.left.amount:f}", "currency": could.left.currency},
            }
            for could in one.candidates
        ],
    }


def _aside(one: Quarantined) -> dict[str, Any]:
    said = {"rule": one.rule, "reason": why(one.rule, "fr"), "en": why(one.rule, "en")}
    return {"row": one.row, "sheet": one.sheet, "column": one.column, "value": one.value, **said}


def month_json(month: Month) -> dict[str, Any]:
    """A month; amounts are decimal texts."""
    return {
        "month": month.month,
        "currency": month.currency,
        "accounts": _side(month.accounts),
        "agreements": _side(month.agreements),
        "difference": text(month.difference),
        "waiting": text(month.waiting),
        "dismissed": text(month.dismissed),
        "entered_by_hand": text(month.entered_by_hand),
        "explained": month.explained,
    }


def _side(side: Side) -> dict[str, str]:
    return {name: text(getattr(side, name)) for name in BEYOND}


def text(cents: int) -> str:
    """Minor units as a decimal text."""
    return f"{Decimal(cents).scaleb(-2):f}"


def shown(cents: int, currency: str, language: str) -> str:
    """An amount for people; euros go without saying."""
    told = money(Money.of(Decimal(cents).scaleb(-2), currency), language) if cents else "–"
    return told.removeprefix("EUR ").removesuffix("€").rstrip(WIDE)


def candidates(found: Sequence[Mapping[str, Any]], names: Names) -> str:
    """Those that could be meant, each by its title and the end of its identifier."""
    return " ; ".join(_candidate(one, names) for one in found)


def _candidate(one: Mapping[str, Any], names: Names) -> str:
    agreement = str(one["agreement"])
    number = f" n° {one['instalment']}" if one.get("instalment") else ""
    left = one.get("left")
    rest = f" ({left['amount']} {left['currency']})" if left else ""
    return f"{named(agreement, names)[:60]} [{agreement[-12:]}]{number}{rest}"
