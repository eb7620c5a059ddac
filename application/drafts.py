"""What somebody has begun to write and not recorded yet: kept for that person alone, and no event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain.decider import record


@record
class Draft:
    """Something begun. `kind` says what it is to become, `content` holds what was typed, as it was typed."""

    name: str
    kind: str
    content: Mapping[str, Any]
    changed_at: datetime


class Drafts(Protocol):
    """Keeps drafts, each for the person who began it."""

    def keep(self, person: str, kind: str, content: Mapping[str, Any], name: str = "") -> str:
        """Keep a draft, anew or under its name; the name. Another person's draft is never touched."""
        ...

    def find(self, person: str, name: str) -> Draft | None:
        """A draft of this person."""
        ...

    def of(self, person: str, kind: str) -> Sequence[Draft]:
        """All of a kind, the latest changed first."""
        ...

    def drop(self, person: str, name: str) -> None:
        """Forget a draft: it was recorded, or is not wanted any more."""
        ...
