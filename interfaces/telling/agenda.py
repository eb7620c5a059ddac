"""Meetings and deadlines as a calendar shows them: of everybody, a framework, a committee, or one person."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from application.syndication import Agenda, Appointment
from domain.meeting.state import Stage
from interfaces.cli import lists
from interfaces.parts import Parts
from interfaces.words.feed import DUE, HEADS, KINDS, said

LOOKS_BACK = timedelta(days=366)
"""What is longer ago is history, not a calendar."""
ANYWHERE = "UTC"
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
LISTED: Mapping[str, str] = {"agreement": "agreements", "commitment": "commitments", "evaluation": "evaluations"}
DAY_BEFORE, WEEK_BEFORE = timedelta(hours=-15), timedelta(days=-6, hours=-15)
"""At nine in the morning, the day before and a week before a day that begins at midnight."""
Row = Mapping[str, Any]


class Diary:
    """Puts together who meets when, and what is due by when, as the views know it today."""

    def __init__(self, parts: Parts, language: str, address: str) -> None:
        self._parts, self._language, self._address = parts, language, address
        self._today = parts.clock.now().date()
        self._since = (self._today - LOOKS_BACK).isoformat()
        self._called: dict[str, Row] = {}

    def everybody(self, title: str) -> Agenda:
        """All meetings and deadlines; each in the day of its place, all hours in UTC."""
        return self._agenda("everybody", "calendar", title, ANYWHERE, self._meetings(), self._deadlines())

    def framework(self, framework: str) -> Agenda:
        """Those of a framework."""
        row = self._one("frameworks", framework)
        meetings = self._meetings(framework=framework)
        deadlines = self._deadlines(framework=framework)
        return self._agenda(framework, "calendar", row["name"], row["zone"], meetings, deadlines)

    def committee(self, committee: str) -> Agenda:
        """Its meetings, and what is due of everything it decided or advised about."""
        row = self._one("committees", committee)
        followed = {one["about"] for one in self._rows("decisions", committee=committee)}
        deadlines = (one for one in self._deadlines(framework=row["framework"]) if one["subject"] in followed)
        zone = self._one("frameworks", row["framework"])["zone"]
        meetings = self._meetings(committee=committee)
        return self._agenda(committee, "calendar", row["name"], zone, meetings, deadlines)

    def person(self, person: str) -> Agenda:
        """Meetings in which they hold a seat that day, and what is due from those for whom they hold a mandate."""
        seats = list(self._rows("seats", person=person))
        meetings = [one for seat in seats for one in self._meetings(committee=seat["committee"]) if _sits(seat, one)]
        mandates = self._rows("mandates", person=person, in_force="true")
        theirs = {one["organisation"]["id"] for one in mandates if one["organisation"]}
        deadlines = (one for one in self._deadlines() if theirs & {each["id"] for each in one["by"] or ()})
        once = {one["id"]: one for one in meetings}.values()
        return self._agenda(person, "own-calendar", "", self._zone_of(seats), once, deadlines)

    def _zone_of(self, seats: Iterable[Row]) -> str:
        committee = next((self._one("committees", one["committee"]) for one in seats), None)
        return ANYWHERE if committee is None else str(self._one("frameworks", committee["framework"])["zone"])

    def _agenda(
        self, whose: str, name: str, title: str, zone: str, meetings: Iterable[Row], deadlines: Iterable[Row]
    ) -> Agenda:
        found = [*map(self._meeting, meetings), *self._all_due(deadlines)]
        return Agenda(
            id=whose,
            title=said(HEADS, name, self._language).format(title),
            language=self._language,
            zone=zone or ANYWHERE,
            entries=sorted(found, key=lambda one: (one.starts.isoformat(), one.uid)),
        )

    def _meetings(self, **asked: str) -> Iterator[Row]:
        return self._rows("meetings", since=self._since, **asked)

    def _deadlines(self, **asked: str) -> Iterator[Row]:
        rows = self._rows("deadlines", since=self._since, **asked)
        return (one for one in rows if one["subject_kind"] in LISTED)

    def _rows(self, listing: str, **asked: str) -> Iterator[Row]:
        return lists.rows(self._parts, listing, asked, self._today)

    def _one(self, listing: str, name: str) -> Row:
        if name not in self._called:
            self._called[name] = self._parts.reading.one(listing, name, today=self._today) or {}
        return self._called[name]

    def _meeting(self, row: Row) -> Appointment:
        stage = row["state"]
        committee = self._one("committees", row["committee"] or "")
        to_come = row["opened_at"] is None and stage != Stage.CANCELLED and row["held_on"] >= self._today.isoformat()
        starts = _instant(row["opened_at"] or row["starts_at"])
        title = row["title"] or said(HEADS, "meeting", self._language)
        if stage == Stage.CANCELLED:
            title = said(HEADS, "cancelled", self._language).format(title)
        return Appointment(
            uid=row["id"],
            sequence=row["version"],
            stamp=_instant(row["updated_at"]) or UNKNOWN,
            starts=starts or date.fromisoformat(row["held_on"]),
            ends=_instant(row["closed_at"]) if starts else None,
            title=title,
            text=" — ".join(part for part in (committee.get("name"), self._agenda_of(row)) if part),
            place=row["place"] or "",
            kind=said(KINDS, "meeting", self._language),
            status=_status(stage),
            blocks_time=stage != Stage.CANCELLED,
            alarms=(timedelta(days=-1), timedelta(hours=-1)) if to_come and starts else (DAY_BEFORE,) * to_come,
            link=f"{self._address}/api/v1/meetings/{row['id']}",
        )

    def _agenda_of(self, row: Row) -> str:
        items = self._one("meetings", row["id"]).get("agenda") or ()
        titles = [each["title"] for each in items if not each["withdrawn"]]
        return said(HEADS, "agenda", self._language).format(" ; ".join(titles)) if titles else ""

    def _all_due(self, rows: Iterable[Row]) -> Iterator[Appointment]:
        """Each under a name made of what is due, not of its place among others: it stays when the others go."""
        seen: dict[UUID, int] = {}
        for row in rows:
            named = uuid5(NAMESPACE_URL, f"{row['subject']}/{row['kind']}/{row['about'] or ''}")
            seen[named] = seen.get(named, 0) + 1
            yield self._due(row, f"{named}-{seen[named]}")

    def _due(self, row: Row, uid: str) -> Appointment:
        subject = self._one(LISTED[row["subject_kind"]], row["subject"])
        what = said(DUE, row["kind"], self._language)
        if row["about"]:
            number = said(HEADS, "number", self._language)
            what = number.format(what, row["about"]) if row["about"].isdigit() else f"{what} : {row['about']}"
        expected = ", ".join(each["name"] or "" for each in row["by"] or ())
        return Appointment(
            uid=uid,
            sequence=subject.get("version", 0),
            stamp=_instant(subject.get("updated_at")) or UNKNOWN,
            starts=date.fromisoformat(row["on"]),
            title=" — ".join(part for part in (what, row["title"]) if part),
            text=said(HEADS, "by", self._language).format(expected) if expected else "",
            kind=said(KINDS, "deadline", self._language),
            status="CONFIRMED",
            blocks_time=False,
            alarms=(WEEK_BEFORE, DAY_BEFORE) if row["on"] >= self._today.isoformat() else (),
            link=f"{self._address}/api/v1/{LISTED[row['subject_kind']]}/{row['subject']}",
        )


def _status(stage: str) -> str:
    return {Stage.CANCELLED: "CANCELLED", Stage.SCHEDULED: "TENTATIVE"}.get(Stage(stage), "CONFIRMED")


def _sits(seat: Row, meeting: Row) -> bool:
    held = meeting["held_on"]
    return (seat["since"] or "") <= held and (seat["until"] is None or held < seat["until"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
