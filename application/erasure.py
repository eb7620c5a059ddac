"""What follows from the erasure of a person: their key is destroyed, and nothing remembered outlives it."""

from collections.abc import Iterator
from dataclasses import dataclass

from application.authority import REACTIONS
from application.ports import Batch, Bookmark, Clock, Entry, EventLog, Vault
from application.streams import Streams
from domain.decider import Refusal
from domain.person import ErasureReason, Person, SubjectErased
from domain.values import PersonId

PAGE = 500


class NextKeyMissing(Refusal):
    """The master key is given in the settings: give the one that follows it there too, as PALABRE_NEXT_MASTER_KEY."""


@dataclass(slots=True)
class Erasures:
    """Follows the log. Destroying a key twice changes nothing, so a crash in between is made good by looking again.

    The bookmark is shared by all processes; each looks for itself all the same, since each remembers keys and states.
    """

    log: EventLog
    vault: Vault
    streams: Streams
    bookmark: Bookmark
    clock: Clock
    name: str = "erasures"
    _seen: int | None = None

    def catch_up(self) -> bool:
        """Destroy the keys of everyone whose erasure is recorded; whether there was anyone."""
        shared = self.bookmark.position(self.name)
        first = position = shared if self._seen is None else min(shared, self._seen)
        while facts := self.log.of_types((SubjectErased,), position, PAGE):
            for fact in facts:
                self.vault.erase(PersonId(fact.stream))
                position = fact.position
            self.streams.forget()
            self.bookmark.move(self.name, position)
        self._seen = max(position, shared)
        return position > first

    def record_again(self) -> int:
        """After a restore from a backup of the log: record the erasures that are younger than it. How many there were.

        The keys are kept and backed up apart, so they know of them; nothing is served before this is done.
        """
        again = list(self._forgotten())
        for person, version in again:
            on = self.clock.now().date()
            erased = SubjectErased(person=person, reason=ErasureReason.ERASED_BEFORE, on=on)
            entry = Entry(stream=person, event=erased, framework=None, effective=on, actor=REACTIONS, about=person)
            self.log.append(Batch(entries=[entry], expected={person: version}, read={}))
        return len(again)

    def _forgotten(self) -> Iterator[tuple[PersonId, int]]:
        for person in self.vault.erased():
            folded = self.streams.folded(person)
            known: Person = folded.state
            if known.name is not None and known.erased_on is None:
                yield person, folded.version
