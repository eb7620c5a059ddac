"""What the doors work with: use cases and ports, wired by the composition root."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from application.accesses import AccessBook
from application.api_keys import ApiKeys
from application.attachments import Destructions
from application.ballots import SecretBallots
from application.bundles import Bundles
from application.changing import Changing
from application.decp.entries import ProcurementFile, SetAside
from application.decp.exporting import PublishedLot
from application.documents import Documents
from application.doors import Doors
from application.drafts import Drafts
from application.execute import Execute
from application.feeds import Feed
from application.grants.importing import KnownGrants
from application.grants.rows import Grant, GrantFile, Quarantined
from application.indicator_files import FigureFile
from application.money import Books
from application.nouns import Noun
from application.options import Options
from application.paying.known import KnownPayments
from application.paying.reconciling import Accounts
from application.paying.rows import PaymentFile
from application.ports import Clock, EventLog, Files, Recorded
from application.reading import Reading
from application.relay import OpenBroker
from application.replay import Replay
from application.syndication import Formats, Pages
from application.tools import Tools
from application.transparency import Transparency
from application.visits import Sessions
from application.webhooks import Webhooks
from application.workflow import Rung


class Encoder(Protocol):
    """Values and facts as JSON data."""

    def plain(self, value: object) -> Any:
        """A value as plain JSON data."""
        ...

    def event_name(self, event: type) -> str:
        """The permanent name of an event (`agreement.signed.v1`)."""
        ...

    def event_schema(self, name: str) -> Mapping[str, Any] | None:
        """The JSON Schema of the data of an event as it is written today (`agreement.signed.v1`); None for another."""
        ...

    def cloud_event(self, fact: Recorded) -> dict[str, Any]:
        """A fact as a CloudEvents 1.0.2 object."""
        ...


class WrittenGrants(Protocol):
    """What an export wrote: the published file, what it has no place for, and what lacks something; each counted."""

    @property
    def published(self) -> bytes: ...
    @property
    def complements(self) -> bytes: ...
    @property
    def incomplete(self) -> bytes: ...
    @property
    def complete_count(self) -> int: ...
    @property
    def incomplete_count(self) -> int: ...
    @property
    def complement_count(self) -> int: ...


class GrantFiles(Protocol):
    """Files of published grants (SCDL subventions): read, and written."""

    def read(self, file: Path) -> GrantFile:
        """The rows of a file. Raises UnreadableFile, OSError."""
        ...

    def write(self, grants: Iterable[Grant]) -> WrittenGrants:
        """The grants as files to publish."""
        ...

    def write_quarantine(self, file: GrantFile, rows: Iterable[Quarantined]) -> bytes:
        """The rows set aside, in a file to correct and import again."""
        ...


class ProcurementFiles(Protocol):
    """Essential data of procurement (DECP): read, and written."""

    def read(self, file: Path) -> ProcurementFile:
        """The entries of a file. Raises UnreadableProcurement, OSError."""
        ...

    def document(self, published: Iterable[PublishedLot]) -> dict[str, Any]:
        """The lots as a document to publish, as plain JSON data."""
        ...

    def write(self, published: Iterable[PublishedLot]) -> bytes:
        """The same as a file."""
        ...

    def write_quarantine(self, file: Path, entries: Iterable[SetAside]) -> bytes:
        """The entries set aside, as they stood, in a file to correct and import again. Raises OSError."""
        ...


class PaymentFiles(Protocol):
    """Statements of payments, as finance systems write them."""

    def read(self, file: Path) -> PaymentFile:
        """The lines of a file. Raises UnreadableFile, OSError."""
        ...

    def write_quarantine(self, file: PaymentFile, rows: Iterable[Quarantined]) -> bytes:
        """The lines set aside, in a file to correct and import again."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Who is let in over HTTP: whether a key is required, how much it may ask for, and at what address one arrives."""

    keys_required: bool = False
    requests_per_minute: int = 0
    """For each key; 0 for no limit."""
    address: str = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a door may use."""

    execute: Execute
    ballots: SecretBallots
    reading: Reading
    replay: Replay
    log: EventLog
    files: Files
    clock: Clock
    nouns: Mapping[str, Noun]
    encoder: Encoder
    database: str
    book: AccessBook
    """Notes who read about whom; it is flushed now and then, and when the parts are closed."""
    destructions: Destructions
    """Which documents were destroyed; none is served any more."""
    rotate_master: Callable[[], int]
    """Wraps every person's key with a new master key; how many. Raises NextKeyMissing."""
    settle: Callable[[], None]
    """Brings the views up to the log before something is read."""
    every: Callable[[float, Callable[[], object]], Callable[[], None]]
    """Does something every so many seconds; returns what stops it."""
    digest: Callable[[bytes], str]
    """A keyed digest of a request body, for idempotency keys."""
    facts: Callable[[int], Iterator[Recorded]]
    """Every fact after a position, in log order."""
    react: Callable[[], Sequence[Mapping[str, str]]]
    """Carries out what follows from recent events; what the rules refused of it is returned."""
    ring: Callable[[], Rung]
    """Fires what is due in cases, and tries failed orders again."""
    options: Options
    changing: Changing
    tools: Tools
    follow: Callable[[Event], None]
    """Keeps views and reactions up to date until the event is set."""
    close: Callable[[], None]
    grant_files: GrantFiles
    procurement_files: ProcurementFiles
    documents: Documents
    known_grants: KnownGrants
    read_figures: Callable[[Path], FigureFile]
    """The rows of a table of indicator figures. Raises UnreadableFile, OSError."""
    books: Books
    known_payments: KnownPayments
    accounts: Accounts
    payment_files: PaymentFiles
    transparency: Transparency
    bundles: Bundles
    webhooks: Webhooks
    deliver: Callable[[Event], None]
    """Sends facts to whoever subscribed until the event is set."""
    feed: Feed
    sessions: Sessions
    keys: ApiKeys
    entry: Entry
    pages: Pages
    formats: Formats
    relays: Mapping[str, OpenBroker]
    """The brokers that facts can be told to, by name."""
    drafts: Drafts
    sheet_rows: Callable[[bytes], Sequence[Sequence[str]]]
    """The rows of any spreadsheet (CSV or xlsx), its header first. Raises ValueError for what is none."""
    doors: Doors
