"""What a drawing does not show of a step, in a few lines for its documentation."""

from collections.abc import Iterator

from domain.procedure.definition import Approval, Branch, Order, State, Transition, Words
from infrastructure.formats.bpmn_time import iso

_SAID: dict[str, Words] = {
    "task": Words(fr="Tâche", en="Task"),
    "by": Words(fr="par", en="by"),
    "due": Words(fr="délai", en="due"),
    "approval": Words(fr="Accord demandé à", en="Approval asked of"),
    "need": Words(fr="il en faut", en="needed"),
    "waits": Words(fr="Peut attendre", en="May wait"),
    "if": Words(fr="seulement si", en="only if"),
    "reason": Words(fr="motif obligatoire", en="a reason is asked for"),
    "order": Words(fr="fait faire", en="orders"),
    "spawn": Words(fr="ouvre un parcours", en="begins a case of"),
    "entry": Words(fr="À l'entrée", en="On entering"),
    "exit": Words(fr="À la sortie", en="On leaving"),
}


def documented(state: State, *, english: bool = False) -> str:
    """Tasks, approvals, guards, reasons and orders of a step, one a line; empty where there are none."""
    return "\n".join(_Lines(english=english).of(state))


class _Lines:
    def __init__(self, *, english: bool) -> None:
        self.english = english

    def said(self, key: str) -> str:
        return _SAID[key].en if self.english else _SAID[key].fr

    def words(self, words: Words) -> str:
        return (words.en or words.fr) if self.english else str(words)

    def of(self, state: State) -> Iterator[str]:
        for task in state.tasks:
            due = f", {self.said('due')} {iso(task.due)}{f' ({task.of})' if task.of else ''}" if task.due else ""
            named = self.words(task.title) or task.id
            yield f"{self.said('task')}: {named}, {self.said('by')} {', '.join(task.by)}{due}"
        if state.approval:
            yield self._approval(state.approval)
        if state.may_wait:
            yield f"{self.said('waits')}: {state.may_wait}"
        for key, orders in (("entry", state.entry), ("exit", state.exit)):
            if orders:
                yield f"{self.said(key)}: {', '.join(self._order(one) for one in orders)}"
        for transition in state.transitions:
            yield from self._transition(transition)

    def _approval(self, approval: Approval) -> str:
        asked = approval.for_each or ", ".join(approval.by)
        return f"{self.said('approval')} {asked}; {self.said('need')}: {approval.need}"

    def _transition(self, transition: Transition) -> Iterator[str]:
        said = [self.said("reason")] if transition.reason else []
        for branch in transition.branches:
            said += self._branch(branch, alone=len(transition.branches) == 1)
        if said:
            named = self.words(transition.title) or transition.name or str(transition.on)
            yield f"{named}: {'; '.join(said)}"

    def _branch(self, branch: Branch, *, alone: bool) -> Iterator[str]:
        if branch.guard and alone:
            yield f"{self.said('if')} {branch.guard}"
        for order in branch.orders:
            yield f"{self.said('order')} {self._order(order)}"
        for spawn in branch.spawns:
            yield f"{self.said('spawn')} {spawn.procedure}"

    def _order(self, order: Order) -> str:
        told = f" {', '.join(order.roles)}" if order.roles else ""
        words = self.words(order.words)
        return f"{order.command}{told}{f' “{words}”' if words else ''}"
