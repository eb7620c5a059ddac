"""A published file that was imported: what it is, what it speaks of and corrects, and what became of its rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.decider import Decider, Given, Refusal, record, replace
from domain.values import AgreementId, Digest, FrameworkId

LISTED = 100
"""How many rows set aside, and how many agreements no longer stated, are named one by one; all are counted."""


@record
class Covered:
    """The years that the file speaks of for one grantor (its name without case or accents)."""

    grantor: str
    first: int
    last: int


@record
class Remark:
    """Something that was detected or put right in the file, and how many times."""

    rule: str
    count: int = 1
    detail: str = ""


@record
class RowSetAside:
    """A row that could not be recorded: where it stands in the file, in which column, under which rule."""

    row: int
    sheet: str = ""
    column: str = ""
    rule: str


@record
class Counts:
    """What became of the rows: every one is recorded, unchanged, corrected or quarantined."""

    rows: int
    recorded: int
    unchanged: int
    corrected: int
    quarantined: int

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for once."""
        parts = (self.recorded, self.unchanged, self.corrected, self.quarantined)
        return min(parts) >= 0 and sum(parts) == self.rows


@record
class Begin:
    """Begin to import a file: what it is, how it was read, whose years it covers, which files it may correct."""

    framework: FrameworkId
    file: Digest
    name: str
    remarks: tuple[Remark, ...] = ()
    covers: tuple[Covered, ...] = ()
    corrects: tuple[Digest, ...] = ()
    establishes_framework: bool = False
    at: Given[datetime]


@record
class Resume:
    """Go on with an import that was interrupted."""

    at: Given[datetime]


@record
class Finish:
    """Say what became of every row of the file."""

    counts: Counts
    reasons: tuple[Remark, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    vanished: tuple[AgreementId, ...] = ()
    at: Given[datetime]


Command = Begin | Resume | Finish


@record
class Begun:
    framework: FrameworkId
    file: Digest
    name: str
    remarks: tuple[Remark, ...] = ()
    covers: tuple[Covered, ...] = ()
    corrects: tuple[Digest, ...] = ()
    establishes_framework: bool = False
    at: datetime


@record
class Resumed:
    at: datetime


@record
class Finished:
    """Of the rows set aside and the agreements no longer stated, the first are named; the counts say how many."""

    counts: Counts
    reasons: tuple[Remark, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    vanished: tuple[AgreementId, ...] = ()
    vanished_count: int = 0
    at: datetime


Event = Begun | Resumed | Finished


class NoSuchImport(Refusal):
    """There is no such import."""


class ImportAlreadyBegun(Refusal):
    """An import begins once."""


class ImportAlreadyFinished(Refusal):
    """An import that has accounted for every row is finished; the file may be imported again."""


class RowsDoNotAddUp(Refusal):
    """Every row of a file is recorded, unchanged, corrected or quarantined: none is dropped, none is invented."""


@record
class GrantsImport:
    """An import as far as it has come; `counts` is None until every row is accounted for."""

    framework: FrameworkId | None = None
    file: Digest | None = None
    name: str = ""
    remarks: tuple[Remark, ...] = ()
    covers: tuple[Covered, ...] = ()
    corrects: tuple[Digest, ...] = ()
    begun_at: datetime | None = None
    interruptions: int = 0
    counts: Counts | None = None
    reasons: tuple[Remark, ...] = ()
    set_aside: tuple[RowSetAside, ...] = ()
    vanished: tuple[AgreementId, ...] = ()
    vanished_count: int = 0
    finished_at: datetime | None = None


def decide(command: Command, state: GrantsImport) -> Sequence[Event]:
    match command:
        case Begin():
            return begin(command, state)
        case Resume():
            return resume(command, _begun(state))
        case Finish():
            return finish(command, _begun(state))
        case _:
            assert_never(command)


def begin(command: Begin, state: GrantsImport) -> list[Begun]:
    begun = Begun(
        framework=command.framework,
        file=command.file,
        name=command.name.strip(),
        remarks=command.remarks,
        covers=command.covers,
        corrects=command.corrects,
        establishes_framework=command.establishes_framework,
        at=command.at,
    )
    if state.begun_at is not None:
        if replace(evolve(GrantsImport(), begun), begun_at=state.begun_at) == state:
            return []
        raise ImportAlreadyBegun(state.name)
    return [begun]


def resume(command: Resume, state: GrantsImport) -> list[Resumed]:
    if state.counts is not None:
        raise ImportAlreadyFinished(state.name)
    return [Resumed(at=command.at)]


def finish(command: Finish, state: GrantsImport) -> list[Finished]:
    if not command.counts.adds_up:
        raise RowsDoNotAddUp(command.counts.rows)
    if state.counts is not None:
        if state.counts == command.counts:
            return []
        raise ImportAlreadyFinished(state.name)
    return [
        Finished(
            counts=command.counts,
            reasons=command.reasons,
            set_aside=command.set_aside[:LISTED],
            vanished=command.vanished[:LISTED],
            vanished_count=len(command.vanished),
            at=command.at,
        )
    ]


def _begun(state: GrantsImport) -> GrantsImport:
    if state.begun_at is None:
        raise NoSuchImport
    return state


def evolve(state: GrantsImport, event: Event) -> GrantsImport:
    match event:
        case Begun():
            return GrantsImport(
                framework=event.framework,
                file=event.file,
                name=event.name,
                remarks=event.remarks,
                covers=event.covers,
                corrects=event.corrects,
                begun_at=event.at,
            )
        case Resumed():
            return replace(state, interruptions=state.interruptions + 1)
        case Finished():
            return replace(
                state,
                counts=event.counts,
                reasons=event.reasons,
                set_aside=event.set_aside,
                vanished=event.vanished,
                vanished_count=event.vanished_count,
                finished_at=event.at,
            )
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=GrantsImport())
