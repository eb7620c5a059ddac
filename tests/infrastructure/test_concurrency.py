"""Whatever callers do at once, and from however many recorders, the log stays sound."""

import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.stored import ClaimTaken, Positions, ReadSetChanged, StreamConflict
from tests.infrastructure.events import a_key, assert_sound, chain, whole_log

STREAM = st.sampled_from(["agreement-1", "agreement-2", "mandate-1"])
Move = tuple[str, int, str | None, str | None, str | None]
MOVES = st.tuples(
    STREAM, st.integers(0, 3), st.none() | STREAM, st.none() | st.sampled_from("12"), st.none() | st.sampled_from("xyz")
)


class Caller:
    """One caller's moves on one recorder, and what it was told."""

    def __init__(self, recorder: Recorder, moves: list[Move]) -> None:
        self.recorder, self.moves = recorder, moves
        self.recorded: dict[int, str | None] = {}

    def run(self) -> None:
        """Make every move; a refusal is fine, anything else is not."""
        for move in self.moves:
            try:
                self._make(*move)
            except (StreamConflict, ReadSetChanged, ClaimTaken):
                continue

    def _make(self, stream: str, count: int, rests_on: str | None, value: str | None, key: str | None) -> None:
        read = {} if rests_on is None else {rests_on: self.recorder.head_version(rests_on)}
        head = self.recorder.head_version(stream)
        events = chain(stream, head + 1, count)
        positions = self.recorder.insert_events(
            events,
            expected={stream: head} if events else {},
            read=read,
            claims=[] if value is None else [("siren", value, stream)],
            key=None if key is None else a_key(key),
        )
        self._note(positions, [one.event_id for one in events])

    def _note(self, positions: Positions | None, event_ids: list[str]) -> None:
        if positions is None or positions.repeated:
            return
        assert len(positions) == len(event_ids)
        self.recorded.update(zip(positions, event_ids, strict=True))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(MOVES, min_size=1, max_size=6), min_size=2, max_size=6), st.integers(1, 2))
def test_whatever_callers_do_at_once_the_log_holds_exactly_what_they_were_told(
    scripts: list[list[Move]], processes: int
) -> None:
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        recorders = [_recorder(Path(home), stack) for _ in range(processes)]
        callers = [Caller(recorders[number % processes], moves) for number, moves in enumerate(scripts)]
        _all_at_once(callers)
        log = whole_log(recorders[0])
        assert_sound(log)
        told = {position: event_id for caller in callers for position, event_id in caller.recorded.items()}
        assert told == {logged.id: logged.event_id for logged in log}
        assert sum(len(caller.recorded) for caller in callers) == len(log)


def _recorder(home: Path, stack: ExitStack) -> Recorder:
    recorder = Recorder(Database(f"sqlite:///{home / 'log.db'}"))
    recorder.create_table()
    stack.callback(recorder.database.close)
    stack.callback(recorder.close)
    return recorder


def _all_at_once(callers: list[Caller]) -> None:
    ready = threading.Barrier(len(callers))

    def start(caller: Caller) -> None:
        ready.wait()
        caller.run()

    with ThreadPoolExecutor(len(callers)) as pool:
        list(pool.map(start, callers))
