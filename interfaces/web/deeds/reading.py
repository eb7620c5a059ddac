"""What was filled in, as the API takes it: sums with a comma, lists without their empty rows, documents kept."""

import re
from collections.abc import Sequence
from typing import Any

from interfaces.web.deeds.boxes import Box
from interfaces.web.uploads import taken
from interfaces.web.visit import Visit

SPACES = re.compile(r"[\s\u00a0\u202f€]+")


def read(visit: Visit, boxes: Sequence[Box]) -> dict[str, Any]:
    """The fields of the command; what was left empty is left out. Raises uploads.Unfit."""
    found = {one.name.rpartition(".")[2]: _value(visit, one) for one in boxes}
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def _value(visit: Visit, box: Box) -> Any:
    text = visit.sent[box.name]
    match box.kind:
        case "money":
            return sum_of(text, "EUR")
        case "number":
            return int(text) if text.isdigit() else text
        case "decimal":
            return amount(text)
        case "checkbox":
            return True if text else False if box.begun else None
        case "select":
            return int(text) if text.isdigit() else text
        case "several":
            return list(visit.sent.all(box.name))
        case "lines":
            return [one.strip() for one in text.splitlines() if one.strip()]
        case _:
            return _made(visit, box, text)


def _made(visit: Visit, box: Box, text: str) -> Any:
    match box.kind:
        case "file":
            return taken(visit, box.name)
        case "files":
            one = taken(visit, box.name)
            return [] if one is None else [one]
        case "group":
            return _group(visit, box)
        case "rows":
            return [row for at, one in enumerate(box.boxes, 1) if (row := _row(visit, one, at))]
        case "hidden":
            return int(text) if text.isdigit() else text
        case _:
            return text


def _group(visit: Visit, box: Box) -> dict[str, Any] | None:
    """A record, where anything but its choices of departure was filled in."""
    found = read(visit, box.boxes)
    return found if _is_filled(found, box) else None


def _row(visit: Visit, box: Box, number: int) -> dict[str, Any] | None:
    found = read(visit, box.boxes)
    if not _is_filled(found, box):
        return None
    return {"number": number} | found if box.numbered else found


def _is_filled(found: dict[str, Any], box: Box) -> bool:
    begun = {one.name.rpartition(".")[2] for one in box.boxes if one.kind == "checkbox" or one.begun}
    return bool(found.keys() - begun)


def amount(text: str) -> str:
    """A number as programs write it: 12 500,50 is 12500.50."""
    return SPACES.sub("", text).replace(",", ".")


def sum_of(text: str, currency: str) -> dict[str, str] | None:
    """A sum, where one was written."""
    return {"amount": amount(text), "currency": currency} if text else None
