"""A statement of payments that was taken in: what it is, and what became of each of its lines."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.decider import Decider, Given, Refusal, record, replace
from domain.grants_import import LISTED, Remark, RowSetAside
from domain.values import Digest, FrameworkId


@record
class LineCounts:
    """What became of the lines: every one is recorded, unchanged, corrected, queued or quarantined.

    `recorded` have found their agreement, `corrected` had waited and found it now, `queued` wait for a decision.
    """

    rows: int
    recorded: int
    unchanged: int
    corrected: int
    queued: int
    quarantined: int

    @property
    def adds_up(self) -> bool:
        """Whether every line is accounted for once."""
        parts = (self.recorded, self.unchanged, self.corrected, self.queued, self.quarantined)
        return min(parts) >= 0 and sum(parts) == self.rows


@record
class BeginStatement:
    """Begin to take in a statement of payments: what it is, and how it was read."""

    framework: FrameworkId
    file: Digest
    name: str
    remarks: tuple[Remark, ...] = ()
    at: Given[datetime]


@record
class ResumeStatement:
    """Go on with a statement that was interrupted."""

    at: Given[datetime]


@record
class FinishStatement:
    """Say what became of every line of the statement."""

    counts: LineCounts
    reasons: tuple[Remark, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    at: Given[datetime]


Command = BeginStatement | ResumeStatement | FinishStatement


@record
class StatementBegun:
    framework: FrameworkId
    file: Digest
    name: str
    remarks: tuple[Remark, ...] = ()
    at: datetime


@record
class StatementResumed:
    at: datetime


@record
class StatementFinished:
    """`reasons` say why lines wait or were set aside, and how many each; of those set aside, the first are named."""

    counts: LineCounts
    reasons: tuple[Remark, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    at: datetime


Event = StatementBegun | StatementResumed | StatementFinished


class NoSuchStatement(Refusal):
    """There is no such statement of payments."""


class StatementAlreadyBegun(Refusal):
    """A statement begins to be taken in once."""


class StatementAlreadyFinished(Refusal):
    """A statement that has accounted for every line is finished; the file may be imported again."""


class LinesDoNotAddUp(Refusal):
    """Every line of a statement is recorded, unchanged, corrected, queued or quarantined: none is dropped."""


@record
class Statement:
    """A statement of payments as far as it was taken in; `counts` is None until every line is accounted for."""

    framework: FrameworkId | None = None
    file: Digest | None = None
    name: str = ""
    remarks: tuple[Remark, ...] = ()
    begun_at: datetime | None = None
    interruptions: int = 0
    counts: LineCounts | None = None
    reasons: tuple[Remark, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    finished_at: datetime | None = None


def decide(command: Command, state: Statement) -> Sequence[Event]:
    match command:
        case BeginStatement():
            return begin(command, state)
        case ResumeStatement():
            return resume(command, _begun(state))
        case FinishStatement():
            return finish(command, _begun(state))
        case _:
            assert_never(command)


def begin(command: BeginStatement, state: Statement) -> list[StatementBegun]:
    begun = StatementBegun(
        framework=command.framework,
        file=command.file,
        name=command.name.strip(),
        remarks=command.remarks,
        at=command.at,
    )
    if state.begun_at is None:
        return [begun]
    if replace(evolve(Statement(), begun), begun_at=state.begun_at) == state:
        return []
    raise StatementAlreadyBegun(state.name)


def resume(command: ResumeStatement, state: Statement) -> list[StatementResumed]:
    if state.counts is not None:
        raise StatementAlreadyFinished(state.name)
    return [StatementResumed(at=command.at)]


def finish(command: FinishStatement, state: Statement) -> list[StatementFinished]:
    if not command.counts.adds_up:
        raise LinesDoNotAddUp(command.counts.rows)
    if state.counts is not None:
        if state.counts == command.counts:
            return []
        raise StatementAlreadyFinished(state.name)
    aside = command.set_aside[:LISTED]
    return [StatementFinished(counts=command.counts, reasons=command.reasons, set_aside=aside, at=command.at)]


def _begun(state: Statement) -> Statement:
    if state.begun_at is None:
        raise NoSuchStatement
    return state


def evolve(state: Statement, event: Event) -> Statement:
    match event:
        case StatementBegun():
            return Statement(
                framework=event.framework,
                file=event.file,
                name=event.name,
                remarks=event.remarks,
                begun_at=event.at,
            )
        case StatementResumed():
            return replace(state, interruptions=state.interruptions + 1)
        case StatementFinished():
            return replace(
                state,
                counts=event.counts,
                reasons=event.reasons,
                set_aside=event.set_aside,
                finished_at=event.at,
            )
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Statement())
