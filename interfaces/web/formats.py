"""Days, instants, numbers and sums as each language writes them; an instant names its time zone."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from domain.values import Money

HOME = "Europe/Paris"
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
WHOLE = {"fr": "#,##0\u00a0¤", "en": "¤#,##0"}
CENTS = {"fr": "#,##0.00\u00a0¤", "en": "¤#,##0.00"}
DAYS = {"long": "d MMMM y", "short": "d MMM y", "month": "MMMM y"}
AT = {"fr": "d MMMM y 'à' HH:mm", "en": "d MMMM y 'at' HH:mm"}


def day(value: date | str | None, language: str, form: str = "long") -> str:
    """23 novembre 2026, 23 November 2026; nothing for what is unknown."""
    return "" if value is None else _first(format_date(as_day(value), DAYS[form], locale=LOCALES[language]), language)


def moment(value: datetime | str | None, language: str, zone: str = HOME) -> str:
    """23 novembre 2026 à 09:30 (Europe/Paris)."""
    if value is None:
        return ""
    written = format_datetime(as_instant(value), AT[language], tzinfo=ZoneInfo(zone), locale=LOCALES[language])
    return f"{_first(written, language)} ({zone})"


def hour(value: datetime | str | None, language: str, zone: str = HOME) -> str:
    """18:05, in the time zone of the place; the day is said elsewhere."""
    del language
    return "" if value is None else as_instant(value).astimezone(ZoneInfo(zone)).strftime("%H:%M")


def _first(written: str, language: str) -> str:
    """The first of a month is an ordinal in French."""
    return f"1er{written[1:]}" if language == "fr" and written.startswith("1 ") else written


def number(value: Decimal | float | str | None, language: str) -> str:
    """12 500 and 12,500: French thousands stand apart by U+202F."""
    return "" if value is None else format_decimal(Decimal(str(value)), locale=LOCALES[language])


def percent(value: Decimal | float | str | None, language: str) -> str:
    """Of a share from 0 to 1."""
    return "" if value is None else format_percent(Decimal(str(value)), locale=LOCALES[language])


def money(value: Money | Mapping[str, Any] | None, language: str) -> str:
    """30 000 €, €30,000; cents where there are any."""
    if value is None:
        return ""
    amount, currency = as_sum(value)
    form = WHOLE if amount == amount.to_integral_value() else CENTS
    return format_currency(amount, currency, form[language], locale=LOCALES[language], currency_digits=False)


def as_sum(value: Money | Mapping[str, Any]) -> tuple[Decimal, str]:
    """Amount and currency of a sum, as the domain or as a list states it."""
    if isinstance(value, Money):
        return value.amount, value.currency
    return Decimal(str(value["amount"])), str(value["currency"])


def as_day(value: date | str, zone: str = HOME) -> date:
    """A day from the text of one, or the local day of an instant."""
    if isinstance(value, str):
        return as_day(as_instant(value), zone) if "T" in value else date.fromisoformat(value)
    return value.astimezone(ZoneInfo(zone)).date() if isinstance(value, datetime) else value


def as_instant(value: datetime | str) -> datetime:
    """An instant from its text; one without a zone is in UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def filters(language: str) -> Mapping[str, Callable[..., str]]:
    """The filters of templates, in one language."""

    def spoken(write: Callable[..., str]) -> Callable[..., str]:
        def written(value: Any, *rest: Any) -> str:
            return write(value, language, *rest)

        return written

    return {one.__name__: spoken(one) for one in (day, moment, hour, number, percent, money)}
