"""What a caller can ask about the keys of programs: who is let in to what; a secret is shown once and kept nowhere."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from application.execute import Ask, Caller, Execute
from application.facts import Unknown
from application.nouns import Noun, members
from application.ports import Clock
from domain import api_key
from domain.decider import Refusal, record

PREFIX = "palabre_"
"""Every secret begins so: programs that look for leaked secrets find it."""

NOUN = Noun(
    kind="key",
    plural="keys",
    decider=api_key.decider,
    commands=members(api_key.Command),
    events=members(api_key.Event),
    creators=frozenset({api_key.Issue}),
    internal=frozenset(members(api_key.Command)),
    suppliers={},
    of_installation=True,
)


class KeyNameMissing(Refusal):
    """A key has the name of the program that uses it."""


class EventTypeUnknown(Refusal):
    """A key is bounded to events that Palabre records, such as agreement.signed or agreement.*."""


@record
class Scope:
    """What a feed may show: each set that is empty lets everything through. `agreement.*` names all that begin so."""

    frameworks: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether it shows everything."""
        return not self.frameworks and not self.types

    def names(self, kinds: Mapping[str, type]) -> frozenset[str]:
        """The events among those there are (`agreement.signed`)."""
        return frozenset(name for name in kinds if any(fits(name, one) for one in self.types))


WHOLE = Scope()


def fits(name: str, pattern: str) -> bool:
    """Whether an event's name is meant by a name or by the beginning of one."""
    wanted = pattern.removeprefix("fr.palabre.")
    return name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted


@record
class ApiKey:
    """A key as it is listed. `last_used_at` is true to a minute."""

    id: str
    name: str
    holder: str
    scope: Scope
    calendar_of: str | None
    may_act: bool
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    def opens_at(self, now: datetime) -> bool:
        """Whether somebody is let in by it."""
        return self.revoked_at is None and now < self.expires_at


@record
class Wish:
    """What a key is to open, for whom; `holder` speaks by it."""

    name: str
    expires_at: datetime
    frameworks: AbstractSet[str] = frozenset()
    types: AbstractSet[str] = frozenset()
    calendar_of: str | None = None
    may_act: bool = False


class KeyStore(Protocol):
    """Keys by the digests of their secrets, beside the log."""

    def put(self, key: ApiKey, digest: str) -> None:
        """Keep a key that was just issued."""
        ...

    def revoke(self, key: str, at: datetime) -> None:
        """Let nobody in by it any more. Raises NoSuchKey."""
        ...

    def find(self, digest: str) -> ApiKey | None:
        """The key whose secret has this digest, as it was a second ago at most."""
        ...

    def used(self, key: ApiKey, at: datetime) -> None:
        """Somebody was let in by it: noted once a minute."""
        ...

    def all(self) -> Sequence[ApiKey]:
        """Every key, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """Issues, revokes and recognises keys. Both of the first are facts of the log, under the authority of mandates."""

    execute: Execute
    store: KeyStore
    clock: Clock
    kinds: Mapping[str, type]
    exists: Callable[[str], bool]

    def issue(self, wish: Wish, caller: Caller) -> tuple[ApiKey, str]:
        """A new key and its secret, which nobody can show again. Raises Refusal."""
        if not wish.name.strip():
            raise KeyNameMissing
        self._check(wish)
        now = self.clock.now()
        done = self.execute(self._ask(wish, caller, now), caller)
        secret = PREFIX + secrets.token_urlsafe(32)
        key = ApiKey(
            id=done.stream,
            name=wish.name.strip(),
            holder=caller.actor,
            scope=Scope(frameworks=frozenset(wish.frameworks), types=frozenset(wish.types)),
            calendar_of=wish.calendar_of,
            may_act=wish.may_act,
            issued_at=now,
            expires_at=wish.expires_at,
        )
        self.store.put(key, digest_of(secret))
        return key, secret

    def _check(self, wish: Wish) -> None:
        for pattern in sorted(wish.types):
            if not any(fits(name, pattern) for name in self.kinds):
                raise EventTypeUnknown(pattern)
        named = [*sorted(wish.frameworks), *([wish.calendar_of] if wish.calendar_of else [])]
        for stream in named:
            if not self.exists(stream):
                raise Unknown(stream)

    @staticmethod
    def _ask(wish: Wish, caller: Caller, now: datetime) -> Ask:
        fields: dict[str, Any] = {
            "holder": caller.actor,
            "frameworks": frozenset(wish.frameworks),
            "types": frozenset(wish.types),
            "calendar_of": wish.calendar_of,
            "may_act": wish.may_act,
            "expires_at": wish.expires_at,
            "at": now,
        }
        return Ask(noun=NOUN, command=api_key.Issue, fields=fields)

    def revoke(self, key: str, caller: Caller) -> None:
        """End a key now; whoever got no answer asks again. Raises Refusal."""
        now = self.clock.now()
        self.execute(Ask(noun=NOUN, command=api_key.Revoke, stream=key, fields={"at": now}), caller)
        self.store.revoke(key, now)

    def recognise(self, secret: str) -> ApiKey | None:
        """The key behind a secret, while it opens; None for any other text."""
        now = self.clock.now()
        key = self.store.find(digest_of(secret)) if secret.startswith(PREFIX) else None
        if key is None or not key.opens_at(now):
            return None
        self.store.used(key, now)
        return key

    def all(self) -> Sequence[ApiKey]:
        """Every key there was, the oldest first."""
        return self.store.all()


def digest_of(secret: str) -> str:
    """What is kept of a secret. It is 32 random bytes: no slow hash makes guessing it any harder."""
    return sha256(secret.encode()).hexdigest()
