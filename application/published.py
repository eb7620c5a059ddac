"""What a framework shows to anybody: what was signed, decided and published; never a draft, never a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from application.reading import Page, Reading, Row
from domain.agreement.parts import Stage
from domain.commitment.state import Stage as Promise
from domain.framework.state import FieldOfWork

LATEST_MEETINGS = 30
MOST = 200
SHOWN = (
    Stage.IN_FORCE,
    Stage.SIGNED,
    Stage.SUSPENDED,
    Stage.UNDER_NOTICE,
    Stage.EXPIRED,
    Stage.RENEWED,
    Stage.TERMINATED,
    Stage.CLOSED,
    Stage.REGISTERED,
)
"""From its signature on an agreement is anybody's to read; while it is talked about it is not."""
KEPT = (Promise.DELIVERED, Promise.VERIFIED)
UNDER_WAY = (Promise.ACCEPTED, Promise.PLANNED, Promise.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many commitments of a field of work were kept, are under way, and were missed."""

    field: FieldOfWork
    kept: int
    under_way: int
    missed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.kept + self.under_way + self.missed


@dataclass(frozen=True, slots=True)
class Published:
    """What is public in one framework, on a day."""

    reading: Reading
    framework: str
    today: date

    def count(self, state: Stage) -> int:
        """How many agreements stand so."""
        return self.reading.count("agreements", self._asked(state=state), today=self.today)

    def agreements(self, state: Stage, limit: int, after: str | None = None) -> Page:
        """Those that stand so; nothing of what is not signed."""
        if state not in SHOWN:
            return Page(items=(), next=None, position=self.reading.position())
        asked = self._asked(state=state)
        return self.reading.page("agreements", asked, after=after, limit=limit, today=self.today)

    def agreement(self, name: str) -> Row | None:
        """One of them with its details; None for any other."""
        row = self.reading.one("agreements", name, today=self.today) if name.startswith("agreement-") else None
        return row if row is not None and row["framework"] == self.framework and row["state"] in SHOWN else None

    def commitments(self, origin: str) -> Iterator[Row]:
        """What an agreement promises, once whoever owes it has accepted."""
        found = self.reading.page("commitments", self._asked(origin=origin), limit=MOST, today=self.today)
        return (row for row in found.items if row["state"] != Promise.DECLARED)

    def progress(self) -> Iterator[Progress]:
        """How far the commitments have come, by field of work."""
        for one in FieldOfWork:
            made = Progress(one, self._promised(one, *KEPT), self._promised(one, *UNDER_WAY), self._missed(one))
            if made.total:
                yield made

    def _missed(self, one: FieldOfWork) -> int:
        return self._promised(one, Promise.MISSED)

    def _promised(self, one: FieldOfWork, *states: Promise) -> int:
        asked = (self._asked(field=one, state=state) for state in states)
        return sum(self.reading.count("commitments", each, today=self.today) for each in asked)

    def meetings(self) -> Iterator[Row]:
        """The latest of which the list of decisions was drawn up, or the minutes published."""
        found = self.reading.page(
            "meetings", self._asked(order="-held_on", to_come="false"), limit=LATEST_MEETINGS, today=self.today
        )
        return (row for row in found.items if row["listed_on"] is not None or row["minutes_published_on"] is not None)

    def decisions(self, meeting: str) -> Iterator[Row]:
        """What such a meeting came to."""
        yield from self.reading.page("decisions", self._asked(meeting=meeting), limit=MOST, today=self.today).items

    def about(self, subject: str) -> Iterator[Row]:
        """What was decided about something, at meetings whose decisions are public."""
        found = self.reading.page("decisions", self._asked(about=subject), limit=MOST, today=self.today)
        return (row for row in found.items if self._is_public(str(row["meeting"])))

    def _is_public(self, meeting: str) -> bool:
        row = self.reading.one("meetings", meeting, today=self.today)
        return row is not None and (row["listed_on"] is not None or row["minutes_published_on"] is not None)

    def evaluations(self, subject: str = "") -> Iterator[Row]:
        """Those that were published."""
        asked = self._asked(state="published", **({"subject": subject} if subject else {}))
        yield from self.reading.page("evaluations", asked, limit=MOST, today=self.today).items

    def _asked(self, **filters: str) -> Mapping[str, str]:
        return {"framework": self.framework, **{name: str(value) for name, value in filters.items()}}
