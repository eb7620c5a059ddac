"""What the doors work with: use cases and ports, wired by the composition root."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any, Protocol

from application.accesses import AccessBook
from application.attachments import Destructions
from application.ballots import SecretBallots
from application.bundles import Bundles
from application.changing import Changing
from application.documents import Documents
from application.drafts import Drafts
from application.execute import Execute
from application.feeds import Feed
from application.grants.importing import KnownGrants
from application.grants.rows import Grant, GrantFile, Quarantined
from application.nouns import Noun
from application.options import Options
from application.ports import Clock, EventLog, Files, Recorded
from application.reading import Reading
from application.replay import Replay
from application.sessions import Sessions
from application.tools import Tools
from application.transparency import Transparency
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
    documents: Documents
    known_grants: KnownGrants
    transparency: Transparency
    bundles: Bundles
    webhooks: Webhooks
    deliver: Callable[[Event], None]
    """Sends facts to whoever subscribed until the event is set."""
    feed: Feed
    sessions: Sessions
    drafts: Drafts
    sheet_rows: Callable[[bytes], Sequence[Sequence[str]]]
    """The rows of any spreadsheet (CSV or xlsx), its header first. Raises ValueError for what is none."""
