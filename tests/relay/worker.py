"""A relay of its own process, to be killed: `python -m tests.relay.worker URL FOLDER REPLICAS SERVER…`."""

import sys
from pathlib import Path
from threading import Event

from application.relay import Far, Relay
from infrastructure.feeds import LogFeed
from infrastructure.relay_nats import open_nats
from tests.small_log import small_log


def show(far: Far) -> None:
    print(far.position, far.last, far.trouble, flush=True)


def main(url: str, folder: str, replicas: str, *servers: str) -> None:
    """Until killed."""
    with small_log(url, Path(folder)) as log:
        Relay(LogFeed(log), log.position, open_nats(servers, {"replicas": replicas})).follow(Event(), show)


if __name__ == "__main__":
    main(*sys.argv[1:])
