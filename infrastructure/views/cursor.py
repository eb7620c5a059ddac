"""Cursors: where a page ended, said by the values its order rests on, so that entries may come and go meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from application.reading import BadCursor

LARGEST = 2**63

Ordering = Sequence[tuple[sa.ColumnElement[Any], bool]]
"""Expressions, and whether each runs backwards. The last tells entries apart; none is ever null."""


def cursor(listing: str, order: Sequence[str], values: Sequence[Any]) -> str:
    """The cursor after an entry with these values."""
    told = json.dumps([listing, list(order), list(values)], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(told.encode()).decode().rstrip("=")


def values_in(text: str, listing: str, order: Sequence[str], kinds: Sequence[type]) -> list[Any]:
    """The values a cursor holds, of these types. Raises BadCursor for one not given out for this list in this order."""
    try:
        told: Any = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        name, ordered, values = told
        if (name, ordered) == (listing, list(order)) and len(values) == len(kinds):
            return [_checked(value, kind) for value, kind in zip(values, kinds, strict=True)]
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor("after", "this is no cursor") from error
    raise BadCursor("after", "this cursor belongs to another list, or to another order of it")


def _checked(value: Any, kind: type) -> Any:
    """Raises ValueError for what no column holds."""
    if type(value) is not kind:
        raise ValueError
    if isinstance(value, str) and b"\0" in value.encode():
        raise ValueError
    if isinstance(value, int) and abs(value) >= LARGEST:
        raise ValueError
    return value


def beyond(ordering: Ordering, values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """What comes after these values in this order."""
    cases: list[sa.ColumnElement[bool]] = []
    for number, (expression, backwards) in enumerate(ordering):
        value = values[number]
        same = [one == values[at] for at, (one, _) in enumerate(ordering[:number])]
        cases.append(sa.and_(*same, expression < value if backwards else expression > value))
    return sa.or_(sa.false(), *cases)
