"""The body of a request, read with nothing guessed: what is ambiguous or unreadable is refused."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

DEEPEST = 40
MOST_DIGITS = 16
LARGEST_EXPONENT = 20


class Unreadable(Exception):
    """The body is not one JSON object in UTF-8."""


class NotJson(Exception):
    """The body is said to be something else than JSON."""


class Ambiguous(Exception):
    """A field is stated twice, or a number cannot be kept as it is written: which, and what is wrong."""


def is_json(content_type: str) -> bool:
    """Whether a media type is JSON, or not stated."""
    name = content_type.partition(";")[0].strip().lower()
    return name in ("", "application/json") or (name.startswith("application/") and name.endswith("+json"))


def read_object(content: bytes) -> Mapping[str, Any]:
    """The JSON object. Raises Unreadable, Ambiguous."""
    try:
        read = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_float=_exact, parse_constant=_no_constant
        )
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unreadable(f"{error}"[:200]) from error
    if not isinstance(read, dict):
        raise Unreadable("the body is a JSON object")
    if _deeper_than(read, DEEPEST):
        raise Unreadable(f"the body is nested deeper than {DEEPEST}")
    return read  # pyright: ignore[reportUnknownVariableType] — JSON is of any type


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Ambiguous(name, "the field is stated twice")
        found[name] = value
    return found


def _exact(written: str) -> float | int:
    """The number as it was written: `12.0` is whole, and what would be rounded is refused."""
    number = Decimal(written)
    if abs(number.adjusted()) > LARGEST_EXPONENT or len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        raise Ambiguous(written[:40], f"write a number of more than {MOST_DIGITS} digits as a text")
    return int(number) if number == number.to_integral_value() else float(number)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _deeper_than(value: Any, levels: int) -> bool:
    waiting = [(value, levels)]
    while waiting:
        each, left = waiting.pop()
        inner: list[Any] = list(each.values()) if isinstance(each, dict) else each if isinstance(each, list) else []  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType, reportUnknownVariableType] — JSON is of any type
        if inner and left == 0:
            return True
        waiting += [(one, left - 1) for one in inner]
    return False
