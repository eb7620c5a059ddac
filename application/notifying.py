"""Who is told what: read off the log once, fact by fact, and off the tasks that are due soon."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from application.notices import Notice, Notices
from application.nouns import Noun
from application.ports import Clock, EventLog, Recorded
from application.reading import Reading, Row
from application.streams import Streams
from domain.agreement.queries import parties_on
from domain.case.state import Case, holder_at, open_tasks
from domain.commitment.state import current_owners, owner_ids
from domain.committee import seats_in_office
from domain.mandate import Role
from domain.procedure.roles import Wanted

PAGE, MOST = 500, 200
STALE = timedelta(days=7)
"""What was recorded longer ago is told to nobody any more: a log that is old already begins quietly."""
SOON = timedelta(days=3)
"""A task due so soon cannot wait for the weekly letter."""
DUE = "task.due"

Recipients = Callable[["Notifying", Recorded], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told of an event, and whether it can wait."""

    who: Recipients
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Notifying:
    """Derives notices."""

    notices: Notices
    log: EventLog
    reading: Reading
    streams: Streams
    nouns: Mapping[str, Noun]
    clock: Clock

    def catch_up(self) -> int:
        """Derive what is new; how much that was."""
        types = [
            event for noun in self.nouns.values() for event in noun.events if f"{noun.kind}.{event.__name__}" in TELLS
        ]
        new = 0
        while facts := self.log.of_types(types, self.notices.reached(), PAGE):
            found = [one for fact in facts for one in self._of(fact)]
            new += self.notices.add(found, facts[-1].position)
        return new + self.notices.add(list(self._due()), 0)

    def _of(self, fact: Recorded) -> Iterator[Notice]:
        kind = f"{fact.stream.partition('-')[0]}.{type(fact.event).__name__}"
        if kind not in TELLS or fact.recorded_at < self.clock.now() - STALE:
            return
        told = TELLS[kind]
        for person in dict.fromkeys(told.who(self, fact)):
            if person != fact.actor:
                yield Notice(
                    key=fact.event_id,
                    person=person,
                    kind=kind,
                    subject=self._subject(fact.stream),
                    urgent=told.urgent,
                    at=fact.recorded_at,
                )

    def _due(self) -> Iterator[Notice]:
        """Tasks due soon, each told once to whoever may do it."""
        now = self.clock.now()
        rows = self.reading.page("tasks", {}, limit=MOST, today=now.date()).items
        for row in rows:
            due = None if row["due_at"] is None else datetime.fromisoformat(str(row["due_at"]))
            if due is not None and now - STALE <= due <= now + SOON:
                yield from self._due_to(row, now)

    def _due_to(self, row: Row, now: datetime) -> Iterator[Notice]:
        case, key = str(row["case"]), str(row["task"])
        state: Case = self.streams.folded(case).state
        for task in (one for one in open_tasks(state) if one.key == key):
            holder = holder_at(task, now)
            people = [str(holder)] if holder else self.wanted(task.wanted, str(state.framework))
            for person in dict.fromkeys(people):
                yield Notice(
                    key=f"{DUE} {case} {key}", person=person, kind=DUE, subject=str(row["subject"]), urgent=True, at=now
                )

    def _subject(self, stream: str) -> str:
        """What a stream is about: of a case its subject."""
        return str(self.state(stream).subject) if stream.startswith("case-") else stream

    def state(self, stream: str) -> Any:
        """A stream as it stands."""
        return self.streams.folded(stream).state

    def acting_for(self, organisations: Iterable[str], **more: str) -> Iterator[str]:
        """Who represents these organisations today."""
        for one in organisations:
            asked = {"organisation": one, "role": Role.REPRESENTATIVE.value, "in_force": "true", **more}
            yield from self._bearers(asked)

    def wanted(self, several: Iterable[Wanted], framework: str) -> Iterator[str]:
        """Who may do a task."""
        for one in several:
            yield from one.people
            if not (one.people or one.body or one.nowhere or not one.mandate):
                yield from self._of_kind(one, framework)

    def _of_kind(self, one: Wanted, framework: str) -> Iterator[str]:
        for asked in [{"organisation": each} for each in one.organisations] or [{}]:
            for row in self._mandates({**asked, "role": one.mandate, "in_force": "true"}):
                there = row["framework"] in (None, "", framework)
                if there and (not one.capacity or str(row["capacity"]).casefold() == one.capacity.casefold()):
                    yield _id(row["person"])

    def _bearers(self, asked: Mapping[str, str]) -> Iterator[str]:
        yield from (_id(row["person"]) for row in self._mandates(asked))

    def _mandates(self, asked: Mapping[str, str]) -> Iterable[Row]:
        rows = self.reading.page("mandates", dict(asked), limit=MOST, today=self.clock.now().date()).items
        return [row for row in rows if row["person"]]


def _id(person: Any) -> str:
    return str(person["id"] if isinstance(person, Mapping) else person)  # pyright: ignore[reportUnknownArgumentType] — JSON data


def _parties(telling: Notifying, fact: Recorded) -> Iterator[str]:
    several = parties_on(telling.state(fact.stream), telling.clock.now().date())
    return telling.acting_for(str(one.organisation) for one in several)


def _signatories(telling: Notifying, fact: Recorded) -> Iterator[str]:
    several = parties_on(telling.state(fact.stream), telling.clock.now().date())
    return telling.acting_for((str(one.organisation) for one in several if one.signs), may_sign="true")


def _owners(telling: Notifying, fact: Recorded) -> Iterator[str]:
    return telling.acting_for(map(str, owner_ids(current_owners(telling.state(fact.stream)))))


def _members(telling: Notifying, fact: Recorded) -> Iterator[str]:
    """Whoever sits in the committee: before a meeting opens, it has no seats of its own."""
    meeting = telling.state(fact.stream)
    seats = meeting.seats.values() or seats_in_office(telling.state(meeting.committee), telling.clock.now().date())
    return (str(one.person) for one in seats)


def _doers(telling: Notifying, fact: Recorded) -> Iterator[str]:
    event: Any = fact.event
    return telling.wanted(event.wanted, str(fact.framework))


def _evaluated(telling: Notifying, fact: Recorded) -> Iterator[str]:
    return telling.acting_for(str(one) for one in telling.state(fact.stream).evaluated)


TELLS: Mapping[str, Told] = {
    "agreement.Approved": Told(_signatories, urgent=True),
    "agreement.AmendmentDrafted": Told(_signatories, urgent=True),
    "agreement.SignedByAll": Told(_parties),
    "agreement.TookEffect": Told(_parties),
    "agreement.AmendmentTookEffect": Told(_parties),
    "agreement.Paid": Told(_parties),
    "agreement.EntryContested": Told(_parties),
    "commitment.Declared": Told(_owners),
    "commitment.Missed": Told(_owners),
    "evaluation.ReplyOpened": Told(_evaluated),
    "meeting.MeetingConvened": Told(_members, urgent=True),
    "meeting.MeetingReconvened": Told(_members, urgent=True),
    "meeting.MeetingCancelled": Told(_members, urgent=True),
    "meeting.MinutesPublished": Told(_members),
    "case.TaskOpened": Told(_doers),
}
"""The events people are told of."""
