"""Conditions in CEL (library `cel-expr-python`): typed once, then run within bounds.

A guard that never ends cannot be written: at most 2,000 characters, 32 levels (the library's own bound), no loop inside
a loop, no `map` or `filter` (a list built in a loop costs the square of its length: 2 s for 9,000 things), and 10,000
turns in all (the library's own bound).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from cel_expr_python import cel  # pyright: ignore[reportMissingTypeStubs] - they lie beside its binary

from application.definitions.guards import GuardFailed, Misused, Value, VarType
from infrastructure import cel_tree
from infrastructure.cel_errors import misuses, not_offered, types_in_words

LONGEST = 2_000
DEEPEST = 32
MOST_LOOPS = 1

_TEXTS = re.compile(r"'[^']*'|\"[^\"]*\"")
_HAS = re.compile(r"(?<![\w.])has\s*\(")

_TYPES = {
    VarType.TEXT: cel.Type.STRING,
    VarType.NUMBER: cel.Type.INT,
    VarType.FLAG: cel.Type.BOOL,
    VarType.DATE: cel.Type.TIMESTAMP,
    VarType.LIST: cel.Type.List(cel.Type.STRING),
}
_NAMES = {kind: known.name() for kind, known in _TYPES.items()}

_PLAIN = frozenset({str, int, bool})

Types = frozenset[tuple[str, VarType]]
Evaluate = Callable[[Mapping[str, Value]], Value]


class CelGuards:
    """Typed conditions; what was compiled is kept, so that asking again costs a look-up."""

    def check(self, expression: str, variables: Mapping[str, VarType], wanted: VarType | None) -> Sequence[Misused]:
        """What is wrong with an expression; `wanted` None for any type that an order can hand on."""
        return _checked(expression, frozenset(variables.items()), wanted)

    def compile(self, expression: str, variables: Mapping[str, VarType]) -> Callable[[Mapping[str, Value]], bool]:
        """A condition ready to run; raises ValueError for one that does not pass `check`, GuardFailed when run."""
        return _guard(expression, frozenset(variables.items()))

    def evaluator(self, expression: str, variables: Mapping[str, VarType]) -> Evaluate:
        """An expression of any type ready to run; raises as above."""
        return _evaluator(expression, frozenset(variables.items()))


@lru_cache(maxsize=256)
def _environment(types: Types) -> cel.Env:
    return cel.NewEnv(variables={name: _TYPES[kind] for name, kind in sorted(types)})


@lru_cache(maxsize=4096)
def _checked(expression: str, types: Types, wanted: VarType | None) -> tuple[Misused, ...]:
    if len(expression) > LONGEST:
        return (_misused("expression-too-long", length=len(expression), limit=LONGEST),)
    try:
        compiled = _environment(types).compile(expression)
    except RuntimeError as error:
        return tuple(misuses(str(error), expression, dict(types), DEEPEST))
    return tuple(_out_of_bounds(compiled, expression) or _wrong_result(compiled.return_type(), wanted))


def _out_of_bounds(compiled: cel.Expression, expression: str) -> list[Misused]:
    node = cel_tree.expression(cel_tree.checked(compiled.serialize()))
    found = [_misused("loop-in-loop")] if cel_tree.loops_deep(node) > MOST_LOOPS else []
    words = {
        "filter" if "filter" in expression else "map": cel_tree.builds_lists(node),
        "dyn": "dyn" in {*cel_tree.functions(node)},
        "has": _HAS.search(_TEXTS.sub("''", expression)) is not None,
    }
    return [*found, *(not_offered(word, max(expression.find(word), 0)) for word, used in words.items() if used)]


def _wrong_result(found: cel.Type, wanted: VarType | None) -> list[Misused]:
    if found.name() in ({_NAMES[wanted]} if wanted is not None else {*_NAMES.values()}):
        return []
    words = types_in_words(found.name())
    if wanted is VarType.FLAG:
        return [_misused("not-yes-or-no", found=" / ".join(dict.fromkeys(words)))]
    expected = types_in_words(_NAMES[wanted or VarType.TEXT])
    return [
        _misused("wrong-result", found=" / ".join(dict.fromkeys(words)), expected=" / ".join(dict.fromkeys(expected)))
    ]


def _misused(rule: str, offset: int = 0, **values: object) -> Misused:
    return Misused(rule=rule, offset=offset, values=values)


@lru_cache(maxsize=4096)
def _guard(expression: str, types: Types) -> Callable[[Mapping[str, Value]], bool]:
    run = _compiled(expression, types, VarType.FLAG)

    def holds(values: Mapping[str, Value]) -> bool:
        result: Any = run(values).value()
        if result is True or result is False:
            return bool(result)
        raise GuardFailed(expression, str(result))

    return holds


@lru_cache(maxsize=4096)
def _evaluator(expression: str, types: Types) -> Evaluate:
    run = _compiled(expression, types, None)

    def evaluate(values: Mapping[str, Value]) -> Value:
        result = run(values)
        if result.type() == cel.Type.ERROR:
            raise GuardFailed(expression, str(result.value()))
        found: Any = result.plain_value()
        return found.astimezone(UTC) if isinstance(found, datetime) else found

    return evaluate


def _compiled(expression: str, types: Types, wanted: VarType | None) -> Callable[[Mapping[str, Value]], Any]:
    """The expression with the variables that it uses, so that only those are read."""
    wrong = _checked(expression, types, wanted)
    if wrong:
        message = f"{wrong[0].rule}: {expression[:200]}"
        raise ValueError(message)
    compiled = _environment(types).compile(expression)
    used = cel_tree.references(cel_tree.checked(compiled.serialize()))
    convert = [(name, _CONVERT[kind]) for name, kind in sorted(types) if name in used]

    def run(values: Mapping[str, Value]) -> Any:
        seen: dict[str, Any] = {}
        for name, converted in convert:
            try:
                held = values[name]
            except KeyError:
                continue  # unknown: it fails only where the outcome depends on it
            seen[name] = held if held.__class__ in _PLAIN else converted(held)
        try:
            return compiled.eval(data=seen)
        except RuntimeError as error:
            raise GuardFailed(expression, str(error)) from error

    return run


def _as_instant(value: Any) -> datetime:
    """A day is its midnight in UTC, so that days compare as days."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    raise GuardFailed("", str(value))


def _as_text(value: Any) -> str:
    return str(value)


def _as_texts(value: Any) -> list[str]:
    return [str(one) for one in value]


def _as_it_is(value: Any) -> Any:
    return value


_CONVERT: Mapping[VarType, Callable[[Any], Any]] = {
    VarType.TEXT: _as_text,
    VarType.NUMBER: _as_it_is,
    VarType.FLAG: _as_it_is,
    VarType.DATE: _as_instant,
    VarType.LIST: _as_texts,
}
