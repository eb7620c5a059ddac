"""SCXML out (W3C Recommendation, 1 September 2015): the steps of a procedure as a state chart for other engines.

What SCXML has no word for is an element or attribute of this house's own namespace, which other tools pass over. A join
is a transition on `In()` of all the steps that it waits for. SCXML has side by side only what is inside a `parallel`:
a fork elsewhere leads to its first target, names the others in `p:fork`, and is reported.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from domain.procedure.definition import (
    ROOT,
    Branch,
    Kind,
    On,
    Order,
    Procedure,
    State,
    StatePath,
    Timer,
    Transition,
    Words,
)
from domain.procedure.diagram import Exported, Unsaid
from infrastructure.formats.bpmn_graph import attribute, body
from infrastructure.formats.bpmn_time import when

SCXML = "http://www.w3.org/2005/07/scxml"
OWN = "urn:palabre:procedure"
_NOT_IN_AN_ID = re.compile(r"[^\w.-]")
_ELEMENT = {
    Kind.ATOMIC: "state",
    Kind.JOIN: "state",
    Kind.COMPOUND: "state",
    Kind.PARALLEL: "parallel",
    Kind.FINAL: "final",
    Kind.HISTORY: "history",
}


def write(procedure: Procedure) -> Exported:
    """The document, and what it does not say; guards stay CEL, which `datamodel` says."""
    head = f'xmlns="{SCXML}" xmlns:p="{OWN}" version="1.0" datamodel="cel" name={attribute(procedure.id)}'
    chart = _Chart(procedure)
    root = procedure.root
    content = [*_titled(procedure.title), *(line for path in root.children for line in chart.state(path, 1))]
    initial = chart.leads(root, root.initial, "initial")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<scxml {head}{initial}>", *content, "</scxml>", ""]
    return Exported(text="\n".join(lines), unsaid=tuple(chart.unsaid))


def _titled(title: Words) -> Iterator[str]:
    for language, text in (("fr", title.fr), ("en", title.en)):
        if text:
            yield f'  <p:title xml:lang="{language}">{body(text)}</p:title>'


class _Chart:
    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.unsaid: list[Unsaid] = []
        self.waiting: dict[StatePath, list[State]] = {}
        for state in procedure.states.values():
            for path in state.joins[:1]:
                self.waiting.setdefault(path, []).append(state)

    @staticmethod
    def id(path: StatePath) -> str:
        """A path as an XML id: a letter or `_` first."""
        name = _NOT_IN_AN_ID.sub("_", path)
        return name if name[:1].isalpha() or name[:1] == "_" else f"_{name}"

    def state(self, path: StatePath, depth: int) -> Iterator[str]:
        """An element with its children."""
        state, pad = self.procedure.states[path], "  " * depth
        element = _ELEMENT[state.kind]
        kind = f' type="{"deep" if state.deep else "shallow"}"' if state.kind is Kind.HISTORY else ""
        yield f"{pad}<{element} id={attribute(self.id(path))}{kind}>"
        titled = () if state.kind is Kind.HISTORY else _titled(state.title)
        for line in (*titled, *self._inside(state)):
            yield f"{pad}{line}"
        for child in state.children:
            yield from self.state(child, depth + 1)
        yield f"{pad}</{element}>"

    def _inside(self, state: State) -> Iterator[str]:
        if state.kind is Kind.HISTORY:
            targets = state.initial or self.procedure.states[state.parent].initial
            yield f"  <transition{self.leads(state, targets)}/>"
            return
        if state.kind is Kind.COMPOUND and state.initial:
            yield f"  <initial><transition{self.leads(state, state.initial)}/></initial>"
        yield from self._entered(state)
        for order in state.exit:
            yield f"  <onexit>{_order(order)}</onexit>"
        yield from self._notes(state)
        if state.kind is Kind.FINAL:
            return
        for transition in state.transitions:
            for branch in transition.branches:
                yield self._branch(state, transition, branch)
        for join in self.waiting.get(state.path, ()):
            yield from self._join(join)

    def _entered(self, state: State) -> Iterator[str]:
        """Orders, and the timers that are set on entering."""
        for order in state.entry:
            yield f"  <onentry>{_order(order)}</onentry>"
        for one in state.transitions:
            if one.timer is not None:
                event, own = attribute(self._event(state, one)), attribute(self.id(one.id))
                yield f"  <onentry><send event={event} id={own} {_delay(one.timer)}/></onentry>"
                yield f"  <onexit><cancel sendid={own}/></onexit>"

    def _notes(self, state: State) -> Iterator[str]:
        if state.may_wait:
            yield f"  <p:may-wait>{body(state.may_wait)}</p:may-wait>"
        for task in state.tasks:
            yield f"  <p:task name={attribute(task.id)} by={attribute(' '.join(task.by))}/>"
        if state.terminates:
            yield "  <p:terminates/>"

    def _event(self, state: State, one: Transition) -> str:
        """The event that sets a transition off, with a prefix that says of what sort it is."""
        match one.on:
            case On.DONE:
                return f"done.state.{self.id(state.path)}"
            case On.EVENT:
                return f"event.{self.id(one.name)}"
            case On.CHOICE | On.JOIN:
                return ""
            case On.AFTER | On.WHEN | On.APPROVED | On.REJECTED:
                return ".".join(part for part in (str(one.on), self.id(state.path), self.id(one.name)) if part != "_")

    def _branch(self, state: State, one: Transition, branch: Branch) -> str:
        """Without a target nothing is left. A thread that begins beside its step is told apart by `p:beside`."""
        event = self._event(state, one)
        parts = [f" event={attribute(event)}"] if event else []
        parts += [f" cond={attribute(branch.guard)}"] if branch.guard else []
        parts += [self.leads(state, branch.to)] if branch.to else []
        parts += [f" p:by={attribute(' '.join(one.by))}"] if one.by else []
        parts += [' p:beside="true"'] if branch.to and not one.interrupts else []
        parts += [f" p:cancels={attribute(self._targets(branch.cancels))}"] if branch.cancels else []
        orders = "".join(_order(order) for order in branch.orders)
        orders += "".join(f"<p:spawn procedure={attribute(one.procedure)}/>" for one in branch.spawns)
        return f"  <transition{''.join(parts)}>{orders}</transition>" if orders else f"  <transition{''.join(parts)}/>"

    def leads(self, state: State, paths: tuple[StatePath, ...], name: str = "target") -> str:
        """The targets as an attribute; only the first where SCXML would not have all of them active together."""
        if not paths:
            return ""
        if all(self._together(a, b) for a, b in combinations(paths, 2)):
            return f" {name}={attribute(self._targets(paths))}"
        self.unsaid.append(Unsaid(topic="threads", step=state.path, found=", ".join(paths)))
        return f" {name}={attribute(self.id(paths[0]))} p:fork={attribute(self._targets(paths))}"

    def _together(self, a: StatePath, b: StatePath) -> bool:
        """Whether two steps stand in different regions of one parallel step."""
        around = [path for path in self._around(a) if path in self._around(b)]
        return self.procedure.states[around[0]].kind is Kind.PARALLEL and a not in around and b not in around

    def _around(self, path: StatePath) -> list[StatePath]:
        """A step and what holds it, from the inside out."""
        found = [path]
        while path != ROOT:
            path = self.procedure.states[path].parent
            found.append(path)
        return found

    def _join(self, join: State) -> Iterator[str]:
        condition = attribute(" && ".join(f"In('{self.id(path)}')" for path in join.joins))
        target, joins = attribute(self.id(join.path)), attribute(self._targets(join.joins))
        yield f"  <transition cond={condition} target={target} p:joins={joins}/>"

    def _targets(self, paths: tuple[StatePath, ...]) -> str:
        return " ".join(self.id(path) for path in paths if path != ROOT)


def _delay(due: Timer) -> str:
    """A delay in seconds where it is always as many; else an expression that counts by the calendar."""
    delay = due.delay
    if due.of or delay.negative or delay.years or delay.months or delay.workdays:
        counted = f"after('{when(due)[1]}')"
        return f"delayexpr={attribute(counted)}"
    return f'delay="{(delay.weeks * 7 + delay.days) * 86_400 + delay.seconds}s"'


def _order(order: Order) -> str:
    return f"<p:order command={attribute(order.command)} roles={attribute(' '.join(order.roles))}/>"
