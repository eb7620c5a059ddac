"""What a leaf of the tree says: the place of an event, when it was recorded, and a digest of everything else in it."""

from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

_BEGIN = datetime(1970, 1, 1)  # noqa: DTZ001 - UTC throughout; without a zone it is written faster


def leaf_data(position: int, recorded_at: int, body: bytes) -> bytes:
    """The leaf's canonical JSON (RFC 8785). `recorded_at` is microseconds since 1970, `body` the event's 32 bytes."""
    return b'{"body":"%b","position":%d,"recorded_at":"%b"}' % (body.hex().encode(), position, written(recorded_at))


def leaf(position: int, recorded_at: int, body: bytes) -> bytes:
    """The hash of the leaf of an event. The event at position p is leaf p - 1."""
    return sha256(b"\0" + leaf_data(position, recorded_at, body)).digest()


def written(recorded_at: int) -> bytes:
    """An instant as leaves have it: UTC, to the microsecond (`2026-11-25T14:48:58.000001Z`)."""
    seconds, fraction = divmod(recorded_at, 1_000_000)
    return b"%b.%06dZ" % (_to_the_second(seconds), fraction)


@lru_cache(maxsize=64)
def _to_the_second(seconds: int) -> bytes:
    return (_BEGIN + timedelta(seconds=seconds)).isoformat().encode()
