"""Webhooks on a real log, on both databases, with a clock that stands where it is put."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from application.ports import Batch, Entry
from application.registry import NOUNS
from domain import framework
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.feeds import LogFeed
from infrastructure.outside import SetClock, TimeOrderedIds
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault
from infrastructure.webhooks.addresses import networks
from infrastructure.webhooks.deliverer import Deliverer
from infrastructure.webhooks.destinations import Rules
from infrastructure.webhooks.queue import Queue
from infrastructure.webhooks.sending import Post
from infrastructure.webhooks.signing import Strongbox
from infrastructure.webhooks.subscriptions import StoredWebhooks
from infrastructure.webhooks.tables import HookStore
from tests.infrastructure.webhooks.receiving import Receiver, receiving

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = Rules(http=True, networks=networks("127.0.0.1/32"), ports=None)


@dataclass
class Site:
    """A log, its webhooks, and the means to make deliverers."""

    log: PalabreLog
    hooks: StoredWebhooks
    store: HookStore
    box: Strongbox
    vault: KeyVault
    clock: SetClock
    disabled: list[str]
    parked: list[tuple[str, str]]
    make: Callable[[str], Deliverer]
    url: str
    folder: Path
    master: bytes

    def rename(self, stream: str, *names: str) -> None:
        """Facts of a framework."""
        facts = [
            Entry(
                stream=stream,
                event=framework.Renamed(name=name, on=START.date()),
                framework=stream,
                effective=START.date(),
                actor="import",
                about=stream,
            )
            for name in names
        ]
        self.log.append(Batch(entries=facts, expected={stream: self.log.version(stream)}, read={}))

    def deliver(self, holder: str = "one") -> None:
        """One process's work, until nothing is due."""
        deliverer = self.make(holder)
        deliverer.drain()
        deliverer.finish()

    def later(self, **time: float) -> None:
        self.clock.set(self.clock.now() + timedelta(**time))


def hooks_beside(log_url: str) -> str:
    return f"{log_url}.hooks" if log_url.startswith("sqlite") else log_url


@pytest.fixture
def site(log_url: str, tmp_path: Path) -> Iterator[Site]:
    clock, master, ids = SetClock(START), os.urandom(32), TimeOrderedIds()
    vault = KeyVault(sa.create_engine(f"sqlite:///{tmp_path / 'keys.db'}"), master, clock)
    log = PalabreLog(PalabreApplication(Factory({Factory.DATABASE: log_url}, clock=clock.now), vault), NOUNS, "rules")
    store, box, post = HookStore(hooks_beside(log_url)), Strongbox(master), Post(HERE)
    feed = LogFeed(log)
    hooks = StoredWebhooks(store, box, log, ids, clock.now, post)
    disabled: list[str] = []
    parked: list[tuple[str, str]] = []

    def make(holder: str) -> Deliverer:
        queue = Queue(store, holder, clock.now)
        return Deliverer(
            store,
            queue,
            hooks,
            box,
            post,
            feed.next,
            feed.at,
            clock.now,
            lambda one: disabled.append(f"{one.name}: {one.reason}"),
            lambda subscription, subject: parked.append((subscription, subject)),
            at_once=8,
        )

    yield Site(log, hooks, store, box, vault, clock, disabled, parked, make, log_url, tmp_path, master)
    store.close()
    log.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one
