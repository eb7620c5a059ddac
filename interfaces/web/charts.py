"""What a drawing in a page needs reckoned: SVG takes numbers in attributes, and a strict page no styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from domain.values import Money


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: where it stands and how high it is, of a hundred."""

    label: str
    value: Decimal
    x: float
    y: float
    width: float
    height: float


def part(value: object, whole: object) -> int:
    """How much of the whole, in hundredths from 0 to 100; 0 where either is unknown."""
    some, all_of_it = _decimal(value), _decimal(whole)
    return 0 if not some or not all_of_it else max(0, min(100, round(some * 100 / all_of_it)))


def bars(pairs: Sequence[tuple[str, object]], width: float = 100.0) -> list[Bar]:
    """Bars side by side, the highest a hundred high."""
    values = [_decimal(value) or Decimal(0) for _, value in pairs]
    highest, step = max([*values, Decimal(1)]), width / max(len(pairs), 1)
    heights = [float(value * 100 / highest) for value in values]
    return [
        Bar(label, value, round(step * (at + 0.15), 2), round(100 - height, 2), round(step * 0.7, 2), round(height, 2))
        for at, ((label, _), value, height) in enumerate(zip(pairs, values, heights, strict=True))
    ]


def _decimal(value: object) -> Decimal | None:
    match value:
        case None:
            return None
        case Money():
            return value.amount
        case dict():
            return Decimal(str(cast("dict[str, object]", value)["amount"]))
        case _:
            return Decimal(str(value))
