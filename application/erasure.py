"""What follows from the erasure of a person: their key is destroyed, and nothing remembered outlives it."""

from dataclasses import dataclass

from application.ports import Bookmark, EventLog, Vault
from application.streams import Streams
from domain.person import SubjectErased
from domain.values import PersonId

PAGE = 500


@dataclass(frozen=True, slots=True)
class Erasures:
    """Follows the log. Destroying a key twice changes nothing, so a crash in between is made good by looking again."""

    log: EventLog
    vault: Vault
    streams: Streams
    bookmark: Bookmark
    name: str = "erasures"

    def catch_up(self) -> bool:
        """Destroy the keys of everyone whose erasure is recorded; whether there was anyone."""
        first = position = self.bookmark.position(self.name)
        while facts := self.log.of_types((SubjectErased,), position, PAGE):
            for fact in facts:
                self.vault.erase(PersonId(fact.stream))
                position = fact.position
            self.streams.forget()
            self.bookmark.move(self.name, position)
        return position > first
