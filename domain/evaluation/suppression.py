"""Which figures of a year stay unpublished: the small ones, and others so that no sum gives a small one away."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Figures = Mapping[str, Decimal]
Sums = Mapping[str, Sequence[str]]
"""Each total, and its parts."""


class Hidden(StrEnum):
    """Why a figure is not published."""

    SMALL_NUMBER = "small_number"
    GIVES_ANOTHER_AWAY = "gives_another_away"
    """With it, a sum would show a figure that is too small."""


def suppressed(figures: Figures, sums: Sums, thresholds: Mapping[str, int]) -> Mapping[str, Hidden]:
    """What is not published of the figures of one year.

    A figure above zero and below its threshold is hidden (primary suppression). Then, as long as a hidden figure can
    be worked out from those published, or what is hidden of a sum comes to less than the threshold, one more is
    hidden: the smallest part of that sum, or the total where no part is left (secondary suppression).
    """
    hidden = {
        name: Hidden.SMALL_NUMBER
        for name, value in figures.items()
        if name in thresholds and 0 < value < thresholds[name]
    }
    known = {total: tuple(part for part in parts if part in figures) for total, parts in sums.items()}
    known = {total: parts for total, parts in known.items() if total in figures and parts}
    while hidden:
        revealing = next(_revealing(figures, known, hidden, thresholds), None)
        if revealing is None:
            break
        hidden[revealing] = Hidden.GIVES_ANOTHER_AWAY
    return hidden


def _revealing(
    figures: Figures, sums: Sums, hidden: Mapping[str, Hidden], thresholds: Mapping[str, int]
) -> Iterator[str]:
    """The next figure to hide, for each sum that gives a hidden one away."""
    determined = _determined(sums, hidden)
    limit = max(thresholds.values(), default=0)
    for total, parts in sorted(sums.items()):
        secret = [name for name in (total, *parts) if name in hidden]
        told = [name for name in secret if name in determined]
        left = sum((figures[name] for name in parts if name in hidden), Decimal(0))
        if told or (secret and total not in hidden and left < limit):
            yield from _candidates(figures, total, parts, hidden)


def _candidates(figures: Figures, total: str, parts: Sequence[str], hidden: Mapping[str, Hidden]) -> Iterator[str]:
    """What may still be hidden of a sum, the smallest part first, the total last."""
    left = [name for name in parts if name not in hidden and figures[name] > 0]
    yield from sorted(left, key=lambda name: (figures[name], name))
    if total not in hidden:
        yield total


def _determined(sums: Sums, hidden: Mapping[str, Hidden]) -> frozenset[str]:
    """The hidden figures that the published ones determine: the sums are equations, solved by elimination."""
    names = sorted(hidden)
    rows = [[Fraction(_weight(name, total, parts)) for name in names] for total, parts in sorted(sums.items())]
    return frozenset(
        names[place]
        for row in _reduced(rows, len(names))
        for place in [at for at, value in enumerate(row) if value]
        if sum(1 for value in row if value) == 1
    )


def _weight(name: str, total: str, parts: Sequence[str]) -> int:
    return parts.count(name) - (name == total)


def _reduced(rows: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    """Gauss and Jordan: each row with its leading one, and nothing above or below it."""
    done = 0
    for column in range(width):
        pivot = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        lead = rows[done][column]
        rows[done] = [value / lead for value in rows[done]]
        for at, row in enumerate(rows):
            if at != done and row[column]:
                factor = row[column]
                rows[at] = [value - factor * base for value, base in zip(row, rows[done], strict=True)]
        done += 1
    return rows
