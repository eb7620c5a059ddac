"""How people show who they are: passwords, links, second factors and outside accounts, all kept beside the log."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.decider import record


class Purpose(StrEnum):
    """What a link is for."""

    INVITE = "invite"
    RESET = "reset"
    OPEN = "open"
    SECOND = "second"
    """Between a right password and the second factor."""
    OIDC = "oidc"
    """Between leaving for the provider and coming back."""


LASTS = {
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
    Purpose.OPEN: timedelta(hours=24),
    Purpose.SECOND: timedelta(minutes=10),
    Purpose.OIDC: timedelta(minutes=10),
}
"""How long a link works."""
SHORTEST, LONGEST = 12, 256
"""Characters of a password."""


@record
class Link:
    """A link that still works. `data` is what has to be known when it is used."""

    purpose: Purpose
    person: str
    data: Mapping[str, str]
    expires_at: datetime


class Links(Protocol):
    """Links that work once and for a while. The secret is kept nowhere."""

    def make(self, purpose: Purpose, person: str, data: Mapping[str, str] | None = None) -> str:
        """The secret of a new link."""
        ...

    def look(self, secret: str) -> Link | None:
        """The link, if it still works."""
        ...

    def use(self, secret: str, *purposes: Purpose) -> Link | None:
        """The same, and it works no more: of two who use it at once, one gets it."""
        ...

    def withdraw(self, person: str, *purposes: Purpose) -> int:
        """Those of a person work no more; how many there were."""
        ...


class Passwords(Protocol):
    """Passwords, as argon2 hashes."""

    def is_set(self, person: str) -> bool:
        """Whether the person has one."""
        ...

    def set(self, person: str, password: str) -> None:
        """Put a password in the place of whatever there was."""
        ...

    def fits(self, person: str | None, password: str) -> bool:
        """Whether it is theirs; it takes as long for somebody unknown."""
        ...


class Factors(Protocol):
    """Second factors: codes of a device, codes by e-mail, and until when a session needs none."""

    def propose(self, person: str) -> str:
        """A secret for a device, to be confirmed by a code; the same one until it is."""
        ...

    def confirm(self, person: str, code: str) -> bool:
        """From now on codes of that device are asked for, if this is one."""
        ...

    def has_device(self, person: str) -> bool:
        """Whether a device was confirmed."""
        ...

    def is_device_code(self, person: str, code: str) -> bool:
        """Whether the device shows this code now; each code is taken once."""
        ...

    def drop_device(self, person: str) -> None:
        """No device any more."""
        ...

    def send_code(self, session: str) -> str | None:
        """A new code for this session, to be sent by e-mail; None where the last one is only just on its way."""
        ...

    def is_sent_code(self, session: str, code: str) -> bool:
        """Whether it is the code that was sent; it works once, for minutes, and for few tries."""
        ...

    def trust(self, session: str) -> None:
        """The session needs no second factor for some minutes."""
        ...

    def trusts(self, session: str) -> bool:
        """Whether it needs none now."""
        ...


class Throttle(Protocol):
    """How often somebody failed to come in, as each account and from each address."""

    def wait(self, *names: str) -> int:
        """Seconds to wait before another try under any of these names; 0 for none."""
        ...

    def failed(self, *names: str) -> None:
        """One more failure under each."""
        ...

    def forget(self, name: str) -> None:
        """Somebody came in under this name."""
        ...


class Addresses(Protocol):
    """Whose e-mail address it is, as the log says; addresses are kept as keyed digests."""

    def people_at(self, email: str) -> Sequence[str]:
        """Everybody with this address."""
        ...

    def email_of(self, person: str) -> str | None:
        """Where a person is written to."""
        ...


@record
class Identity:
    """Who somebody is at an outside provider. `email` only where the provider has verified it."""

    issuer: str
    subject: str
    email: str | None = None


class Identities(Protocol):
    """Which outside accounts are whose: links that an administrator or an invitation made."""

    def link(self, person: str, identity: Identity) -> None:
        """From now on it is this person's. An empty subject links the verified e-mail address instead."""
        ...

    def person_of(self, identity: Identity) -> str | None:
        """Whose it is: by subject, or by a verified address that was linked, which then links the subject."""
        ...

    def of(self, person: str) -> int:
        """How many a person has."""
        ...


class NotIdentified(Exception):
    """The provider's answer shows nothing: the reason, in a word."""


class Provider(Protocol):
    """An OpenID Connect provider."""

    @property
    def issuer(self) -> str:
        """Its name."""
        ...

    def leave(self, state: str, nonce: str, verifier: str) -> str:
        """The address to send a browser to. Raises NotIdentified where the provider does not answer."""
        ...

    def identify(self, code: str, nonce: str, verifier: str) -> Identity:
        """Whoever came back with this code. Raises NotIdentified."""
        ...
