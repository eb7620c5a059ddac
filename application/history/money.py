"""From a payment back to its order, the credits committed for it and those voted, by payer and budget year."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from application.ports import Recorded
from domain.agreement.budget import AdvanceGranted, CreditsCommitted, CreditsForecast, CreditsReduced, CreditsVoted
from domain.agreement.ordering import PaymentOrdered
from domain.agreement.payment import Paid

STEPS: tuple[tuple[type, str], ...] = (
    (CreditsVoted, "credits"),
    (CreditsCommitted, "committed-by"),
    (PaymentOrdered, "ordered-by"),
    (Paid, ""),
)
"""In the order in which money moves, each with what it is to the next."""
BUDGET = (CreditsForecast, CreditsVoted, CreditsReduced, CreditsCommitted, AdvanceGranted, PaymentOrdered, Paid)


def drawn_from(fact: Recorded, facts: Sequence[Recorded]) -> Iterator[tuple[str, Recorded]]:
    """The nearest earlier step of the same payer and year that is on file: its relation, and each fact of it."""
    place = next((at for at, (kind, _) in enumerate(STEPS) if isinstance(fact.event, kind)), 0)
    for kind, relation in reversed(STEPS[:place]):
        found = [one for one in facts if isinstance(one.event, kind) and _feeds(one, fact)]
        if found:
            yield from ((relation, one) for one in _nearest(found, fact))
            return


def needs_act(event: object) -> bool:
    """Whether this moves money of an authority's budget, which rests on an act of its own."""
    return isinstance(event, BUDGET)


def has_act(event: object) -> bool:
    """Whether it names that act itself."""
    return any(getattr(event, name, None) is not None for name in ("act", "reference"))


def _feeds(earlier: Recorded, later: Recorded) -> bool:
    one, other = _event(earlier), _event(later)
    return (one.payer, one.year) == (other.payer, other.year) and _on(one) <= _on(other)


def _nearest(found: Sequence[Recorded], fact: Recorded) -> Sequence[Recorded]:
    """Those of the same instalment, or of the same amount, where there are any; else all that came before."""
    event = _event(fact)
    number = getattr(event, "instalment", None)
    same = [one for one in found if number is not None and getattr(one.event, "instalment", None) == number]
    equal = [one for one in found if _event(one).amount == event.amount]
    return same or equal[-1:] or found


def _event(fact: Recorded) -> Any:
    return fact.event


def _on(event: Any) -> date:
    day: date = event.on
    return day
