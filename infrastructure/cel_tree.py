"""The checked tree of a CEL expression, as the library writes it out (`cel.expr.CheckedExpr`, a protocol buffer).

Only what the bounds need is read: which variables are used, how loops are nested, and whether a loop builds a list.
"""

from collections.abc import Iterator

Message = list[tuple[int, int | bytes]]
"""Field numbers and what they hold, in order."""

_VALUE_OF_ANY, _REFERENCES, _EXPRESSION = 2, 2, 4
_SELECTION, _CALL, _LIST, _STRUCT, _COMPREHENSION = 5, 6, 7, 8, 9
_BEGINNING, _CONDITION, _STEP, _RESULT = 4, 5, 6, 7
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


def builds_lists(node: bytes) -> bool:
    """Whether a loop (`map`, `filter`) builds a list, which costs the square of its length and can be chained."""
    for number, value in message(node):
        if not isinstance(value, bytes):
            continue
        begins_with = _held(message(value), _BEGINNING) if number == _COMPREHENSION else []
        if any(_held(message(one), _LIST) for one in begins_with):
            return True
        if any(builds_lists(child) for child in _children(number, value)):
            return True
    return False


def _body(comprehension: bytes) -> list[bytes]:
    """What is evaluated once a turn: everything but the list that is gone through."""
    fields = message(comprehension)
    return [value for number in (_CONDITION, _STEP, _RESULT) for value in _held(fields, number)]


_EXPRESSIONS_IN = {
    _SELECTION: (1,),
    _CALL: (1, _ARGUMENT),
    _LIST: (1,),
    _COMPREHENSION: (2, _BEGINNING, _CONDITION, _STEP, _RESULT),
}
"""Selections, calls, lists and loops: which of their fields are expressions."""


def _children(number: int, value: bytes) -> list[bytes]:
    fields = message(value) if number in _EXPRESSIONS_IN or number == _STRUCT else []
    if number == _STRUCT:
        entries = [message(entry) for entry in _held(fields, 2)]
        return [child for entry in entries for part in (3, 4) for child in _held(entry, part)]
    return [child for part in _EXPRESSIONS_IN.get(number, ()) for child in _held(fields, part)]
