"""What parties agreed: from a draft to the close, with every act, signature, sum and change on the way.

One file a concern, each with its commands, events, refusals and rules; this one joins them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast, get_args

from domain import irregularity
from domain.agreement import (
    acts,
    aid,
    amendment,
    breach,
    budget,
    challenge,
    checks,
    contest,
    effect,
    opening,
    ordering,
    overpayment,
    payment,
    publication,
    recovery,
    refund,
    reprise,
    schedule,
    signing,
    succession,
    term,
    text,
)
from domain.agreement.ledger import Books
from domain.agreement.queries import (
    amount_on,
    claims,
    deadlines,
    due,
    end_on,
    late_payments,
    money_table,
    next_deadline,
    parties_on,
    stage_on,
)
from domain.agreement.state import Agreement
from domain.decider import Decider, replace

__all__ = [
    "Agreement",
    "Command",
    "Event",
    "amount_on",
    "claims",
    "deadlines",
    "decide",
    "decider",
    "due",
    "end_on",
    "evolve",
    "late_payments",
    "money_table",
    "next_deadline",
    "parties_on",
    "stage_on",
]

Command = (
    text.Command
    | acts.Command
    | challenge.Command
    | signing.Command
    | effect.Command
    | amendment.Command
    | budget.Command
    | schedule.Command
    | ordering.Command
    | payment.Command
    | recovery.Command
    | refund.Command
    | opening.Command
    | checks.Command
    | aid.Command
    | breach.Command
    | term.Command
    | succession.Command
    | contest.Command
    | reprise.Command
    | publication.Command
    | irregularity.Command
)
Event = (
    text.Event
    | acts.Event
    | challenge.Event
    | signing.Event
    | effect.Event
    | amendment.Event
    | budget.Event
    | schedule.Event
    | ordering.Event
    | payment.Event
    | overpayment.Event
    | recovery.Event
    | refund.Event
    | opening.Event
    | checks.Event
    | aid.Event
    | breach.Event
    | term.Event
    | succession.Event
    | contest.Event
    | reprise.Event
    | publication.Event
    | irregularity.Event
)

DECIDING = (
    text,
    acts,
    challenge,
    signing,
    effect,
    amendment,
    budget,
    schedule,
    ordering,
    payment,
    recovery,
    refund,
    opening,
    checks,
    aid,
    breach,
    term,
    succession,
    contest,
    reprise,
    publication,
)
FOLDING = (*DECIDING, overpayment)


def decide(command: Command, agreement: Agreement) -> Sequence[Event]:
    """What the command leads to, by the rules of its concern."""
    return _RULES[type(command)](command, agreement)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    """The agreement after the event; found by its type, since long histories are folded here."""
    return _FOLDS[type(event)](agreement, event)


def several(agreement: Agreement, events: Iterable[Event]) -> Agreement:
    """What `evolve` comes to event by event; entries that follow one another are written into open books."""
    books: Books | None = None
    for event in events:
        kind = type(event)
        if kind in _ENTRIES:
            if books is None:
                books = Books.opened(agreement.money)
            budget.post(books, cast("budget.Event", event))
            continue
        if books is not None:
            agreement, books = replace(agreement, money=books.closed()), None
        agreement = _FOLDS[kind](agreement, event)
    return agreement if books is None else replace(agreement, money=books.closed())


def _about_irregularities(command: irregularity.Command, agreement: Agreement) -> Sequence[Event]:
    return irregularity.decide(command, text.existing(agreement).irregularities)


def _with_irregularity(agreement: Agreement, event: irregularity.Event) -> Agreement:
    return replace(agreement, irregularities=irregularity.evolve(agreement.irregularities, event))


def _members(union: Any) -> tuple[type, ...]:
    return get_args(union) or (union,)


_RULES: dict[type, Callable[[Any, Agreement], Sequence[Event]]] = {
    **{kind: concern.decide for concern in DECIDING for kind in _members(concern.Command)},
    **dict.fromkeys(_members(irregularity.Command), _about_irregularities),
}
_FOLDS: dict[type, Callable[[Agreement, Any], Agreement]] = {
    **{kind: concern.evolve for concern in FOLDING for kind in _members(concern.Event)},
    **dict.fromkeys(_members(irregularity.Event), _with_irregularity),
}

_ENTRIES = frozenset(_members(budget.Event))

decider = Decider(decide=decide, evolve=evolve, initial=Agreement(), several=several)
