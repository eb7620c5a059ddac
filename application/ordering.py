"""Carrying out what a case has ordered: a command to an aggregate, a notice, a further case."""

from typing import Any

from application.authority import NEVER_ORDERED
from application.execute import Ask, Caller, Execute
from application.facts import Unknown
from application.ports import IdempotencyKey, Recorded
from domain import case
from domain.case.state import Case, Order
from domain.case.telling import DEEPEST, ESCALATE, SPAWN
from domain.decider import Refusal, record
from domain.irregularity import in_words, rule_name

NOTIFY = "notify"


@record
class Carried:
    """What came of an order. `for_good`: trying again cannot help."""

    done: bool
    words: str = ""
    for_good: bool = False


def carry(execute: Execute, stream: str, state: Case, order: Order, given: Recorded) -> Carried:
    """Carry out one order, once: the log knows it by case, order and attempt. Raises Unavailable."""
    try:
        if order.command in (NOTIFY, ESCALATE):
            return Carried(done=True, words=", ".join(order.roles))
        if order.command == SPAWN:
            return _spawn(execute, stream, state, order, given)
        return _command(execute, stream, state, order, given)
    except Refusal as refusal:
        return Carried(done=False, words=f"{rule_name(type(refusal))}: {in_words(refusal)}".removesuffix(": "))


def _command(execute: Execute, stream: str, state: Case, order: Order, given: Recorded) -> Carried:
    kind, _, name = order.command.partition(".")
    noun, tools = execute.house.nouns.get(kind), execute.house.tools
    command = None if noun is None else noun.command(name)
    if noun is None or command is None or tools is None or order.command in NEVER_ORDERED:
        return Carried(done=False, words=order.command, for_good=True)
    fields: dict[str, Any] = dict(order.arguments)
    target = fields.pop("stream", state.subject if state.subject.partition("-")[0] == kind else None)
    ask = Ask(noun=noun, command=command, stream=target, fields=tools.typed(kind, command, fields))
    done = execute(ask, _caller(stream, given), _key(stream, order))
    return Carried(done=True, words=" ".join(type(event).__name__ for event in done.events))


def _spawn(execute: Execute, stream: str, state: Case, order: Order, given: Recorded) -> Carried:
    if state.depth >= DEEPEST:
        return Carried(done=False, words=f"{DEEPEST}", for_good=True)
    procedure = execute.house.directory.procedure_named(str(state.framework), str(order.arguments["procedure"]))
    if procedure is None:
        raise Unknown(order.arguments["procedure"])
    fields = {
        "framework": state.framework,
        "procedure": procedure,
        "subject": str(order.arguments["subject"]),
        "spawned_by": stream,
        "depth": state.depth + 1,
    }
    ask = Ask(noun=execute.house.nouns["case"], command=case.OpenCase, fields=fields)
    return Carried(done=True, words=execute(ask, _caller(stream, given), _key(stream, order)).stream)


def _caller(stream: str, given: Recorded) -> Caller:
    return Caller(actor=stream, causation=given.event_id, correlation=given.correlation)


def _key(stream: str, order: Order) -> IdempotencyKey:
    return IdempotencyKey(actor=stream, route="order", key=f"{order.number}/{order.attempts}", digest="")
