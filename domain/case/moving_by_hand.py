"""What moves a case otherwise than its procedure says: a person's hand, or another version of the procedure."""

from collections.abc import Sequence
from datetime import datetime

from domain.case import events as e
from domain.case.running import moving
from domain.case.setting import Setting, StepUnknown
from domain.case.state import Case, Cause, running
from domain.case.telling import Telling, configuration
from domain.decider import Given, Refusal, record
from domain.procedure.configuration import Configuration, Move
from domain.procedure.definition import Kind, Procedure
from domain.procedure.placing import place
from domain.procedure.step import ended, put
from domain.values import PersonId


class MovedWithoutReason(Refusal):
    """Who moves a case by hand says why."""


class CannotStandThere(Refusal):
    """A case cannot stand there in this version of the procedure."""


@record
class MoveByHand:
    """Move a case to another step, outside what its procedure foresees. It stays visible for ever."""

    to: str
    reason: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


@record
class Migrate:
    """Let an open case go on under another published version of its procedure."""

    version: int | None = None
    by: Given[PersonId]
    setting: Given[Setting]
    """That of the version it goes to."""
    before: Given[Procedure]
    """What the version it comes from defines."""
    at: datetime


def move(command: MoveByHand, case: Case) -> Sequence[e.Event]:
    definition, setting = command.setting.definition, command.setting
    if not command.reason.strip():
        raise MovedWithoutReason(command.to)
    running(case)
    target = definition.states.get(command.to)
    if target is None or not command.to or target.kind in (Kind.HISTORY, Kind.JOIN):
        raise StepUnknown(command.to)
    telling = Telling(case, setting, command.at)
    moving(
        telling,
        lambda: put(definition, configuration(case), (command.to,), setting.holds),
        Cause.BY_HAND,
        about=command.to,
        by=command.by,
        reason=command.reason,
    )
    return telling.events


def migrate(command: Migrate, case: Case) -> Sequence[e.Event]:
    setting = command.setting
    if running(case).version == setting.definition.version and case.digest == setting.digest:
        return []
    placing = place(configuration(case), command.before, setting.definition)
    if placing.configuration is None:
        raise CannotStandThere(*(f"{one.state}: {one.snag}" for one in placing.stuck))
    telling = Telling(case, setting, command.at)
    telling.tell(
        e.CaseMigrated(
            before=case.version,
            version=setting.definition.version,
            digest=setting.digest,
            moved=dict(placing.moved),
            by=command.by,
            at=command.at,
        )
    )
    _settle(telling, case, placing.configuration, command.by)
    return telling.events


def _settle(telling: Telling, before: Case, after: Configuration, by: PersonId) -> None:
    """Leave what is no longer there, enter what is new, look again at what stays; then what happens at once."""
    definition = telling.setting.definition
    moved = Move(
        trigger=None,
        left=tuple(sorted(before.active - after.active, key=_depth, reverse=True)),
        entered=tuple(sorted(after.active - before.active, key=_depth)),
        after=after,
        ended=ended(definition, after),
    )
    telling.move(moved, Cause.MIGRATED, by=by)
    if moved.ended:
        return
    for path in sorted(before.active & after.active):
        telling.look_again(definition.states[path])
    moving(telling, lambda: _at_once(telling), Cause.MIGRATED, about="migration", by=by)


def _at_once(telling: Telling) -> Move | None:
    setting = telling.setting
    made = put(setting.definition, configuration(telling.case), (), setting.holds)
    return made if made.taken else None


def _depth(path: str) -> tuple[int, str]:
    return path.count("."), path
