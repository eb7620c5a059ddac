"""The days of payments: told with amounts in one cell, or in columns of their own, and which instalment each is of."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

from application.grants.rows import Instalment
from infrastructure.formats import scdl_amounts, scdl_dates
from infrastructure.formats.scdl_dates import Order

_AMOUNTS_ON_DAYS = re.compile(r"([\d\s]+(?:,\d\d)?)\s?€\s?:\s?(\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4})")


def amounts_on_days(text: str) -> list[tuple[Decimal, date]]:
    """Amounts each with its day, where the text says nothing else."""
    found = list(_AMOUNTS_ON_DAYS.finditer(text))
    if len(found) < 2 or _AMOUNTS_ON_DAYS.sub("", text).replace("et", "").strip(" ,;\n"):
        return []
    told: list[tuple[Decimal, date]] = []
    for one in found:
        amount, day = scdl_amounts.amount(one[1]), scdl_dates.day(one[2], Order.DAY_FIRST)
        if amount.value is None or not day.days:
            return []
        told.append((amount.value, day.days[0]))
    return told


def days_apart(text: str) -> tuple[date, ...]:
    """The days of `2018-07-20, 2019-06-30`: what an export writes beside the published file."""
    try:
        return tuple(date.fromisoformat(part) for part in text.split(", "))
    except ValueError:
        return ()


def on_days(
    instalments: tuple[Instalment, ...], days: tuple[date, ...], *, sure: bool = False
) -> tuple[Instalment, ...]:
    """Each instalment with its day, where there are as many and they follow each other, or are sure to belong to it."""
    if len(instalments) != len(days) or (list(days) != sorted(days) and not sure):
        return instalments
    return tuple(replace(one, due=one.due or day) for one, day in zip(instalments, days, strict=True))
