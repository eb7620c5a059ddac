"""Documents of feeds: cut at fixed numbers, written once, and never otherwise afterwards."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Lock
from uuid import NAMESPACE_URL, uuid5

from application.api_keys import WHOLE, Scope
from application.feeds import Wanted
from application.ports import Recorded
from application.syndication import Document, archived, span
from domain.decider import record
from interfaces.parts import Parts
from interfaces.telling.syndicated import name_of, told
from interfaces.words.feed import HEADS, said

REMEMBERED = 128
"""Documents kept as they were written."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@record
class Asked:
    """Which document: of the whole log or one framework, the current one or one of the archive, for whose eyes."""

    kind: str
    """`atom` or `json`."""
    framework: str | None
    number: int | None
    language: str
    scope: Scope = WHOLE


@record
class Cut:
    """What it holds: events from one number to another; the archive has so many documents then."""

    first: int
    last: int
    pages: int


class Documents:
    """What is up to an event never changes: a document is written once while it is remembered."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._written: OrderedDict[tuple[Asked, int], tuple[Document, bytes]] = OrderedDict()
        self._lock = Lock()

    def of(self, asked: Asked) -> tuple[Document, bytes] | None:
        """The document and its bytes; None where the archive does not go so far."""
        total = self._parts.pages.total(asked.framework)
        if asked.number is not None and asked.number > archived(total):
            return None
        first, last = span(asked.number, total)
        with self._lock:
            if (known := self._written.get((asked, last))) is not None:
                return known
        document = self._document(asked, Cut(first=first, last=last, pages=archived(total)))
        write = self._parts.formats.atom if asked.kind == "atom" else self._parts.formats.json_feed
        made = document, write(document)
        self._keep(asked, last, made)
        return made

    def _keep(self, asked: Asked, last: int, made: tuple[Document, bytes]) -> None:
        with self._lock:
            self._written[asked, last] = made
            while len(self._written) > REMEMBERED:
                self._written.popitem(last=False)

    def _document(self, asked: Asked, cut: Cut) -> Document:
        facts = self._parts.pages.between(asked.framework, cut.first, cut.last)
        name = self._called(asked.framework or "installation", facts)
        before = cut.pages if asked.number is None else asked.number - 1
        head = "framework" if asked.framework else "journal"
        return Document(
            id=_feed_id(asked.framework),
            title=said(HEADS, head, asked.language).format(name),
            author=name,
            language=asked.language,
            address=self._at(asked, asked.number),
            current=self._at(asked, None),
            home=f"{self._parts.entry.address}/",
            previous=self._at(asked, before) if before else None,
            archived=asked.number is not None,
            updated=facts[-1].recorded_at if facts else LONG_AGO,
            entries=told(self._parts, self._shown(asked, facts), asked.language, self._parts.entry.address),
        )

    @staticmethod
    def _shown(asked: Asked, facts: Sequence[Recorded]) -> Sequence[Recorded]:
        wanted = Wanted(within=asked.scope)
        return [fact for fact in facts if wanted.admits(fact)]

    def _at(self, asked: Asked, number: int | None) -> str:
        """Where a document of the same feed is."""
        feed = f"frameworks/{asked.framework}" if asked.framework else "journal"
        place = f"{feed}/{number}" if number else feed
        return f"{self._parts.entry.address}/feeds/{place}.{asked.kind}?lang={asked.language}"

    def _called(self, stream: str, facts: Sequence[Recorded]) -> str:
        position = facts[-1].position if facts else 0
        return name_of(self._parts.replay.streams.as_known(stream, position).state) or "Palabre"


def _feed_id(framework: str | None) -> str:
    """The name of a feed, the same in all its documents and wherever it is served."""
    if framework is not None:
        return f"urn:uuid:{framework.partition('-')[2]}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'palabre:journal')}"
