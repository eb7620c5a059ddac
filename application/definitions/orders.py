"""Orders that could not be carried out, found before a procedure is published."""

from collections.abc import Iterator

from application.authority import NEVER_ORDERED, NOUNS_NEVER_ORDERED
from application.definitions.faults import Fault, fault
from application.nouns import fields_of
from application.tools import Tools
from domain.procedure.definition import Order, Procedure, State

TOLD = frozenset({"notify", "escalate"})


def wrong_orders(procedure: Procedure, tools: Tools) -> Iterator[Fault]:
    """Commands that do not exist, need a person's own mandate, or lack a field; notices to nobody."""
    for state in procedure.states.values():
        for order in _orders(state):
            yield from _wrong(order, procedure, tools, state.path)


def _orders(state: State) -> Iterator[Order]:
    yield from (*state.entry, *state.exit)
    for transition in state.transitions:
        for branch in transition.branches:
            yield from branch.orders


def _wrong(order: Order, procedure: Procedure, tools: Tools, where: str) -> Iterator[Fault]:
    if order.command in TOLD:
        if not order.roles:
            yield fault("tells-nobody", order.place, where, {"command": order.command})
        return
    kind, _, name = order.command.partition(".")
    noun = tools.nouns().get(kind)
    command = None if noun is None else noun.command(name)
    if noun is None or command is None:
        yield fault("no-such-command", order.place, where, {"command": order.command})
    elif order.command in NEVER_ORDERED or kind in NOUNS_NEVER_ORDERED:
        yield fault("needs-a-person", order.place, where, {"command": order.command})
    else:
        stated = {name for name, _ in order.arguments}
        fields = {one.name: one for one in fields_of(command) if not one.supplied}
        allowed = {*fields, "stream"}
        for extra in sorted(stated - allowed):
            values = {"command": order.command, "field": extra, "known": ", ".join(sorted(fields))}
            yield fault("no-such-field", order.place, where, values)
        for one in fields.values():
            if one.required and one.name not in stated:
                yield fault("field-missing", order.place, where, {"command": order.command, "field": one.name})
        if (
            kind != procedure.subject
            and "stream" not in stated
            and noun.acts_on(command)
            and command not in noun.creators
        ):
            yield fault("order-about-nothing", order.place, where, {"command": order.command})
