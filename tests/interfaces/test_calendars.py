"""Calendars as `icalendar` reads them: meetings and deadlines, with alarms, and what was called off."""

from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar, Event

from domain import commitment, committee, meeting, person
from domain.commitment.state import Kind, Owner
from domain.framework.state import FieldOfWork
from domain.mandate import Role
from domain.person import ErasureReason
from domain.values import CommitteeId, FrameworkId, MandateId, OrganisationId, PersonId, Source, SourceKind
from interfaces.api.app import create_app
from tests.interfaces.conftest import LONG_AGO, World, opened_world

TITLE = "Comité ; de \\ dialogue, <b>d'hiver</b>"
OTHER = "Séance d'été"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A committee with two seats that meets in ten days, and once in summer time."""
    with opened_world(tmp_path_factory.mktemp("calendars")) as made:
        constituted(made)
        yield made


@pytest.fixture(scope="module")
def reader(world: World) -> TestClient:
    return TestClient(create_app(world.parts))


def constituted(world: World) -> None:
    paper = Source(kind=SourceKind.PAPER, reference="Recueil des actes")
    world.ids["committee"] = world.do(
        "coordinator",
        "committee",
        committee.ConstituteCommittee,
        framework=FrameworkId(world.framework),
        name="Comité de dialogue",
        source=paper,
        on=LONG_AGO,
    )
    for seat, holder, organisation in (("A", "mayor", "authority"), ("B", "president", "association")):
        world.do("coordinator", "committee", committee.CreateSeat, world.committee, seat=seat, on=LONG_AGO)
        world.do(
            "coordinator",
            "committee",
            committee.FillSeat,
            world.committee,
            seat=seat,
            person=PersonId(world.ids[holder]),
            organisation=OrganisationId(world.ids[organisation]),
            mandate=MandateId(world.ids[f"{holder}_mandate"]),
            on=LONG_AGO,
        )
    world.do(
        "coordinator",
        "committee",
        committee.AdoptBylaws,
        world.committee,
        preset="steering-committee",
        source=paper,
        on=LONG_AGO,
    )
    world.do("coordinator", "committee", committee.InstallCommittee, world.committee, source=paper, on=LONG_AGO)
    today = world.parts.clock.now().date()
    world.ids["next"] = scheduled(world, TITLE, at(today + timedelta(days=10), 18), "Salle du Moulin")
    world.ids["summer"] = scheduled(world, OTHER, at(next_july(today), 18), "")


def scheduled(world: World, title: str, starts: datetime, place: str) -> str:
    return world.do(
        "coordinator",
        "meeting",
        meeting.ScheduleMeeting,
        framework=FrameworkId(world.framework),
        committee=CommitteeId(world.committee),
        title=title,
        held_on=starts.date(),
        starts_at=starts.astimezone(UTC),
        place=place,
    )


def owed(world: World, due: date) -> str:
    """Something the association has to deliver."""
    return world.do(
        "coordinator",
        "commitment",
        commitment.Declare,
        framework=FrameworkId(world.framework),
        title="Ouvrir la recyclerie",
        kind=Kind.SERVICE,
        field=FieldOfWork.COORDINATION,
        owners=(Owner(organisation=OrganisationId(world.association)),),
        due=due,
        source=Source(kind=SourceKind.PAPER, reference="Lettre"),
        on=LONG_AGO,
    )


def test_what_is_due_lasts_all_day_and_warns_a_week_ahead(world: World, reader: TestClient) -> None:
    due = world.parts.clock.now().date() + timedelta(days=60)
    name = owed(world, due)
    found = read(reader.get(f"/feeds/frameworks/{world.framework}.ics")).values()
    one = next(each for each in found if "recyclerie" in str(each["SUMMARY"]))
    assert str(one["SUMMARY"]) == "Engagement à tenir — Ouvrir la recyclerie"
    assert (one["DTSTART"].dt, one["DTEND"].dt, one["TRANSP"]) == (due, due + timedelta(days=1), "TRANSPARENT")
    warned = [alarm["TRIGGER"].dt for alarm in one.walk("VALARM")]
    assert warned == [timedelta(days=-7, hours=9), timedelta(days=-1, hours=9)]
    assert str(one["URL"]).endswith(name)
    for actor, theirs in (("president", True), ("mayor", False)):
        address = own_key(world, actor)["calendar"].removeprefix("http://127.0.0.1:8000")
        assert (one["UID"] in read(reader.get(address))) == theirs


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Paris"))


def next_july(today: date) -> date:
    return date(today.year + (today.month >= 7), 7, 10)


def read(answer: Any) -> dict[str, Event]:
    """Events by their names in the calendar."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    found = {str(one["UID"]): one for one in events}
    assert len(found) == len(events)
    return found


