"""Texts about whoever applies, borrows or carries a project: sealed under the key of the first of the people."""

from collections.abc import Mapping, Sequence

from application.facts import Supply
from application.nouns import Supplier
from domain.values import PersonId, Protected

TEXTS = ("summary", "reasons", "comment", "note")
"""Fields in which something is said of somebody."""


def sealed(people: str, known: Supplier | None = None) -> Supplier:
    """A supplier that seals plain texts about the people whom the field `people` of command or state names.

    What `known` supplies comes with them.
    """

    def supply(asked: Supply) -> Mapping[str, object]:
        found = about(asked, people)
        texts = {
            name: Protected(of=found[0], text=text)
            for name in TEXTS
            if found and isinstance(text := asked.fields.get(name), str) and text.strip()
        }
        return texts if known is None else {**texts, **known(asked)}

    return supply


def about(asked: Supply, people: str) -> Sequence[PersonId]:
    """Whom it is about: those whom the command names, or who are known already."""
    return [PersonId(each) for each in asked.fields.get(people) or getattr(asked.state, people, None) or ()]
