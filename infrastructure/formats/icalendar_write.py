"""iCalendar (RFC 5545): meetings and deadlines with alarms; a meeting that was called off stays, cancelled."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration

from application.facts import zone_named
from application.syndication import Agenda, Appointment

PRODUCT = "-//Palabre//Palabre//FR"
OFTEN = timedelta(hours=1)
"""How often a calendar program is asked to look again."""


YEAR = timedelta(days=366)
"""The rules of a time zone are told for so much longer than anything lasts in it."""


def write(agenda: Agenda) -> bytes:
    """The agenda as iCalendar, with the rules of its time zone where hours are told in it."""
    calendar: Any = Calendar.new(
        prodid=PRODUCT,
        uid=uuid5(NAMESPACE_URL, f"palabre:{agenda.id}"),
        method="PUBLISH",
        name=agenda.title,
        language=agenda.language,
        refresh_interval=OFTEN,
    )
    calendar.add("X-WR-TIMEZONE", agenda.zone)
    zone = zone_named(agenda.zone)
    for one in agenda.entries:
        calendar.add_component(_event(one, zone))
    days = [_day(one.starts) for one in agenda.entries]
    if days:
        calendar.add_missing_timezones(min(days) - YEAR, max(days) + YEAR)
    text: bytes = calendar.to_ical()
    return text


def _event(one: Appointment, zone: ZoneInfo) -> Any:
    event: Any = Event()
    event.add("UID", one.uid)
    event.add("DTSTAMP", one.stamp)
    event.add("LAST-MODIFIED", one.stamp)
    event.add("SEQUENCE", one.sequence)
    event.add("SUMMARY", one.title)
    event.add("DESCRIPTION", one.text)
    event.add("CATEGORIES", [one.kind])
    event.add("STATUS", one.status)
    event.add("TRANSP", "OPAQUE" if one.blocks_time else "TRANSPARENT")
    event.add("URL", one.link)
    _put_in_time(event, one, zone)
    if one.place:
        event.add("LOCATION", one.place)
    for before in one.alarms:
        event.add_component(_alarm(one.title, before))
    return event


def _put_in_time(event: Any, one: Appointment, zone: ZoneInfo) -> None:
    if not isinstance(one.starts, datetime):
        event.add("DTSTART", one.starts)
        event.add("DTEND", _day_after(one.starts))
        return
    event.add("DTSTART", one.starts.astimezone(zone))
    if one.ends is not None:
        event.add("DTEND", one.ends.astimezone(zone))


def _day(starts: date) -> date:
    return starts.date() if isinstance(starts, datetime) else starts


def _day_after(day: date) -> date:
    """The end of a day is the next one, which no longer belongs to it."""
    return day + timedelta(days=1)


def _alarm(title: str, before: timedelta) -> Any:
    alarm: Any = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", title)
    alarm["TRIGGER"] = vDuration(before)
    return alarm
