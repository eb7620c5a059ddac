"""The states of a document by their paths, and which one is meant by a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from application.definitions.document import Expression, Passage, Wanted
from domain.procedure.definition import ROOT, StatePath
from infrastructure.formats.procedure_yaml.nodes import passage
from infrastructure.formats.procedure_yaml.shapes import Item
from infrastructure.formats.procedure_yaml.telling import Faults, hints

MOST_STATES = 2_000


@dataclass(slots=True)
class Tree:
    """Every state by its path, in the order of the document, and the paths that share an id."""

    items: dict[StatePath, Item] = field(default_factory=dict[StatePath, Item])
    by_id: dict[str, list[StatePath]] = field(default_factory=dict[str, list[StatePath]])

    def written(self, path: StatePath) -> str:
        """How a target is written: by its id where that is unique, else by its path, a dot before one at the top."""
        name = path.rpartition(".")[2]
        if len(self.by_id.get(name, ())) == 1:
            return name
        return path if "." in path else f".{path}"


def tree_of(procedure: Item) -> Tree:
    """The states of a document."""
    tree = Tree()
    for path, item in _walk(ROOT, procedure):
        tree.items[path] = item
        tree.by_id.setdefault(path.rpartition(".")[2], []).append(path)
    return tree


def _walk(path: StatePath, item: Item) -> Iterator[tuple[StatePath, Item]]:
    states = item.get("states")
    for name, inner in ({} if states is None else states.keys).items():
        below = child(path, name)
        yield below, inner
        yield from _walk(below, inner)


def child(path: StatePath, name: str) -> StatePath:
    return f"{path}.{name}" if path else name


@dataclass(slots=True)
class Reading:
    """What the parts of a document need while they are made into values."""

    source: str
    faults: Faults
    tree: Tree
    roles: Mapping[str, Item]
    events: frozenset[str] = frozenset()
    timers: frozenset[str] = frozenset()
    expressions: list[Expression] = field(default_factory=list[Expression])

    def state(self, item: Item) -> StatePath | None:
        """The state that a text names; a fault where there is none, or more than one."""
        text = item.text
        if text.startswith("."):
            found = [text[1:]] if text[1:] in self.tree.items else []
        else:
            found = self.tree.by_id.get(text) or ([text] if text in self.tree.items else [])
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(self.tree.written(path) for path in found[:6])
            self.faults.add("state-ambiguous", item.place, item.where, value=text, choices=choices)
        else:
            known = hints(text, [*self.tree.by_id])
            self.faults.add("state-unknown", item.place, item.where, value=text, **known)
        return None

    def states(self, items: list[Item]) -> tuple[StatePath, ...]:
        """The states that several texts name, each once."""
        found: dict[StatePath, None] = {}
        for item in items:
            path = self.state(item)
            if path in found:
                self.faults.add("named-twice", item.place, item.where, value=item.text)
            elif path is not None:
                found[path] = None
        return tuple(found)

    def roles_named(self, items: list[Item]) -> tuple[str, ...]:
        """The roles that several texts name, each once."""
        for number, item in enumerate(items):
            if item.text not in self.roles:
                known = hints(item.text, [*self.roles])
                self.faults.add("role-unknown", item.place, item.where, value=item.text, **known)
            elif any(item.text == earlier.text for earlier in items[:number]):
                self.faults.add("named-twice", item.place, item.where, value=item.text)
        return tuple(dict.fromkeys(item.text for item in items))

    def expression(self, item: Item | None, wanted: Wanted, heard: str = "") -> str:
        """The text of an expression, remembered with its place so that it can be typed."""
        if item is None:
            return ""
        written = passage(item.node, self.source)
        self.expressions.append(Expression(wanted=wanted, passage=written, where=item.where, heard=heard))
        return item.text

    def fact(self, item: Item, key: Passage, heard: str = "") -> None:
        """A variable that an example gives a value."""
        named = Expression(wanted=Wanted.FACT, passage=key, where=item.where, heard=heard, value=item.value)
        self.expressions.append(named)

    def clash(self, item: Item, key: str, *others: str) -> bool:
        """Whether a key stands beside one that it does not go with; a fault where it does."""
        other = next((one for one in others if one in item.names), None)
        if key not in item.names or other is None:
            return False
        self.faults.add("keys-clash", item.names[key].place, item.where, key=key, other=other)
        return True
