"""Calendars of the places where procedures are counted: public holidays by country and region (library `holidays`)."""

import hashlib
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from domain.procedure.definition import Counting, Roll

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""The years whose holidays are worked out; beyond them a due date in working days is refused, never guessed."""

OWN_NAMES = {
    "FR-6AE": "FR-6AE",
    "FR-67": "FR-6AE",
    "FR-68": "FR-6AE",
    "FR-A": "FR-6AE",
    "FR-GP": "FR-971",
    "FR-MQ": "FR-972",
    "FR-GF": "FR-973",
    "FR-RE": "FR-974",
    "FR-YT": "FR-976",
}
"""ISO 3166-2 codes under which the library knows a region by another one: Alsace, and those overseas."""


@cache
def known_regions() -> frozenset[str]:
    """Every code that a calendar can be made for: `FR`, `FR-57`, `DE-BY` …"""
    import holidays  # noqa: PLC0415 — heavy, and only where days are counted

    found: dict[str, list[str]] = holidays.list_supported_countries()
    codes = {f"{country}-{region}" for country, regions in found.items() for region in regions if _is_code(region)}
    return frozenset({*found, *codes, *OWN_NAMES})


def _is_code(region: str) -> bool:
    """Cities and school zones have names; ISO 3166-2 has codes."""
    return region.isalnum() and region.upper() == region


def calendar(counting: Counting) -> Calendar:
    """The calendar that a procedure counts by. Raises ValueError for a zone or a region that does not exist."""
    return calendar_of(counting.zone, counting.workdays, counting.roll)


@lru_cache(maxsize=256)
def calendar_of(zone: str, workdays: str, roll: Roll = Roll.NONE) -> Calendar:
    """The same from its parts: a time zone (IANA), a country or country-region, and how days off are moved."""
    days, weekend, edition = _days_off(workdays)
    return Calendar(
        zone=ZoneInfo(zone),
        workdays=workdays,
        weekend=weekend,
        holidays=days,
        first_year=FIRST_YEAR,
        last_year=LAST_YEAR,
        version=edition,
        roll=roll,
    )


@cache
def _days_off(workdays: str) -> tuple[frozenset[date], frozenset[int], str]:
    """The public holidays of every year, which weekdays are off, and the edition: library version and digest."""
    if workdays not in known_regions():
        message = f"no calendar for {workdays}"
        raise ValueError(message)
    country, _, region = OWN_NAMES.get(workdays, workdays).partition("-")
    import holidays  # noqa: PLC0415 — likewise

    found = holidays.country_holidays(country, subdiv=region or None, years=range(FIRST_YEAR, LAST_YEAR + 1))
    weekend = frozenset(found.weekend)
    listed = ",".join(day.isoformat() for day in sorted(found))
    digest = hashlib.sha256(f"{sorted(weekend)}{listed}".encode()).hexdigest()
    return frozenset(found), weekend, f"holidays {version('holidays')} sha256:{digest[:16]}"
