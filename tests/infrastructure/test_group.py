"""The lead of a shared commit is handed over, whatever befalls who holds it."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from eventsourcing.persistence import StoredEvent

from infrastructure.group import MOST_EVENTS, GroupCommit, Waiting
from infrastructure.settling import Append
from infrastructure.stored import OutcomeUnknown, Positions

PATIENCE = 10


class Gate:
    """A commit that waits to be let through, and notes its batches."""

    def __init__(self, then: Callable[[Sequence[Append]], None]) -> None:
        self.then = then
        self.batches: list[int] = []
        self.entered, self.open = threading.Semaphore(0), threading.Semaphore(0)

    def commit(self, batch: Sequence[Append]) -> None:
        """Wait, then do it."""
        self.batches.append(len(batch))
        self.entered.release()
        assert self.open.acquire(timeout=PATIENCE)
        self.then(batch)


def accept(batch: Sequence[Append]) -> None:
    """Settle all."""
    for append in batch:
        append.positions = Positions([])


def waiting(group: GroupCommit, count: int) -> None:
    """Return once so many callers wait."""
    while group.waiting < count:
        threading.Event().wait(0.001)


def test_who_comes_while_a_commit_runs_shares_the_next() -> None:
    gate = Gate(accept)
    group = GroupCommit(gate.commit)
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(group.submit, Append([]))]
        assert gate.entered.acquire(timeout=PATIENCE)
        calls += [pool.submit(group.submit, Append([])) for _ in range(7)]
        waiting(group, 7)
        gate.open.release(2)
        for call in calls:
            call.result(PATIENCE)
    assert gate.batches == [1, 7]


def test_a_batch_is_not_endless() -> None:
    gate = Gate(accept)
    group = GroupCommit(gate.commit)
    many = [StoredEvent("a", version, "t", b"") for version in range(MOST_EVENTS // 2)]
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(group.submit, Append([]))]
        assert gate.entered.acquire(timeout=PATIENCE)
        calls += [pool.submit(group.submit, Append(many)) for _ in range(3)]
        waiting(group, 3)
        gate.open.release(3)
        for call in calls:
            call.result(PATIENCE)
    assert gate.batches == [1, 2, 1]


def test_an_interrupted_leader_leaves_others_the_lead_and_no_false_success() -> None:
    def interrupted_once(batch: Sequence[Append]) -> None:
        gate.then = accept
        raise KeyboardInterrupt

    gate = Gate(interrupted_once)
    group = GroupCommit(gate.commit)
    first, second = Append([]), Append([])
    with ThreadPoolExecutor(2) as pool:
        leader: Future[None] = pool.submit(group.submit, first)
        assert gate.entered.acquire(timeout=PATIENCE)
        follower = pool.submit(group.submit, second)
        waiting(group, 1)
        gate.open.release(2)
        with pytest.raises(KeyboardInterrupt):
            leader.result(PATIENCE)
        follower.result(PATIENCE)
    assert isinstance(first.error, OutcomeUnknown)
    assert second.positions == []


def test_a_caller_interrupted_while_waiting_is_not_committed() -> None:
    gate = Gate(accept)
    group = GroupCommit(gate.commit)
    patient = Append([])
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(group.submit, Append([]))
        assert gate.entered.acquire(timeout=PATIENCE)
        gone = Waiting(Append([]))
        assert not group.join(gone)
        follower = pool.submit(group.submit, patient)
        waiting(group, 2)
        group.withdraw(gone)
        gate.open.release(2)
        leader.result(PATIENCE)
        follower.result(PATIENCE)
    assert gone.append.positions is None
    assert patient.positions == []
    assert gate.batches == [1, 1]


def test_a_caller_interrupted_when_just_handed_the_lead_passes_it_on() -> None:
    gate = Gate(accept)
    group = GroupCommit(gate.commit)
    patient = Append([])
    with ThreadPoolExecutor(2) as pool:
        leader = pool.submit(group.submit, Append([]))
        assert gate.entered.acquire(timeout=PATIENCE)
        gone = Waiting(Append([]))
        assert not group.join(gone)
        gate.open.release()
        leader.result(PATIENCE)
        follower = pool.submit(group.submit, patient)
        waiting(group, 2)
        group.withdraw(gone)
        gate.open.release()
        follower.result(PATIENCE)
    assert patient.positions == []
