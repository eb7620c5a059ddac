"""Nothing is said in French alone."""

import re

from interfaces.web.language import catalogue, words
from tests.web.strings import strings


def test_every_string_is_said_in_english() -> None:
    known = catalogue("en")
    missing = [f"{where}: {text}" for where, text in strings() if text not in known]
    assert missing == []


def test_a_translation_keeps_what_is_filled_in() -> None:
    for french, forms in catalogue("en").items():
        asked = set(re.findall(r"%\((\w+)\)s", french))
        assert all(set(re.findall(r"%\((\w+)\)s", one)) == asked for one in forms), french


def test_no_translation_is_of_a_string_that_is_gone() -> None:
    assert set(catalogue("en")) - {text for _, text in strings()} == set()


def test_a_number_takes_its_form() -> None:
    french, english = words("fr"), words("en")
    one, many = "%(count)s convention", "%(count)s conventions"
    assert [french.ngettext(one, many, count) for count in (0, 1, 2)] == [one, one, many]
    assert english.ngettext(one, many, 0) == "%(count)s agreements"
    assert english.ngettext(one, many, 1) == "%(count)s agreement"
