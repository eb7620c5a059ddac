"""The sample territory as it is written: files of steps, dated for one day and told as if that day were today."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, cast
from zoneinfo import ZoneInfo

import yaml

REFERENCE = date(2026, 11, 23)
"""The Monday the story is written for; nothing in it is done on or after that day."""
ZONE = ZoneInfo("Europe/Paris")
YEARS = frozenset({"year", "bridge_year", "after_report", "by_year"})
"""Fields that hold a budget year."""
FIRST_BUMP = 136
"""By so many days the story moves before its budget years do: no report told in time becomes late."""
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_TOLD = re.compile(r"<(\d{4})(-\d{2}-\d{2})?>")


class StoryMiswritten(ValueError):
    """A file of the sample does not read as it should: says which step of which file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One deed: who did what to what, when, and what led to it. Several bodies make one transaction."""

    file: str
    number: int
    at: datetime
    by: str
    do: str
    on: str | None
    names: tuple[str | None, ...]
    using: str | None
    label: str | None
    because: str | None
    bodies: tuple[Mapping[str, Any], ...]

    @property
    def place(self) -> str:
        """Where it stands, for messages and as its own key."""
        return f"{self.file} step {self.number}"


@dataclass(frozen=True, slots=True)
class Story:
    """All steps in order of time, and the documents they show."""

    steps: tuple[Step, ...]
    documents: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Shift:
    """By how many whole weeks the story is moved; weekdays stay what they are."""

    weeks: int

    @classmethod
    def to(cls, today: date, told: date = REFERENCE) -> "Shift":
        """So that the day `told` becomes the last such weekday up to today."""
        return cls((today - told).days // 7)

    def day(self, day: date) -> date:
        """A day of the story as it is told."""
        return day + timedelta(weeks=self.weeks)

    def instant(self, local: datetime) -> datetime:
        """A local time of the story as an instant."""
        return (local + timedelta(weeks=self.weeks)).replace(tzinfo=ZONE).astimezone(UTC)

    def year(self, year: int) -> int:
        """A budget year: it follows by whole years, the first time after a little more than four months."""
        return year + int((self.weeks * 7 + 365.25 - FIRST_BUMP) // 365.25)

    def text(self, text: str) -> str:
        """Dates and years in angle brackets, written out in French."""
        return _TOLD.sub(self._in_words, text)

    def _in_words(self, found: re.Match[str]) -> str:
        if found[2] is None:
            return str(self.year(int(found[1])))
        day = self.day(date.fromisoformat(found[1] + found[2]))
        return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"

    def value(self, value: Any) -> Any:
        """Any value of a step with its dates, instants and budget years as they are told."""
        match value:
            case str() if _DAY.fullmatch(value):
                return self.day(date.fromisoformat(value)).isoformat()
            case str() if _INSTANT.fullmatch(value):
                return self.instant(datetime.fromisoformat(value)).isoformat()
            case str():
                return self.text(value)
            case {"calendar_year": int() as year}:
                return {"start": f"{self.year(year)}-01-01", "end": f"{self.year(year)}-12-31"}
            case dict():
                pairs = cast("dict[str, Any]", value)
                return {name: self._field(name, each) for name, each in pairs.items()}
            case list():
                return [self.value(each) for each in cast("Sequence[Any]", value)]
            case _:
                return value

    def _field(self, name: str, value: Any) -> Any:
        return self.year(value) if name in YEARS and isinstance(value, int) else self.value(value)


class _Reader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]  # chosen at run time
    """Reads `on` as a word and dates as text: only true and false are truth values."""


TRUTH = ("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"))
_Reader.yaml_implicit_resolvers = {
    letter: [
        TRUTH if tag == TRUTH[0] else (tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def read() -> Story:
    """The whole story. Raises StoryMiswritten."""
    steps: list[Step] = []
    documents: dict[str, Mapping[str, Any]] = {}
    for file in sorted(
        (each for each in files("interfaces.sample").iterdir() if each.name.endswith(".yaml")), key=_name
    ):
        told = cast("dict[str, Any]", yaml.load(file.read_text(encoding="utf-8"), Loader=_Reader))  # noqa: S506
        steps += _steps(file.name, told["steps"])
        documents |= told.get("documents", {})
    return Story(tuple(sorted(steps, key=lambda step: step.at)), documents)


def _name(file: Any) -> str:
    return str(file.name)


def _steps(file: str, written: Sequence[Mapping[str, Any]]) -> Iterator[Step]:
    """Who acts and when are said once and hold until said otherwise."""
    at, by = "", ""
    for number, one in enumerate(written, start=1):
        at, by = one.get("at", at), one.get("by", by)
        unknown = one.keys() - {"at", "by", "do", "on", "as", "using", "id", "because", "with", "each"}
        if unknown or "do" not in one or not at or not by:
            message = f"{file} step {number}: {', '.join(sorted(unknown)) or 'at, by and do'}"
            raise StoryMiswritten(message)
        common, bodies = one.get("with", {}), one.get("each", [{}])
        yield Step(
            file=file,
            number=number,
            at=datetime.fromisoformat(at),
            by=by,
            do=one["do"],
            on=one.get("on"),
            names=tuple(each.get("as", one.get("as")) for each in bodies),
            using=one.get("using"),
            label=one.get("id"),
            because=one.get("because"),
            bodies=tuple({**common, **{name: each[name] for name in each if name != "as"}} for each in bodies),
        )
