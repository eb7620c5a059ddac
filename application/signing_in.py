"""Coming in: a password, a link or a code is tried a few times, and every failure is recorded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from application.accesses import AccessBook
from application.accounts import Link, Purpose
from application.doors import Doors

NEEDS_SECOND_FACTOR = frozenset(
    {
        "agreement.sign",
        "agreement.accede",
        "agreement.agree-to-terminate",
        "agreement.certify-copies",
        "meeting.cast-vote",
        "meeting.sign-roll",
        "meeting.sign-minutes",
        "strategy.adopt-strategy",
    }
)
"""What a person who has signed in confirms once more: signing and voting."""

UNKNOWN: Sequence[str | None] = (None,)


class NotLetIn(Exception):
    """Somebody stays outside: why, in a word."""

    def __init__(self, reason: str, wait: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


@dataclass(frozen=True, slots=True)
class SigningIn:
    """Tries, counted for each account and for each network address."""

    doors: Doors
    book: AccessBook

    def by_password(self, email: str, password: str, origin: str) -> str:
        """Whose address and password these are. Raises NotLetIn."""
        names = (f"as {email.lower()}", f"from {origin}")
        people = self.doors.addresses.people_at(email)
        reason = "wrong-password" if people else "unknown-account"
        found = self._tried(names, "password", next(iter(people), ""), reason, lambda: self._whose(people, password))
        self.doors.throttle.forget(names[0])
        return found

    def _whose(self, people: Sequence[str], password: str) -> str | None:
        """Several may share an address; where there is nobody, it takes as long."""
        fitting = [one for one in (people or UNKNOWN) if self.doors.passwords.fits(one, password)]
        return next(iter(fitting), None)

    def by_device(self, secret: str, code: str, origin: str) -> Link:
        """Whose device shows the code, after a password or a link was right. Raises NotLetIn."""
        pending = self.doors.links.look(secret)
        if pending is None or pending.purpose is not Purpose.SECOND:
            raise self.refused("device", "link-dead")
        self.with_code(pending.person, origin, lambda: self.doors.factors.is_device_code(pending.person, code))
        used = self.doors.links.use(secret, Purpose.SECOND)
        if used is None:
            raise self.refused("device", "link-dead", pending.person)
        return used

    def with_code(self, person: str, origin: str, is_right: Callable[[], bool]) -> None:
        """A code of somebody known. Raises NotLetIn."""
        names = (f"code of {person}", f"from {origin}")
        self._tried(names, "second-factor", person, "wrong-code", lambda: person if is_right() else None)
        self.doors.throttle.forget(names[0])

    def by_link(self, secret: str, *purposes: Purpose) -> Link:
        """What a link opens; it is used up. Raises NotLetIn."""
        used = self.doors.links.use(secret, *purposes)
        if used is None:
            raise self.refused("link", "link-dead")
        return used

    def refused(self, way: str, reason: str, person: str = "") -> NotLetIn:
        """Somebody stays outside, and it is recorded."""
        self.book.not_let_in(way, reason, person)
        return NotLetIn(reason)

    def _tried(
        self, names: tuple[str, ...], way: str, person: str, reason: str, attempt: Callable[[], str | None]
    ) -> str:
        wait = self.doors.throttle.wait(*names)
        if wait:
            raise NotLetIn("too-many-tries", wait)
        found = attempt()
        if found is None:
            self.doors.throttle.failed(*names)
            raise self.refused(way, reason, person)
        return found
