"""What a procedure could do if its guards said otherwise: every answer they may give, one after the other."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

from domain.procedure.configuration import Fault
from domain.procedure.definition import Branch, Guard
from domain.procedure.running import Holds

T = TypeVar("T")

Answers = Mapping[Guard, bool]
"""What guards were taken to say, by their text without a negation in front."""


NONE: Answers = {}


def outcomes(run: Callable[[Holds], T], given: Answers = NONE) -> Iterator[tuple[T | Fault, Answers]]:
    """All that `run` can come to, guards being free to say yes or no, but each the same throughout one run.

    `run` must be pure; `given` is what guards have said before.
    There are up to 2ⁿ outcomes for n guards that it asks: take no more than you can bear.
    """
    script: list[bool] = []
    while True:
        answers = dict(given)
        try:
            result: T | Fault = run(_following(script, answers, len(given)))
        except Fault as fault:
            result = fault
        yield result, answers
        while script and not script[-1]:
            script.pop()
        if not script:
            return
        script[-1] = False


def _following(script: list[bool], answers: dict[Guard, bool], given: int) -> Holds:
    def holds(guard: Guard) -> bool:
        text, negated = literal(guard)
        if text not in answers:
            place = len(answers) - given
            if place == len(script):
                script.append(True)
            answers[text] = script[place]
        return answers[text] != negated

    return holds


@lru_cache(4096)
def literal(guard: Guard) -> tuple[Guard, bool]:
    """The guard without what negates the whole of it, and whether that turns it round: `!(a && b)` is not `a && b`."""
    text, negated = guard.strip(), False
    while True:
        if text.startswith("!") and _is_one(text[1:].strip()):
            text, negated = text[1:].strip(), not negated
        elif text.startswith("(") and _is_one(text):
            text = text[1:-1].strip()
        else:
            return text, negated


def _is_one(text: str) -> bool:
    """Whether it is a name, or one pair of parentheses around it all: what a `!` in front negates as a whole."""
    if text.startswith("!"):
        return _is_one(text[1:].strip())
    if not text.startswith("("):
        return text.replace(".", "").replace("_", "").isalnum()
    depth, quote = 0, ""
    for place, letter in enumerate(text):
        if quote or letter in "\"'":
            quote = "" if letter == quote else quote or letter
            continue
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return place == len(text) - 1
    return False


def covers(branches: tuple[Branch, ...]) -> bool:
    """Whether one of the branches is always taken: one has no guard, or two are each other's literal opposite."""
    said = {literal(branch.guard) for branch in branches}
    return any(not branch.guard for branch in branches) or any((text, not negated) in said for text, negated in said)
