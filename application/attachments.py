"""What a caller can ask about documents on file, and what follows when one is destroyed: no copy is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from application.nouns import Noun, members
from application.ports import EventLog, Files
from domain import attachment
from domain.attachment import Destroyed
from domain.values import Digest

PAGE = 500
NOUN = Noun(
    kind="attachment",
    plural="attachments",
    decider=attachment.decider,
    commands=members(attachment.Command),
    events=members(attachment.Event),
    creators=frozenset({attachment.Destroy}),
    suppliers={},
    of_installation=True,
    claims=attachment.claims,
)


@dataclass(slots=True)
class Destructions:
    """Follows the log from its beginning in every process, so that files put back from a backup go again."""

    log: EventLog
    files: Files
    _seen: int = 0
    _destroyed: dict[Digest, Destroyed] = field(default_factory=dict[Digest, Destroyed])

    def catch_up(self) -> None:
        """Remove every document whose destruction is recorded."""
        while facts := self.log.of_types((Destroyed,), self._seen, PAGE):
            for fact in facts:
                event: Any = fact.event
                self.files.remove(event.digest)
                self._destroyed[event.digest] = event
                self._seen = fact.position

    @property
    def destroyed(self) -> Mapping[Digest, Destroyed]:
        """Every document that was destroyed, by its digest."""
        self.catch_up()
        return self._destroyed
