"""When an open case will likely come to its end: said by how long past ones took from where it stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from domain.decider import record

ENOUGH = 5
"""Past cases that must have been where the case is now; with fewer, nothing is foretold."""
LOW, HIGH = 0.1, 0.9
"""The interval holds eight cases in ten."""


@record
class Stay:
    """A step that a case was in, from when to when (None: still)."""

    state: str
    since: datetime
    until: datetime | None


@record
class Past:
    """A case that has ended: its stays, when it ended and where."""

    stays: tuple[Stay, ...]
    ended_at: datetime
    ended_in: str


@record
class Forecast:
    """When half of the cases alike had come to their end, and eight in ten; None: there is not enough history.

    `ends` says in which shares, in per cent, they ended where.
    """

    state: str
    alike: int
    median: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    ends: Mapping[str, int]

    @property
    def is_told(self) -> bool:
        """Whether there was enough history."""
        return self.median is not None


def forecast(stay: Stay, now: datetime, past: Iterable[Past]) -> Forecast:
    """What became of the past cases that had been in that step for as long as this one has."""
    waited = now - stay.since
    alike = [
        (one.ended_at - before.since - waited, one.ended_in)
        for one in past
        for before in one.stays
        if before.state == stay.state and (before.until or one.ended_at) - before.since >= waited
    ]
    if len(alike) < ENOUGH:
        return Forecast(state=stay.state, alike=len(alike), ends={})
    left = sorted(rest for rest, _ in alike)
    return Forecast(
        state=stay.state,
        alike=len(alike),
        median=now + quantile(left, 0.5),
        earliest=now + quantile(left, LOW),
        latest=now + quantile(left, HIGH),
        ends=_shares([end for _, end in alike]),
    )


def quantile(ordered: Sequence[timedelta], share: float) -> timedelta:
    """The value below which that share lies, between two neighbours in proportion."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _shares(ends: Sequence[str]) -> Mapping[str, int]:
    return {end: round(100 * count / len(ends)) for end, count in Counter(ends).most_common()}


def stays(moves: Iterable[tuple[datetime, Sequence[str], Sequence[str]]]) -> tuple[Stay, ...]:
    """The stays of a case from its moves: when, what was left, what was entered, in order."""
    open_: dict[str, datetime] = {}
    found: list[Stay] = []
    for at, left, entered in moves:
        for state in left:
            since = open_.pop(state, None)
            if since is not None:
                found.append(Stay(state=state, since=since, until=at))
        open_ |= dict.fromkeys(entered, at)
    return (*found, *(Stay(state=state, since=since, until=None) for state, since in open_.items()))
