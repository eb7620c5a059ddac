"""Who is sent what: made, changed and looked at."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from application.ports import EventLog, Ids
from application.webhooks import (
    Attempt,
    EndpointNameMissing,
    Filter,
    Keys,
    PositionBeyondLog,
    Subscription,
    UnknownSubscription,
)
from infrastructure.stored import microseconds
from infrastructure.webhooks import messages
from infrastructure.webhooks.destinations import destination
from infrastructure.webhooks.messages import Endpoint
from infrastructure.webhooks.queue import PAGE, keep, put
from infrastructure.webhooks.reading import attempts_of, filter_of, stored_filter, subscription_of
from infrastructure.webhooks.sending import Post
from infrastructure.webhooks.signing import KeyPair, Strongbox, new_keys, rotated
from infrastructure.webhooks.tables import HookStore, attempts, sequences, subscriptions, waiting

Now = Callable[[], datetime]


class StoredWebhooks:
    """The Webhooks port on the store."""

    def __init__(self, store: HookStore, box: Strongbox, log: EventLog, ids: Ids, now: Now, post: Post) -> None:
        self._store, self._box, self._log, self._ids, self._now, self._post = store, box, log, ids, now, post

    def create(self, name: str, url: str, chosen: Filter, after: int | None = None) -> tuple[Subscription, Keys]:
        """Subscribe; the URL is judged as it is written, its addresses at every attempt."""
        if not name.strip():
            raise EndpointNameMissing
        destination(url, self._post.rules)
        made, keys = self._ids.stream("webhook"), new_keys()
        row = {
            "id": made,
            "name": name.strip(),
            "url": url,
            "filter": stored_filter(chosen),
            "enabled": True,
            "reason": "",
            "cursor": self._position(after),
            "secrets": self._box.close(made, [keys]),
            "created_at": microseconds(self._now()),
        }
        with self._store.writing() as connection:
            connection.execute(sa.insert(subscriptions).values(row))
        return self.one(made), _shown(made, keys)

    def _position(self, after: int | None) -> int:
        last = self._log.position()
        if after is not None and not 0 <= after <= last:
            raise PositionBeyondLog(after, last)
        return last if after is None else after

    def change(self, subscription: str, name: str, url: str, chosen: Filter) -> None:
        """What waits already is sent to the new URL."""
        if not name.strip():
            raise EndpointNameMissing
        destination(url, self._post.rules)
        with self._store.writing() as connection:
            _locked(connection, subscription)
            _change(connection, subscription, name=name.strip(), url=url, filter=stored_filter(chosen))

    def delete(self, subscription: str) -> None:
        """Nothing of it is kept; what is on its way arrives."""
        with self._store.writing() as connection:
            _locked(connection, subscription)
            for table in (sequences, waiting, attempts):
                connection.execute(sa.delete(table).where(table.c.subscription == subscription))
            connection.execute(sa.delete(subscriptions).where(subscriptions.c.id == subscription))

    def rotate(self, subscription: str, overlap: timedelta) -> Keys:
        """New keys, and the present ones for a while."""
        with self._store.writing() as connection:
            row = _locked(connection, subscription)
            keys = rotated(self._box.open(subscription, row.secrets), self._now(), overlap)
            _change(connection, subscription, secrets=self._box.close(subscription, keys))
        return _shown(subscription, keys[0])

    def disable(self, subscription: str, reason: str = "by hand") -> None:
        """Send nothing more; what is on its way arrives or is sent again later."""
        with self._store.writing() as connection:
            row = _locked(connection, subscription)
            if row.enabled:
                _change(connection, subscription, enabled=False, reason=reason)

    def enable(self, subscription: str, after: int | None = None) -> None:
        """Go on; the five days begin anew."""
        chosen = None if after is None else self._position(after)
        with self._store.writing() as connection:
            row = _locked(connection, subscription)
            cursor = row.cursor if chosen is None else chosen
            _change(connection, subscription, enabled=True, reason="", failing_since=None, cursor=cursor)
            if chosen is not None:
                for table in (sequences, waiting):
                    connection.execute(sa.delete(table).where(table.c.subscription == subscription))
            self._go_on(connection, subscription, None)

    def redeliver(self, subscription: str, first: int, last: int) -> int:
        """Let them wait again, page by page."""
        with self._store.reading() as connection:
            row = _found(connection, subscription)
        chosen, position, count = filter_of(row.filter), max(first - 1, 0), 0
        until = min(last, row.cursor)  # what comes after it is sent anyway
        while position < until and (page := self._log.after(position, min(PAGE, until - position))):
            wanted = [(fact.stream, fact.position) for fact in page if chosen.lets(fact)]
            with self._store.writing() as connection:
                _locked(connection, subscription)
                put(self._store, connection, subscription, wanted, self._now())
                self._go_on(connection, subscription, {subject for subject, _ in wanted})
            position, count = page[-1].position, count + len(wanted)
        return count

    def _go_on(self, connection: sa.Connection, subscription: str, subjects: set[str] | None) -> None:
        """Parked or put off: what is not being worked on now is due at once, its tries counted anew."""
        q, now = sequences.c, microseconds(self._now())
        idle = sa.and_(q.subscription == subscription, q.lease <= now)
        fresh = sa.update(sequences).where(idle).values(parked=False, attempts=0, due=now, holder="", lease=0)
        if subjects is None:
            connection.execute(fresh)
        for subject in sorted(subjects or ()):
            connection.execute(fresh.where(q.subject == subject))

    def test(self, subscription: str) -> Attempt:
        """Send a message about nothing, also where it is disabled: so it is tried before it is enabled."""
        with self._store.reading() as connection:
            row = _found(connection, subscription)
        endpoint = Endpoint(subscription, row.url, self._box.open(subscription, row.secrets))
        message = messages.test_message(self._ids.stream("message"), self._now())
        attempt, _ = messages.send(endpoint, message, 1, self._post, self._now)
        keep(self._store, attempt)
        return attempt

    def all(self) -> Sequence[Subscription]:
        """Every subscription."""
        with self._store.reading() as connection:
            rows = connection.execute(sa.select(subscriptions).order_by(subscriptions.c.id)).all()
            return [subscription_of(connection, row) for row in rows]

    def one(self, subscription: str) -> Subscription:
        """One of them."""
        with self._store.reading() as connection:
            return subscription_of(connection, _found(connection, subscription))

    def attempts(self, subscription: str, limit: int = 100) -> Sequence[Attempt]:
        """The latest attempts."""
        with self._store.reading() as connection:
            _found(connection, subscription)
            return attempts_of(connection, subscription, limit)

    def forget(self) -> None:
        """Answers are kept only where something was refused, and no longer than until somebody is erased."""
        with self._store.writing() as connection:
            connection.execute(sa.update(attempts).where(attempts.c.response != "").values(response=""))


def _found(connection: sa.Connection, subscription: str) -> Any:
    row = connection.execute(sa.select(subscriptions).where(subscriptions.c.id == subscription)).one_or_none()
    if row is None:
        raise UnknownSubscription(subscription)
    return row


def _locked(connection: sa.Connection, subscription: str) -> Any:
    """The row, which nobody else changes before this transaction ends."""
    query = sa.select(subscriptions).where(subscriptions.c.id == subscription).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownSubscription(subscription)
    return row


def _change(connection: sa.Connection, subscription: str, **values: object) -> None:
    connection.execute(sa.update(subscriptions).where(subscriptions.c.id == subscription).values(**values))


def _shown(subscription: str, keys: KeyPair) -> Keys:
    return Keys(subscription=subscription, secret=keys.secret, public_key=keys.public_key)
