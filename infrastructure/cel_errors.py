"""What the CEL library finds wrong, as faults with their place in the expression."""

import difflib
import re
from collections.abc import Iterator, Mapping

from application.definitions.guards import Misused, VarType

_ERROR = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
_NO_OVERLOAD = re.compile(r"found no matching overload for '([^']+)' applied to '(.*)'")
_OPERAND = re.compile(r"expression of type '(.+)' cannot be the operand of a select operation")
_UNEXPECTED = re.compile(
    r"Syntax error: (?:mismatched|extraneous) input '(.+?)' expecting|token recognition error at: '(.+)"
)
_TYPES = {
    "int": ("nombre", "number"),
    "uint": ("nombre", "number"),
    "double": ("décimal", "decimal"),
    "string": ("texte", "text"),
    "bool": ("vrai ou faux", "true or false"),
    "timestamp": ("date", "date"),
    "google.protobuf.timestamp": ("date", "date"),
    "google.protobuf.duration": ("durée", "duration"),
    "duration": ("durée", "duration"),
    "null_type": ("rien", "nothing"),
    "dyn": ("type inconnu", "unknown type"),
}


def types_in_words(name: str) -> tuple[str, str]:
    """A type of CEL in French and English."""
    if name.lower().startswith("list"):
        return "liste", "list"
    if name.lower().startswith("map"):
        return "table", "map"
    return _TYPES.get(name.lower(), (name, name))


_INSTEAD = {
    "map": ("Utilisez all, exists ou exists_one.", "Use all, exists or exists_one."),
    "filter": ("Utilisez all, exists ou exists_one.", "Use all, exists or exists_one."),
    "dyn": ("Comparez des valeurs du même type.", "Compare values of the same type."),
    "has": ("Écrivez par exemple agreement.ends_on_known.", "Write for example agreement.ends_on_known."),
}


def not_offered(word: str, offset: int) -> Misused:
    """A word of CEL that conditions do without, and what to write instead."""
    fr, en = _INSTEAD[word]
    return Misused(rule="word-not-offered", offset=offset, values={"value": word, "hint_fr": fr, "hint_en": en})


def misuses(message: str, expression: str, types: Mapping[str, VarType], deepest: int) -> Iterator[Misused]:
    """The faults in a message of the library; always at least one."""
    if "ecursion" in message:
        yield Misused(rule="expression-too-deep", offset=0, values={"limit": deepest})
        return
    found = [*_told(message, expression, types)]
    if not found:
        yield Misused(rule="expression-unreadable", offset=0, values={"problem": message[:80]})
    seen: set[tuple[str, int]] = set()
    for one in found:
        if (one.rule, one.offset) not in seen:
            seen.add((one.rule, one.offset))
            yield one


def _told(message: str, expression: str, types: Mapping[str, VarType]) -> Iterator[Misused]:
    for line, column, problem in _ERROR.findall(message):
        offset = _offset(expression, int(line), int(column))
        yield _one(problem, offset, expression, types)
        if "Syntax error" in problem:
            return  # what follows a slip of the pen is its echo


def _one(problem: str, offset: int, expression: str, types: Mapping[str, VarType]) -> Misused:
    undeclared, overload, operand = _UNDECLARED.search(problem), _NO_OVERLOAD.search(problem), _OPERAND.search(problem)
    if "has()" in problem or (undeclared is not None and undeclared[1] == "has"):
        return not_offered("has", max(expression.find("has"), 0))
    if undeclared is not None:
        name = undeclared[1]
        values = {"value": name, **_hints(name, types)}
        return Misused(rule="variable-unknown", offset=_start(expression, name, offset), values=values)
    if overload is not None:
        return Misused(rule="type-mismatch", offset=offset, values={"problem": _applied(overload[1], overload[2])})
    if operand is not None:
        return Misused(rule="type-mismatch", offset=offset, values={"problem": " / ".join(types_in_words(operand[1]))})
    return Misused(rule="expression-unreadable", offset=offset, values={"problem": _syntax(problem)})


def _offset(expression: str, line: int, column: int) -> int:
    """Lines and columns are counted from 1, in characters."""
    lines = expression.split("\n")
    before = sum(len(one) + 1 for one in lines[: max(line - 1, 0)])
    return min(max(before + column - 1, 0), max(len(expression) - 1, 0))


def _start(expression: str, name: str, offset: int) -> int:
    """Where a dotted name begins: the library points at its last dot."""
    pattern = r"\s*\.\s*".join(re.escape(part) for part in name.split("."))
    found = (one.start() for one in re.finditer(pattern, expression) if one.start() <= offset < one.end())
    return next(found, offset)


def _hints(name: str, types: Mapping[str, VarType]) -> dict[str, str]:
    close = difflib.get_close_matches(name[:80], [*types], n=1, cutoff=0.6)
    if not close:
        return {"hint_fr": "", "hint_en": ""}
    return {"hint_fr": f" Vouliez-vous dire « {close[0]} » ?", "hint_en": f" Did you mean “{close[0]}”?"}


def _applied(function: str, types: str) -> str:
    """`_>_` applied to `(int, string)` is `nombre > texte / number > text`."""
    known = [types_in_words(one.strip()) for one in types.strip("()").split(",")]
    operator = function.strip("_@").replace("_", " ").strip() or function
    return " / ".join(dict.fromkeys(f" {operator} ".join(one[language] for one in known) for language in (0, 1)))


def _syntax(problem: str) -> str:
    unexpected = _UNEXPECTED.search(problem)
    if unexpected is None:
        return problem.removeprefix("Syntax error: ")[:80]
    sign = unexpected[1] or unexpected[2].rstrip("'")
    return "…" if sign == "<EOF>" else sign
