"""What interfaces may ask of the read side: lists, pages, one entry, search, and how far the views have come."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.decider import record

Row = Mapping[str, object]
"""An entry as JSON-ready data: dates and instants in ISO 8601, money as `{"amount": "12.00", "currency": "EUR"}`."""

Progress = Callable[[int, int], None]
"""Called now and then with the events done and the events there are."""


class ColumnType(StrEnum):
    """How the value of a column is written in JSON; any of them may be null, which means unknown."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    DECIMAL = "decimal"
    """A decimal number as a string."""
    FLAG = "flag"
    DAY = "day"
    """YYYY-MM-DD."""
    INSTANT = "instant"
    """RFC 3339 in UTC."""
    MONEY = "money"
    """`{"amount": "1200.00", "currency": "EUR"}`."""
    ORGANISATION = "organisation"
    """`{"id": …, "name": …}`."""
    PERSON = "person"
    """`{"id": …, "name": …}` in the register, where names are kept; the id alone elsewhere."""
    ORGANISATIONS = "organisations"
    """A list of `{"id": …, "name": …}`."""
    TEXTS = "texts"
    """A list of texts."""
    RECORDS = "records"
    """A list of objects, as the description says."""


@record
class Column:
    """One column of a list."""

    name: str
    type: ColumnType
    description: str


@record
class Filter:
    """One way to narrow a list down: its values come as text. `choices` are the only values, where it is not empty."""

    name: str
    type: ColumnType
    description: str
    choices: Sequence[str] = ()


@record
class Listing:
    """A list that can be asked for. `details` are further columns that only `one` shows.

    `order` names columns, one with a minus in front runs backwards; `orders` are the columns a caller may ask for
    instead, with the filter `order`.
    """

    name: str
    view: str
    title: str
    description: str
    columns: Sequence[Column]
    details: Sequence[Column]
    filters: Sequence[Filter]
    order: Sequence[str]
    orders: Sequence[str]


@record
class Page:
    """Some entries in order, the cursor of those that follow (None: these were the last), and the view's position."""

    items: Sequence[Row]
    next: str | None
    position: int


@record
class Hit:
    """Something whose words match a search."""

    kind: str
    id: str
    title: str
    framework: str | None


class Standing(StrEnum):
    """How a view is."""

    HEALTHY = "healthy"
    FAILED = "failed"
    """It stopped at an event it cannot project; the others go on."""
    REBUILDING = "rebuilding"
    """Its definition changed, and it has not caught up from the beginning yet."""


@record
class ViewStatus:
    """How far a view has come. `error` says why it stopped, `error_position` and `error_event` at which event."""

    name: str
    position: int
    lag: int
    state: Standing
    error: str | None = None
    error_position: int | None = None
    error_event: str | None = None


@record
class Difference:
    """A row in which a rebuilt view and the live one differ: None where one of them has no such row."""

    table: str
    key: Row
    live: Row | None
    rebuilt: Row | None


@record
class Rebuilt:
    """A view built anew and swapped in. `differences` counts the rows that differ, `examples` are the first of them."""

    name: str
    position: int
    events: int
    seconds: float
    differences: int
    examples: Sequence[Difference]


class BadQuestion(ValueError):
    """A question that cannot be answered as it was put; `field` names what was wrong in it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class NoSuchListing(BadQuestion):
    """There is no list of that name."""


class UnknownFilter(BadQuestion):
    """The list offers no such filter."""


class BadFilterValue(BadQuestion):
    """The filter does not take that value."""


class BadCursor(BadQuestion):
    """The cursor is not one that this list gave out."""


class NoSuchView(BadQuestion):
    """There is no view of that name."""


class AlreadyRebuilding(Exception):
    """Somebody is rebuilding this view at this moment."""


class Reading(Protocol):
    """The read side."""

    def listings(self) -> Mapping[str, Listing]:
        """Every list there is, by name."""
        ...

    def page(
        self, name: str, filters: Mapping[str, str], *, after: str | None = None, limit: int = 50, today: date
    ) -> Page:
        """The next entries of a list. Cursors stay good while entries come and go. Raises BadQuestion."""
        ...

    def one(self, name: str, id: str, *, today: date) -> Row | None:  # noqa: A002 — what a caller calls it
        """One entry with its details, None where there is none. Raises NoSuchListing."""
        ...

    def count(self, name: str, filters: Mapping[str, str], *, today: date) -> int:
        """How many entries a list has under these filters. Raises BadQuestion."""
        ...

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> Sequence[Hit]:
        """What these words are about, case and accents aside. `kinds` narrows it to organisations, agreements …"""
        ...

    def position(self) -> int:
        """The position that every healthy view has reached."""
        ...

    def status(self) -> Sequence[ViewStatus]:
        """How far each view has come, and what stopped it."""
        ...

    def rebuild(self, name: str, progress: Progress | None = None) -> Rebuilt:
        """Build a view from the log beside the live one, compare, swap. Raises NoSuchView, AlreadyRebuilding."""
        ...
