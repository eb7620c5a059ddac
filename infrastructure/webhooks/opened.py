"""Webhooks, wired: the port for the doors and the deliverer for the server, on one store."""

import logging
import os
import secrets
from dataclasses import dataclass

from application.ports import Clock, Ids
from application.webhooks import Subscription
from infrastructure.cloud_events import HERE
from infrastructure.event_log import PalabreLog
from infrastructure.feeds import LogFeed
from infrastructure.webhooks.addresses import networks
from infrastructure.webhooks.deliverer import Deliverer, Parked
from infrastructure.webhooks.destinations import Rules
from infrastructure.webhooks.queue import Queue
from infrastructure.webhooks.sending import Post
from infrastructure.webhooks.signing import Strongbox
from infrastructure.webhooks.subscriptions import StoredWebhooks
from infrastructure.webhooks.tables import HookStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hooks:
    """Everything about webhooks in this process."""

    store: HookStore
    webhooks: StoredWebhooks
    deliverer: Deliverer


def open_hooks(
    url: str,
    master: bytes,
    log: PalabreLog,
    ids: Ids,
    clock: Clock,
    rules: Rules,
    parked: Parked,
    base: str = HERE,
) -> Hooks:
    """Open the store at an SQLAlchemy URL and what works on it."""
    feed = LogFeed(log, base)
    store, box, post = HookStore(url), Strongbox(master), Post(rules)
    webhooks = StoredWebhooks(store, box, log, ids, clock.now, post)
    queue = Queue(store, f"{os.getpid()}-{secrets.token_hex(4)}", clock.now)
    deliverer = Deliverer(store, queue, webhooks, box, post, feed.next, feed.at, clock.now, _notice, parked)
    return Hooks(store, webhooks, deliverer)


def rules(*, http: bool, allowed: str, ports: str) -> Rules:
    """What the operator allows: networks and ports with commas between; ports `any` for all. Raises ValueError."""
    numbers = None if ports == "any" else frozenset(int(one) for one in ports.split(",") if one.strip())
    return Rules(http=http, networks=networks(allowed), ports=numbers)


def _notice(subscription: Subscription) -> None:
    logger.error("webhook %s (%s) is disabled: %s", subscription.name, subscription.id, subscription.reason)
