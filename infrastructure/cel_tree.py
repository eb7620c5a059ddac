"""The checked tree of a CEL expression, as the library writes it out (`cel.expr.CheckedExpr`, a protocol buffer).

Only what the bounds need is read: which variables are used, how loops are nested, and whether a loop makes new values.
"""

from collections.abc import Iterator

Message = list[tuple[int, int | bytes]]
"""Field numbers and what they hold, in order."""

_VALUE_OF_ANY, _REFERENCES, _EXPRESSION = 2, 2, 4
_IDENTIFIER, _CALL, _LIST, _COMPREHENSION = 4, 6, 7, 9
_ITERATED, _STEP = (1, 2), 6
_FUNCTION, _ARGUMENT = 2, 3


def message(data: bytes) -> Message:
    """The fields of a message. Raises ValueError for what is none."""
    found: Message = []
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(data, at)
            found.append((number, value))
            continue
        length, at = _varint(data, at) if wire == 2 else ({1: 8, 5: 4}[wire], at)
        found.append((number, data[at : at + length]))
        at += length
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def _held(fields: Message, number: int) -> list[bytes]:
    return [value for found, value in fields if found == number and isinstance(value, bytes)]


def checked(serialized: bytes) -> Message:
    """The checked expression inside what the library wrote."""
    return message(_held(message(serialized), _VALUE_OF_ANY)[0])


def references(tree: Message) -> frozenset[str]:
    """Every name that the expression refers to, the variables of loops among them."""
    entries = (message(value) for entry in _held(tree, _REFERENCES) for value in _held(message(entry), 2))
    return frozenset(name.decode() for entry in entries for name in _held(entry, 1))


def expression(tree: Message) -> bytes:
    return _held(tree, _EXPRESSION)[0]


def functions(node: bytes) -> Iterator[str]:
    """Every function that is called."""
    for number, value in message(node):
        if not isinstance(value, bytes):
            continue
        if number == _CALL:
            yield from (name.decode() for name in _held(message(value), _FUNCTION))
        yield from (name for child in _children(number, value) for name in functions(child))


def loops_deep(node: bytes) -> int:
    """How many loops hold each other: 0 without one, 1 for one or several side by side."""
    deepest = 0
    for number, value in message(node):
        if not isinstance(value, bytes):
            continue
        body = _body(value) if number == _COMPREHENSION else []
        around = [child for child in _children(number, value) if child not in body]
        inside = (1 + max((loops_deep(child) for child in body), default=0)) if body else 0
        deepest = max(deepest, inside, *(loops_deep(child) for child in around), 0)
    return deepest


def makes_values(node: bytes) -> bool:
    """Whether a loop (`map`) makes new values: chained, it could double them again and again."""
    for number, value in message(node):
        if not isinstance(value, bytes):
            continue
        if number == _COMPREHENSION and _maps(message(value)):
            return True
        if any(makes_values(child) for child in _children(number, value)):
            return True
    return False


def _body(comprehension: bytes) -> list[bytes]:
    """What is evaluated once a turn: everything but the list that is gone through."""
    return [value for number, value in message(comprehension) if number in {5, _STEP, 7} and isinstance(value, bytes)]


def _maps(comprehension: Message) -> bool:
    """`all` and `exists` step by `&&` and `||`; `filter` and `exists_one` by a choice that keeps the thing itself."""
    step = _held(comprehension, _STEP)[0]
    function, arguments = _called(step)
    if function in {"_&&_", "_||_"}:
        return False
    if function != "_?_:_":
        return True
    iterated = _held(comprehension, _ITERATED[0])[0]
    _, added = _called(arguments[1])
    kept = [item for one in added for listed in _held(message(one), _LIST) for item in _held(message(listed), 1)]
    return any(_held(message(one), _IDENTIFIER) == [] or _name(one) != iterated for one in kept)


def _name(node: bytes) -> bytes:
    return _held(message(_held(message(node), _IDENTIFIER)[0]), 1)[0]


def _called(node: bytes) -> tuple[str, list[bytes]]:
    calls = _held(message(node), _CALL)
    if not calls:
        return "", []
    call = message(calls[0])
    return _held(call, _FUNCTION)[0].decode(), _held(call, _ARGUMENT)


_EXPRESSIONS_IN = {5: (1,), _CALL: (1, _ARGUMENT), _LIST: (1,), _COMPREHENSION: (2, 4, 5, _STEP, 7)}
"""Selections, calls, lists and loops: which of their fields are expressions."""
_STRUCT = 8


def _children(number: int, value: bytes) -> list[bytes]:
    fields = message(value) if number in _EXPRESSIONS_IN or number == _STRUCT else []
    if number == _STRUCT:
        entries = [message(entry) for entry in _held(fields, 2)]
        return [child for entry in entries for part in (3, 4) for child in _held(entry, part)]
    return [child for part in _EXPRESSIONS_IN.get(number, ()) for child in _held(fields, part)]
