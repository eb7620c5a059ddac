"""Bars over months: what runs from when to when, drawn on the server; the same stands in words beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, ROW, TOP, SHORTEST = 1000, 34, 30, 6
MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class Span:
    """Something that runs. `mark`: `done`, `late` or nothing; points are dated steps within, each done or not."""

    label: str
    start: date
    end: date
    mark: str = ""
    points: Sequence[tuple[date, bool, str]] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A span with its place in the drawing."""

    span: Span
    x: int
    width: int
    y: int
    points: Sequence[tuple[int, bool, str]]


@dataclass(frozen=True, slots=True)
class Gantt:
    """The drawing: its bars, the first day of each month or year that is marked, and today."""

    bars: Sequence[Drawn]
    ticks: Sequence[tuple[int, date]]
    today: int | None
    height: int


def gantt(spans: Sequence[Span], today: date) -> Gantt | None:
    """The drawing of some spans; None for none."""
    if not spans:
        return None
    first = min(one.start for one in spans).replace(day=1)
    last = max(max(one.end, *(day for day, _, _ in one.points), one.end) for one in spans)
    whole = max((last - first).days, 1)

    def place(day: date) -> int:
        return max(0, min(WIDTH, round((day - first).days * WIDTH / whole)))

    bars = [
        Drawn(
            one,
            place(one.start),
            max(SHORTEST, place(one.end) - place(one.start)),
            TOP + at * ROW,
            [(place(day), done, words) for day, done, words in one.points],
        )
        for at, one in enumerate(spans)
    ]
    ticks = [(place(day), day) for day in _ticks(first, last)]
    return Gantt(bars, ticks, place(today) if first <= today <= last else None, TOP + len(spans) * ROW)


def _ticks(first: date, last: date) -> Iterator[date]:
    """The first of every so many months, so that there are a dozen at most."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(one for one in (1, 3, 6, 12, 24, 60, 120, 1200) if months / one <= MOST_TICKS)
    for at in range(0, months, step):
        year, month = divmod(first.year * 12 + first.month - 1 + at, 12)
        yield date(year, month + 1, 1)
