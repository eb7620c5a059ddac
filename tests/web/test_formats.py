"""Days, instants and sums as each language writes them."""

from datetime import date

from domain.values import Money
from interfaces.web import formats
from interfaces.web.language import preferred


def test_a_sum_is_written_as_the_language_does() -> None:
    assert formats.money(Money.of("30000"), "fr") == "30\u202f000\u00a0€"
    assert formats.money({"amount": "1234.50", "currency": "EUR"}, "fr") == "1\u202f234,50\u00a0€"
    assert formats.money(Money.of("1234.50"), "en") == "€1,234.50"
    assert formats.money(None, "fr") == ""


def test_an_instant_names_its_time_zone() -> None:
    assert formats.moment("2026-11-25T23:30:00Z", "fr") == "26 novembre 2026 à 00:30 (Europe/Paris)"
    assert formats.moment("2026-11-25T23:30:00Z", "en", "UTC") == "25 November 2026 at 23:30 (UTC)"
    assert formats.day(date(2026, 11, 1), "fr") == "1er novembre 2026"
    assert formats.day("2026-11-25T23:30:00Z", "fr") == "26 novembre 2026"


def test_a_reader_is_answered_in_their_language() -> None:
    assert preferred("") == "fr"
    assert preferred("de, en;q=0.5, fr;q=0.2") == "en"
    assert preferred("en;q=nonsense, fr") == "fr"
