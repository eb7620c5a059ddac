"""What is said of somebody: kept under the person's own key where it is a person, plain where it is an organisation."""

from collections.abc import Collection

from domain.decider import Refusal
from domain.values import PersonId, Protected

Said = Protected | str
"""A text about whoever applies, borrows or carries a project."""


class PersonalTextUnprotected(Refusal):
    """What is said of a person is kept under that person's own key, so that it can be erased."""


def guarded(people: Collection[PersonId], *texts: Said | None) -> None:
    """Raises PersonalTextUnprotected where people are concerned and a text is not kept under the key of one of them."""
    for text in texts:
        if people and text and (isinstance(text, str) or text.of not in people):
            raise PersonalTextUnprotected


def wordless(text: Said) -> bool:
    """Whether nothing is said; what was erased was said."""
    words = text if isinstance(text, str) else text.text
    return words is not None and not words.strip()
