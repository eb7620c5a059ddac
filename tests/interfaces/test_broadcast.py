"""One reader for all who listen: each hears what it wants once, in order, whatever the others do."""

import asyncio
from collections.abc import Callable, Coroutine, Generator
from pathlib import Path
from typing import Any

import pytest

from application.feeds import Wanted
from infrastructure.event_log import PalabreLog
from infrastructure.feeds import LogFeed
from interfaces.api import broadcast
from interfaces.api.broadcast import Broadcast, Listener, told
from tests.small_log import fill, rename, small_log, subject


@pytest.fixture
def log(tmp_path: Path) -> Generator[PalabreLog]:
    with small_log(f"sqlite:///{tmp_path / 'log.db'}", tmp_path) as one:
        fill(one, 10)
        yield one


def listening(broadcast: Broadcast, wanted: Wanted, after: int) -> Listener:
    one = Listener(wanted, after, lambda: None)
    assert broadcast.joined(one, at_the_end=True)
    return one


def positions(chunk: bytes | None) -> list[int]:
    return [int(line[4:]) for line in (chunk or b"").splitlines() if line.startswith(b"id: ")]


def soon(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 10))


def test_the_same_bytes_go_to_all_who_want_the_same_and_others_hear_what_they_asked_for(log: PalabreLog) -> None:
    async def work() -> None:
        there = Broadcast(LogFeed(log))
        first, second = listening(there, Wanted(), 10), listening(there, Wanted(), 10)
        few, ahead = listening(there, Wanted(subject=subject(1)), 10), listening(there, Wanted(), 11)
        for number in range(3):
            rename(log, subject(number), f"nom {number}")
        heard = list[int]()
        while heard != [11, 12, 13]:
            one, other = await first.next(), await second.next()
            assert one is other
            heard += positions(one)
        assert positions(await few.next()) == [12]
        late = list[int]()
        while late != [12, 13]:
            late += positions(await ahead.next())
        for each in list(there.listeners):
            there.leave(each)

    soon(work)


def test_who_reads_too_little_falls_behind_alone_and_reads_on_where_it_was(
    log: PalabreLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broadcast, "UNREAD", 2_000)

    async def work() -> None:
        feed = LogFeed(log)
        there = Broadcast(feed)
        slow, quick = listening(there, Wanted(), 10), listening(there, Wanted(), 10)
        heard = list[int]()
        for number in range(20):
            rename(log, subject(0), f"nom {number}")
            if number == 0:
                heard += positions(await slow.next())  # it takes one, and nothing more
            await quick.next()
        assert not slow.is_live
        assert await slow.next() is None
        rest = feed.lines(Wanted(), slow.after, 100).found
        assert heard + positions(told(rest)) == list(range(11, 31))
        for each in list(there.listeners):
            there.leave(each)

    soon(work)


def test_nobody_reads_where_nobody_listens_and_who_waits_is_woken(log: PalabreLog) -> None:
    async def work() -> None:
        there = Broadcast(LogFeed(log))
        one = listening(there, Wanted(), 10)
        there.leave(one)
        assert there._reading is not None
        await there._reading
        loop = asyncio.get_running_loop()
        loop.call_later(0.1, rename, log, subject(0), "nom")
        begun = loop.time()
        await there.beyond(10, 5.0)
        assert loop.time() - begun < 3
        await there.beyond(11, 0.1)

    soon(work)
