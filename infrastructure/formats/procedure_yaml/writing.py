"""A procedure written as a document: `load(to_yaml(p))` gives the same values back, apart from places."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from domain.calendar import span_text
from domain.procedure.definition import (
    ROOT,
    Approval,
    Branch,
    Counting,
    Kind,
    On,
    Order,
    Procedure,
    Role,
    Spawn,
    State,
    StatePath,
    Task,
    Transition,
    Words,
)
from infrastructure.formats.procedure_yaml.tree import Tree
from infrastructure.formats.procedure_yaml.writing_examples import examples_written, migrations_written

WIDTH = 110


class NotWritable(ValueError):
    """These values are no procedure that the language can say: the message names what."""


def to_yaml(procedure: Procedure) -> str:
    """The document. Raises NotWritable for values that no document gives (a `choose` with an `else` in the middle)."""
    tree = Tree()
    for path in procedure.states:
        if path != ROOT:
            tree.by_id.setdefault(path.rpartition(".")[2], []).append(path)
    written = _Writer(procedure, tree).document()
    return yaml.dump(
        written, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None
    )


def _kept(**values: Any) -> dict[str, Any]:
    """What says something: empty texts, lists and absent things are left out."""
    kept = {key: value for key, value in values.items() if value not in (None, "", [], {}, False)}
    return {key.rstrip("_"): value for key, value in kept.items()}


def _words(words: Words) -> str | dict[str, str] | None:
    if words.en or not words.fr:
        return _kept(fr=words.fr, en=words.en) or None
    return words.fr


def _one_or_list(names: Iterable[str]) -> str | list[str] | None:
    listed = list(names)
    return listed[0] if len(listed) == 1 else listed or None


class _Writer:
    def __init__(self, procedure: Procedure, tree: Tree) -> None:
        self.procedure, self.tree = procedure, tree

    def document(self) -> dict[str, Any]:
        one = self.procedure
        named = {"procedure": one.id, "version": one.version}
        return named | _kept(
            title=_words(one.title),
            subject=one.subject,
            calendar=_counting(one.calendar),
            roles={role.id: _role(role) for role in one.roles},
            initial=self._ids(one.root.initial),
            states=self._states(one.root.children),
            moved_by=list(one.moved_by),
            outlives_subject=one.outlives_subject,
            migrate_from=migrations_written(one.migrations, self.tree),
            examples=examples_written(one.examples, self.tree),
        )

    def _states(self, paths: Iterable[StatePath]) -> dict[str, Any]:
        return {path.rpartition(".")[2]: self._state(self.procedure.states[path]) for path in paths}

    def _targets(self, paths: Iterable[StatePath]) -> str | list[str] | None:
        return _one_or_list(self.tree.written(path) for path in paths)

    def _ids(self, paths: Iterable[StatePath]) -> str | list[str] | None:
        """Children are named by their id alone."""
        return _one_or_list(path.rpartition(".")[2] for path in paths)

    def _state(self, state: State) -> dict[str, Any]:
        kind = state.kind
        return _kept(
            title=_words(state.title),
            final=kind is Kind.FINAL,
            terminates=state.terminates,
            history=("deep" if state.deep else "shallow") if kind is Kind.HISTORY else None,
            default=self._targets(state.initial) if kind is Kind.HISTORY else None,
            join=[self.tree.written(path) for path in state.joins],
            to=self._join_target(state),
            may_wait=state.may_wait,
            entry=self._orders(state.entry),
            tasks=[_task(task) for task in state.tasks],
            approvals=self._approvals(state),
            **self._happening(state),
            exit=self._orders(state.exit),
            parallel=kind is Kind.PARALLEL,
            initial=self._ids(state.initial) if kind is Kind.COMPOUND else None,
            states=self._states(state.children),
        )

    def _happening(self, state: State) -> dict[str, Any]:
        """Events, timers, facts, choices and the end, in the order in which the language has them."""
        found = state.transitions
        single = {one.on: one for one in found}
        return {
            "events": {one.name: self._transition(one) for one in found if one.on is On.EVENT},
            "after": [self._timer(one) for one in found if one.on is On.AFTER],
            "when": {one.name: self._transition(one) for one in found if one.on is On.WHEN},
            "choose": self._list(single[On.CHOICE].branches, single[On.CHOICE]) if On.CHOICE in single else None,
            "done": self._transition(single[On.DONE]) if On.DONE in single else None,
        }

    def _join_target(self, state: State) -> str | list[str] | None:
        joins = [one for one in state.transitions if one.on is On.JOIN]
        return self._targets(joins[0].branches[0].to) if joins else None

    def _approvals(self, state: State) -> dict[str, Any] | None:
        if state.approval is None:
            return None
        single = {one.on: self._transition(one) for one in state.transitions if one.on in {On.APPROVED, On.REJECTED}}
        ends = _kept(approved=single.get(On.APPROVED), rejected=single.get(On.REJECTED))
        return _approval(state.approval) | ends

    def _timer(self, one: Transition) -> dict[str, Any]:
        if one.timer is None:
            raise NotWritable(one.id)
        leads = any(branch.to for branch in one.branches)
        if one.interrupts and not leads:
            message = f"{one.id}: a timer that leads nowhere interrupts nothing"
            raise NotWritable(message)
        timing: dict[str, Any] = {"id": one.name, "delay": span_text(one.timer.delay)} | _kept(of=one.timer.of)
        kept = {"interrupts": False} if leads and not one.interrupts else {}
        body = self._transition(one)
        return timing | kept | (body if isinstance(body, dict) else {"to": body})

    def _transition(self, one: Transition) -> dict[str, Any] | str:
        about = _kept(title=_words(one.title), by=list(one.by), reason="required" if one.reason else "")
        if len(one.branches) != 1 or not one.exhaustive:
            return about | {"choose": self._list(one.branches, one)}
        body = self._branch(one.branches[0])
        if not about and set(body) == {"to"} and isinstance(body["to"], str):
            return body["to"]
        return about | body

    def _list(self, branches: tuple[Branch, ...], one: Transition) -> list[dict[str, Any]]:
        last = len(branches) - 1
        if not branches or one.exhaustive != (not branches[-1].guard) or any(not each.guard for each in branches[:-1]):
            message = f"{one.id}: only the last branch has no guard, where one of them is always taken"
            raise NotWritable(message)
        otherwise = [{"else": True} if at == last and not each.guard else {} for at, each in enumerate(branches)]
        return [mark | self._branch(each) for mark, each in zip(otherwise, branches, strict=True)]

    def _branch(self, branch: Branch) -> dict[str, Any]:
        return _kept(
            if_=branch.guard,
            to=self._targets(branch.to),
            do=self._orders(branch.orders),
            spawn=_single([_spawn(one) for one in branch.spawns]),
            cancels=self._targets(branch.cancels),
        )

    def _orders(self, orders: Iterable[Order]) -> Any:
        return _single([_order(one) for one in orders])


def _single(written: list[Any]) -> Any:
    return written[0] if len(written) == 1 else written


def _order(order: Order) -> dict[str, Any] | str:
    further = _kept(with_=dict(order.arguments), roles=list(order.roles), words=_words(order.words))
    return {"command": order.command} | further if further else order.command


def _spawn(spawn: Spawn) -> dict[str, Any] | str:
    return {"procedure": spawn.procedure, "subject": spawn.subject} if spawn.subject else spawn.procedure


def _counting(counting: Counting) -> dict[str, str]:
    return {"zone": counting.zone, "workdays": counting.workdays, "roll": str(counting.roll)}


def _role(role: Role) -> Mapping[str, Any]:
    return _kept(
        title=_words(role.title),
        mandate=role.mandate,
        of=role.of,
        capacity=role.capacity,
        delegable=None if role.delegable is None else span_text(role.delegable),
        body=role.body,
    )


def _task(task: Task) -> dict[str, Any]:
    return {"id": task.id, "by": list(task.by)} | _kept(
        title=_words(task.title),
        due=None if task.due is None else span_text(task.due),
        of=task.of,
        raises=task.raises,
    )


def _approval(approval: Approval) -> dict[str, Any]:
    need = approval.need if type(approval.need) is int else str(approval.need)
    return _kept(
        for_each=approval.for_each,
        need=need,
        by=list(approval.by),
        due=None if approval.due is None else span_text(approval.due),
    )
