"""Who is signed in where: a session belongs to one person, grows old, and can be ended from anywhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.decider import record


@record
class Session:
    """Somebody is signed in on one device. `name` tells sessions apart without opening any of them."""

    name: str
    person: str
    mandate: str | None
    framework: str | None
    way: str
    """How they signed in: `demo`, `password`, `link`, `oidc`."""
    begun_at: datetime
    seen_at: datetime


class Sessions(Protocol):
    """Keeps sessions. A secret is shown once, to whoever signs in, and is kept nowhere."""

    def begin(self, person: str, way: str, mandate: str | None = None, framework: str | None = None) -> str:
        """Sign somebody in; the secret that opens the session."""
        ...

    def find(self, secret: str) -> Session | None:
        """The session that a secret opens, if it has neither ended nor grown old; it is used now."""
        ...

    def choose(self, secret: str, mandate: str | None, framework: str | None) -> None:
        """From now on the person acts under this mandate and looks at this framework."""
        ...

    def of(self, person: str) -> Sequence[Session]:
        """Where a person is signed in, the latest used first."""
        ...

    def end(self, secret: str) -> None:
        """Sign out."""
        ...

    def revoke(self, person: str, name: str) -> bool:
        """End one session of a person by its name; whether there was one."""
        ...

    def revoke_all(self, person: str) -> int:
        """End every session of a person; how many there were."""
        ...