def test_a_meeting_is_told_in_the_hours_of_its_place_with_alarms(world: World, reader: TestClient) -> None:
    answer = reader.get(f"/feeds/frameworks/{world.framework}.ics")
    one, summer = (read(answer)[world.ids[name]] for name in ("next", "summer"))
    assert str(one["SUMMARY"]) == TITLE
    assert str(one["LOCATION"]) == "Salle du Moulin"
    assert (one["DTSTART"].dt.hour, one["DTSTART"].params["TZID"]) == (18, "Europe/Paris")
    assert summer["DTSTART"].dt.hour == 18
    assert summer["DTSTART"].dt.utcoffset() == timedelta(hours=2)
    assert [alarm["TRIGGER"].dt for alarm in one.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-1)]
    assert one["STATUS"] == "TENTATIVE"
    zones = [str(each["TZID"]) for each in Calendar.from_ical(answer.content).walk("VTIMEZONE")]
    assert zones == ["Europe/Paris"]


def test_a_meeting_that_is_moved_keeps_its_name_and_one_called_off_stays(world: World, reader: TestClient) -> None:
    address = f"/feeds/committees/{world.committee}.ics"
    name = scheduled(world, "Séance exceptionnelle", at(world.parts.clock.now().date() + timedelta(days=20), 9), "")
    first = read(reader.get(address))[name]
    day = world.parts.clock.now().date() + timedelta(days=30)
    world.do("coordinator", "meeting", meeting.MoveMeeting, name, held_on=day)
    moved = read(reader.get(address))[name]
    assert moved["DTSTART"].dt == day
    world.do("coordinator", "meeting", meeting.CancelMeeting, name, reason="Salle indisponible")
    cancelled = read(reader.get(address))[name]
    assert [one["SEQUENCE"] for one in (first, moved, cancelled)] == sorted(
        {one["SEQUENCE"] for one in (first, moved, cancelled)}
    )
    assert (cancelled["STATUS"], str(cancelled["SUMMARY"])) == ("CANCELLED", "Annulée : Séance exceptionnelle")
    assert cancelled.walk("VALARM") == []
    english = read(reader.get(address, params={"lang": "en"}))[name]
    assert str(english["SUMMARY"]) == "Cancelled: Séance exceptionnelle"


def test_a_calendar_is_sent_again_only_when_it_changed(world: World, reader: TestClient) -> None:
    address = f"/feeds/frameworks/{world.framework}.ics"
    tag = reader.get(address).headers["etag"]
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    scheduled(world, "Encore une séance", at(world.parts.clock.now().date() + timedelta(days=40), 9), "")
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200


def own_key(world: World, actor: str) -> dict[str, Any]:
    client = TestClient(create_app(world.parts), headers={"Palabre-Actor": world.ids[actor]})
    wish = {"name": "Mon téléphone", "calendar_of": world.ids[actor]}
    answer = client.post("/api/v1/keys/issue", json=wish)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_persons_calendar_opens_with_its_key_alone(world: World, reader: TestClient) -> None:
    key = own_key(world, "mayor")
    address = key["calendar"].removeprefix("http://127.0.0.1:8000")
    assert world.ids["next"] in read(reader.get(address))
    private = address.partition("?")[0]
    assert reader.get(private).json()["type"] == "/problems/key-required"
    assert reader.get(f"{private}?token=palabre_guessed").json()["type"] == "/problems/key-refused"
    other = f"/feeds/people/{world.president}.ics?token={key['secret']}"
    assert reader.get(other).json()["type"] == "/problems/beyond-this-key"
    bearer = {"Authorization": f"Bearer {key['secret']}"}
    assert reader.get("/feeds/events", headers=bearer).status_code == 403
    assert "private" in reader.get(address).headers["cache-control"]


def test_nobody_opens_the_calendar_of_somebody_else(world: World) -> None:
    client = TestClient(create_app(world.parts), headers={"Palabre-Actor": world.administrator})
    wish = {"name": "Curiosité", "calendar_of": world.mayor}
    assert client.post("/api/v1/keys/issue", json=wish).json()["type"] == "/problems/not-empowered"


def test_the_calendar_of_an_erased_person_is_gone(world: World, reader: TestClient) -> None:
    world.mandate("leaving", Role.MEMBER, world.association)
    address = own_key(world, "leaving")["calendar"].removeprefix("http://127.0.0.1:8000")
    assert reader.get(address).status_code == 200
    world.do("administrator", "person", person.Erase, world.leaving, reason=ErasureReason.REQUEST)
    world.parts.react()
    assert reader.get(address).status_code == 404
