"""How faults are gathered, and what is said of a value that is not what it should be."""

import difflib
from collections.abc import Mapping
from typing import Any

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from application.definitions.faults import Fault, fault
from domain.procedure.definition import Place
from infrastructure.formats.procedure_yaml.nodes import Node

MOST_FAULTS = 100
_RESOLVER: Any = Resolver()
_TRAPS = {
    "bool": ("vrai ou faux", "true or false"),
    "int": ("un nombre", "a number"),
    "float": ("un nombre", "a number"),
    "null": ("rien", "nothing"),
    "timestamp": ("une date", "a date"),
    "merge": ("un renvoi", "an alias"),
    "value": ("un renvoi", "an alias"),
}
_KINDS = {
    "text": ("une valeur", "a value"),
    "list": ("une liste", "a list"),
    "map": ("des clés avec leurs valeurs", "keys with values"),
}


class Faults:
    """What was found wrong so far, at most `MOST_FAULTS`."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, rule: str, place: Place, where: str, **values: object) -> None:
        if len(self.found) < MOST_FAULTS:
            self.found.append(fault(rule, place, where, values))
        elif len(self.found) == MOST_FAULTS:
            self.found.append(fault("too-many-faults", place, "", {"limit": MOST_FAULTS}))


def hints(written: str, known: Mapping[str, object] | list[str]) -> dict[str, str]:
    """`hint_fr` and `hint_en`: did you mean …? Empty where nothing is close."""
    close = difflib.get_close_matches(written[:80], list(known)[:5000], n=1, cutoff=0.6)
    if not close:
        return {"hint_fr": "", "hint_en": ""}
    return {"hint_fr": f" Vouliez-vous dire « {close[0]} » ?", "hint_en": f" Did you mean “{close[0]}”?"}


def misread(node: Node) -> tuple[str, str] | None:
    """What YAML 1.1 takes an unquoted text for, where it is not text: `no` is false, `012` is ten."""
    if not node.plain:
        return None
    if not node.text:
        return _TRAPS["null"]
    tag: str = _RESOLVER.resolve(ScalarNode, node.text, (True, False))
    return _TRAPS.get(tag.rpartition(":")[2])


def expected(node: Node, kind: str, where: str, faults: Faults, words: tuple[str, str] | None = None) -> bool:
    """Whether the node is of that kind; a fault where it is not."""
    if node.kind == kind:
        return True
    wanted, found = words or _KINDS[kind], _KINDS[node.kind]
    if node.plain and not node.text:
        found = _TRAPS["null"]
    faults.add(
        "wrong-type",
        node.place,
        where,
        expected_fr=wanted[0],
        expected_en=wanted[1],
        found_fr=found[0],
        found_en=found[1],
    )
    return False
