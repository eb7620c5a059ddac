"""Events for tests of the log, as the mapper would prepare them."""

import secrets
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import pairwise

from infrastructure.recorder import Recorder
from infrastructure.stored import IdempotencyKey, Logged, PreparedEvent

NAME = "agreement.signed.v1"


def event(stream: str, version: int, framework: str | None = "framework-1", state: bytes = b"{}") -> PreparedEvent:
    """One event of a stream."""
    event_id = secrets.token_hex(16)
    head = f'{{"event":"{event_id}","framework_sequence":'.encode()
    return PreparedEvent(stream, version, NAME, state, event_id, framework, NAME, head, b',"version":%d}' % version)


def chain(stream: str, first: int, count: int, framework: str | None = "framework-1") -> list[PreparedEvent]:
    """Several that follow one another."""
    return [event(stream, first + number, framework) for number in range(count)]


def a_key(name: str, digest: str = "d1") -> IdempotencyKey:
    """A key of one actor and route."""
    return IdempotencyKey("person-1", "POST /agreements", name, digest)


def whole_log(recorder: Recorder) -> list[Logged]:
    """Every event there is."""
    found: list[Logged] = []
    while more := recorder.iterate(found[-1].id if found else 0, 5_000):
        found += more
    return found


def assert_sound(log: Sequence[Logged]) -> None:
    """No hole, no double, no step back: in positions, streams, frameworks, ids and recorded times."""
    assert [logged.id for logged in log] == list(range(1, len(log) + 1))
    assert len({logged.event_id for logged in log}) == len(log)
    assert all(earlier.recorded_at <= later.recorded_at for earlier, later in pairwise(log))
    versions: dict[str, int] = {}
    sequences: dict[str | None, int] = {}
    for logged in log:
        stream = str(logged.originator_id)
        versions[stream] = versions.get(stream, 0) + 1
        sequences[logged.framework] = sequences.get(logged.framework, 0) + 1
        assert (logged.originator_version, logged.framework_sequence) == (versions[stream], sequences[logged.framework])


def expected_body(prepared: PreparedEvent, sequence: int) -> bytes:
    """The digest of the leaf's canonical JSON."""
    return sha256(prepared.body_head + str(sequence).encode() + prepared.body_tail).digest()


def in_parallel(count: int, caller: Callable[[int], None]) -> None:
    """Let so many callers loose at once; the first failure is raised."""
    ready = threading.Barrier(count)

    def start(number: int) -> None:
        ready.wait()
        caller(number)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(start, range(count)))
