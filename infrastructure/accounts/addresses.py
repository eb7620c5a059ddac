"""Who is behind an e-mail address or an outside account: keyed digests, so that the store names nobody."""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from application.accounts import Identity
from application.ports import EventLog, Recorded
from application.streams import Streams
from domain import person
from domain.values import Protected
from infrastructure.accounts.tables import OF_A_PERSON, AccountStore, addresses, cursors, identities

NAME, PAGE = "addresses", 500
TYPES = (person.Registered, person.ContactChanged, person.SubjectErased)
Digest = Callable[[bytes], str]


class LogAddresses:
    """Addresses as the log tells them; whoever is erased there is forgotten here with all that was kept."""

    def __init__(self, store: AccountStore, log: EventLog, streams: Streams, digest: Digest) -> None:
        self._store, self._log, self._streams, self._digest = store, log, streams, digest

    def people_at(self, email: str) -> Sequence[str]:
        """Everybody with this address."""
        self.catch_up()
        asked = sa.select(addresses.c.person).where(addresses.c.digest == self._of(email))
        with self._store.reading() as connection:
            return list(connection.execute(asked.order_by(addresses.c.person)).scalars())

    def email_of(self, person: str) -> str | None:
        """Where a person is written to."""
        kept: Protected | None = getattr(self._streams.folded(person).state, "email", None)
        return None if kept is None else kept.text

    def catch_up(self) -> None:
        """Read what the log says since the last time."""
        while facts := self._log.of_types(TYPES, self._reached(), PAGE):
            with self._store.alone() as connection:
                known = connection.execute(sa.select(cursors.c.position).where(cursors.c.name == NAME)).scalar() or 0
                for fact in facts:
                    if fact.position > known:
                        self._heard(connection, fact)
                connection.execute(sa.delete(cursors).where(cursors.c.name == NAME))
                connection.execute(sa.insert(cursors).values(name=NAME, position=max(known, facts[-1].position)))

    def _reached(self) -> int:
        with self._store.reading() as connection:
            return connection.execute(sa.select(cursors.c.position).where(cursors.c.name == NAME)).scalar() or 0

    def _heard(self, connection: sa.Connection, fact: Recorded) -> None:
        event: Any = fact.event
        if isinstance(event, person.SubjectErased):
            for table in OF_A_PERSON:
                connection.execute(sa.delete(table).where(table.c.person == str(event.person)))
            return
        connection.execute(sa.delete(addresses).where(addresses.c.person == fact.stream))
        if event.email is not None and event.email.text:
            row = {"digest": self._of(event.email.text), "person": fact.stream}
            connection.execute(sa.insert(addresses).values(row))

    def _of(self, email: str) -> str:
        return self._digest(b"address " + email.strip().lower().encode("utf-8", "replace"))


class StoredIdentities:
    """Outside accounts in the store of accounts."""

    def __init__(self, store: AccountStore, digest: Digest) -> None:
        self._store, self._digest = store, digest

    def link(self, person: str, identity: Identity) -> None:
        """From now on it is this person's. An empty subject links the verified e-mail address instead."""
        name = self._subject(identity) if identity.subject else self._address(identity)
        with self._store.writing() as connection:
            connection.execute(sa.delete(identities).where(identities.c.digest == name))
            connection.execute(sa.insert(identities).values(digest=name, person=person))

    def person_of(self, identity: Identity) -> str | None:
        """Whose it is: by subject, or by a verified address that was linked, which then links the subject."""
        known = self._kept(self._subject(identity))
        if known is not None or not identity.email:
            return known
        by_address = self._kept(self._address(identity))
        if by_address is not None:
            self.link(by_address, identity)
        return by_address

    def of(self, person: str) -> int:
        """How many a person has."""
        asked = sa.select(sa.func.count()).select_from(identities).where(identities.c.person == person)
        with self._store.reading() as connection:
            return connection.execute(asked).scalar() or 0

    def _kept(self, name: str) -> str | None:
        with self._store.reading() as connection:
            return connection.execute(sa.select(identities.c.person).where(identities.c.digest == name)).scalar()

    def _subject(self, identity: Identity) -> str:
        return self._digest(f"subject {identity.issuer} {identity.subject}".encode())

    def _address(self, identity: Identity) -> str:
        return self._digest(f"verified {identity.issuer} {(identity.email or '').strip().lower()}".encode())
