"""French is what is written in templates; English comes from catalogues, one file a page module, merged at load."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

LANGUAGES = ("fr", "en")
CATALOGUES = Path(__file__).parent / "locale"
Plural = Callable[[int], int]
PLURALS: Mapping[str, Plural] = {"fr": lambda count: int(abs(count) >= 2), "en": lambda count: int(count != 1)}
"""Which form of a word goes with a number."""


def N_(text: str) -> str:  # noqa: N802 — what extractors of strings look for
    """Marks a string that is translated where it is shown."""
    return text


class Words(NullTranslations):
    """Strings in one language; what no catalogue has is said in French."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._known, self._plural = catalogue(language), PLURALS[language]

    def gettext(self, message: str) -> str:
        """The string in this language."""
        return self._known.get(message, (message,))[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form that goes with a number."""
        return self._known.get(msgid1, (msgid1, msgid2))[self._plural(n)]


@cache
def words(language: str) -> Words:
    """The strings of a language."""
    return Words(language)


@cache
def catalogue(language: str) -> Mapping[str, tuple[str, ...]]:
    """What is translated into a language: French string → the string, and its plural where it has one."""
    return {
        key: forms
        for file in sorted((CATALOGUES / language).glob("*.po"))
        for message in _messages(file)
        if all(forms := _forms(message.string))
        for key in _forms(message.id)[:1]
    }


def _messages(file: Path) -> Iterator[Message]:
    with file.open("rb") as opened:
        yield from (one for one in read_po(opened, abort_invalid=True) if one.id and not one.fuzzy)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def preferred(header: str) -> str:
    """The language of a reader as their browser states it; French where it prefers neither."""
    weights = {name: _weight(header, name) for name in LANGUAGES}
    return "en" if weights["en"] > weights["fr"] else "fr"


def _weight(header: str, language: str) -> float:
    found = 0.0
    for part in header.split(","):
        tag, _, quality = part.partition(";")
        if tag.strip().lower()[:2] == language:
            found = max(found, _number(quality.strip().removeprefix("q=")))
    return found


def _number(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
