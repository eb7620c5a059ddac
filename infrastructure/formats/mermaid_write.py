"""Mermaid out: the steps of a procedure as a state diagram (`stateDiagram-v2`), for pages that draw it themselves."""

from collections.abc import Iterator

from domain.procedure.definition import ROOT, Branch, Kind, On, Procedure, State, StatePath, Transition
from infrastructure.formats.procedure_words import Said

_FORBIDDEN = str.maketrans(
    {"\n": " ", "\r": " ", ":": "：", ";": "；", "#": "＃", "<": "‹", ">": "›", '"': "”", "{": "(", "}": ")", "%": "％"}
)


def write(procedure: Procedure, *, english: bool = False) -> str:
    """The diagram as text, one statement a line."""
    return "\n".join(_Diagram(procedure, Said(procedure, english=english)).lines()) + "\n"


class _Diagram:
    def __init__(self, procedure: Procedure, said: Said) -> None:
        self.procedure, self.said = procedure, said
        self.ids = {path: f"s{number}_{_letters(path)}" for number, path in enumerate(procedure.states)}
        self.forks = 0

    def lines(self) -> Iterator[str]:
        yield "stateDiagram-v2"
        yield "    direction LR"
        yield from self._inside(self.procedure.root, 1)
        for state in self.procedure.states.values():
            yield from (f"    {line}" for line in self._leads(state))

    def _inside(self, holder: State, depth: int) -> Iterator[str]:
        """What a step holds: its children, where it begins; regions of a parallel step with `--` between."""
        pad = "    " * depth
        children = [self.procedure.states[path] for path in holder.children]
        for number, child in enumerate(children):
            if number and holder.kind is Kind.PARALLEL:
                yield f"{pad}--"
            yield from (f"{pad}{line}" for line in self._declared(child))
            if child.kind in {Kind.COMPOUND, Kind.PARALLEL} and child.children:
                yield f"{pad}state {self.ids[child.path]} {{"
                yield from self._inside(child, depth + 1)
                yield f"{pad}}}"
            if holder.kind is Kind.PARALLEL:
                yield f"{pad}[*] --> {self.ids[child.path]}"
        if holder.kind is Kind.COMPOUND:
            yield from (f"{pad}[*] --> {self.ids[path]}" for path in holder.initial)
        for child in children:
            if child.kind is Kind.FINAL:
                yield f"{pad}{self.ids[child.path]} --> [*]"

    def _declared(self, state: State) -> Iterator[str]:
        own = self.ids[state.path]
        if state.kind is Kind.JOIN:
            yield f"state {own} <<join>>"
        elif state.kind is Kind.ATOMIC and any(one.on is On.CHOICE for one in state.transitions):
            yield f"state {own} <<choice>>"
        elif state.kind is Kind.HISTORY:
            yield f"{own}: {'H*' if state.deep else 'H'}"
        else:
            yield f"{own}: {_label(self.said.title(state))}"

    def _leads(self, state: State) -> Iterator[str]:
        for path in state.joins:
            yield f"{self.ids[path]} --> {self.ids[state.path]}"
        for path in state.initial if state.kind is Kind.HISTORY else ():
            yield f"{self.ids[state.path]} --> {self.ids[path]}"
        for transition in state.transitions:
            for branch in transition.branches:
                yield from self._way(state, transition, branch)

    def _way(self, state: State, transition: Transition, branch: Branch) -> Iterator[str]:
        """A labelled arrow; through a fork where it leads to several; none where nothing is left."""
        label = self._called(transition, branch)
        if not branch.to:
            yield f"{self.ids[state.path]} --> {self.ids[state.path]}{label}"
        elif len(branch.to) == 1:
            yield f"{self.ids[state.path]} --> {self.ids[branch.to[0]]}{label}"
        else:
            self.forks += 1
            fork = f"fork{self.forks}"
            yield f"state {fork} <<fork>>"
            yield f"{self.ids[state.path]} --> {fork}{label}"
            yield from (f"{fork} --> {self.ids[path]}" for path in branch.to)

    def _called(self, transition: Transition, branch: Branch) -> str:
        silent = transition.on in {On.JOIN, On.CHOICE}
        said = "" if silent else self.said.transition(transition)
        guard = f"[{branch.guard}]" if branch.guard else ""
        label = _label(" ".join(part for part in (said, guard) if part))
        return f": {label}" if label else ""


def _letters(path: StatePath) -> str:
    return (
        "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in path) if path != ROOT else "root"
    )


def _label(text: str) -> str:
    """A text that ends no statement and is no markup."""
    return " ".join(text.translate(_FORBIDDEN).split())[:120]
