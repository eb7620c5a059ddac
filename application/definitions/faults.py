"""What is wrong with a document, where exactly, and what to do about it, in French and in English."""

from collections.abc import Mapping

from application.definitions.words import WORDS
from domain.decider import record
from domain.procedure.definition import Place, Words

LONGEST_VALUE = 80
"""Signs of the document that are shown again."""
LONGEST_HINT = 600
_WRITTEN = frozenset({"value", "key", "tag"})


@record
class Fault:
    """One thing wrong with a document. `rule` is its stable name, `where` the path of keys: `states.draft.events`."""

    rule: str
    place: Place
    where: str
    said: Words
    remedy: Words


def fault(rule: str, place: Place, where: str, values: Mapping[str, object]) -> Fault:
    """The fault of that rule, its sentences filled with the values; long ones are cut."""
    words = WORDS[rule]
    filled = {
        name: _cut(str(value), LONGEST_VALUE if name in _WRITTEN else LONGEST_HINT) for name, value in values.items()
    }
    return Fault(
        rule=rule,
        place=place,
        where=where,
        said=Words(fr=words.fr.format(**filled), en=words.en.format(**filled)),
        remedy=Words(fr=words.remedy_fr.format(**filled), en=words.remedy_en.format(**filled)),
    )


def line_of(found: Fault, file: str, language: str = "fr") -> str:
    """`cpo.yaml:12:5: states.draft.to: what is wrong. What to do.`"""
    said, remedy = (getattr(one, language) or str(one) for one in (found.said, found.remedy))
    where = f" {found.where}:" if found.where else ""
    return f"{file}:{found.place.line}:{found.place.column}:{where} {said} {remedy}".rstrip()


def _cut(value: str, longest: int) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in value[: longest + 1])
    return printable if len(value) <= longest else printable[:longest] + "…"
