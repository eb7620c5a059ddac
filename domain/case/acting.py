"""What people do in a case, what it hears, and what time brings about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from domain.case import events as e
from domain.case.running import moving
from domain.case.setting import Setting
from domain.case.state import Case, Cause, IncidentKind, Timer, running
from domain.case.telling import DEEPEST, Telling, configuration, timers_of
from domain.decider import Given, Refusal, record
from domain.procedure.configuration import Move, Trigger
from domain.procedure.definition import On, Transition
from domain.procedure.step import listening, step
from domain.values import PersonId


class NotPossibleNow(Refusal):
    """This can only be done in a step that listens to it."""


class GuardSaysNo(Refusal):
    """The procedure sets a condition for this, and it is not met."""


class ActedWithoutReason(Refusal):
    """The procedure asks why this is done."""


class NotDueYet(Refusal):
    """A timer goes off when it is due, never before."""


@record
class Act:
    """Do what a step of the procedure offers: `event` is its name there. `state` where several steps offer it."""

    event: str
    state: str = ""
    reason: str = ""
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


@record
class Hear:
    """An aggregate recorded something about the subject: the case moves if it listens, and its dates are looked at.

    `by_case`: it followed from an order of a case.
    """

    name: str
    by_case: bool = False
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the event itself says, for the guards of whoever listens."""
    setting: Given[Setting]
    at: datetime


@record
class FireTimer:
    """A timer's time has come."""

    timer: str
    setting: Given[Setting]
    at: datetime


def act(command: Act, case: Case) -> Sequence[e.Event]:
    setting = command.setting
    offers = list(offered(running(case), setting, command.event, command.state))
    if not offers:
        raise NotPossibleNow(command.event, *sorted(case.active))
    if any(one.reason for one in offers) and not command.reason.strip():
        raise ActedWithoutReason(command.event)
    telling = Telling(case, setting, command.at)
    trigger = Trigger(on=On.EVENT, name=command.event, state=command.state)
    moved = moving(
        telling,
        lambda: step(setting.definition, configuration(case), trigger, setting.holds),
        Cause.EVENT,
        about=command.event,
        by=command.by,
        reason=command.reason,
    )
    if not moved and not telling.events:
        raise GuardSaysNo(command.event, *(branch.guard for one in offers for branch in one.branches if branch.guard))
    return telling.events


def offered(case: Case, setting: Setting, event: str, state: str = "") -> Iterator[Transition]:
    """The transitions that somebody can set off now by this event."""
    for one in listening(setting.definition, configuration(case)):
        if one.transition.on is On.EVENT and one.transition.name == event and state in ("", one.state):
            yield one.transition


def hear(command: Hear, case: Case) -> Sequence[e.Event]:
    if not case.is_open:
        return []
    setting = command.setting
    telling = Telling(case, setting, command.at)
    chain = case.chain + 1 if command.by_case else 0
    if chain > DEEPEST:
        telling.incident(IncidentKind.DEPTH, f"{command.name}: {chain}", command.name)
        return telling.events
    trigger = Trigger(on=On.WHEN, name=command.name)
    moving(
        telling,
        lambda: step(setting.definition, configuration(case), trigger, setting.holds),
        Cause.WHEN,
        about=command.name,
        chain=chain,
    )
    if telling.case.is_open and setting.subject_ended and not setting.definition.outlives_subject:
        telling.end((), setting.subject_ended)
    elif telling.case.is_open:
        _reckon(telling)
    return telling.events


def _reckon(telling: Telling) -> None:
    """Set again every timer whose date of the subject has moved, or is known at last."""
    case, states = telling.case, telling.setting.definition.states
    for path in sorted(case.active):
        for transition in timers_of(states[path]):
            if transition.timer is not None and transition.timer.of:
                _reckon_one(telling, path, transition)


def _reckon_one(telling: Telling, path: str, transition: Transition) -> None:
    assert transition.timer is not None
    armed = next((one for one in telling.case.timers if one.transition == transition.id), None)
    if armed is None and transition.id not in telling.case.waiting_for:
        return  # it has gone off in this stay already
    due = telling.due(transition.timer.delay, transition.timer.of, transition.id)
    if armed is not None and armed.due != due:
        telling.tell(e.TimerCancelled(timer=armed.key, why="moved", at=telling.at))
        telling.arm(path, transition, transition.timer)
    elif armed is None and due is not None:
        telling.arm(path, transition, transition.timer)


def fire_timer(command: FireTimer, case: Case) -> Sequence[e.Event]:
    """A timer that is not set any more has gone off already, or been cancelled: there is nothing to do."""
    timer = next((one for one in case.timers if one.key == command.timer), None)
    if timer is None or not case.is_open:
        return []
    if timer.due > command.at:
        raise NotDueYet(command.timer, timer.due)
    telling = Telling(case, command.setting, command.at)
    telling.tell(e.TimerFired(timer=timer.key, due=timer.due, at=command.at))
    moving(telling, lambda: _went_off(telling, timer), Cause.AFTER, about=timer.key)
    return telling.events


def _went_off(telling: Telling, timer: Timer) -> Move | None:
    name = timer.transition.rpartition("/")[2]
    trigger = Trigger(on=On.AFTER, name=name, state=timer.state)
    return step(telling.setting.definition, configuration(telling.case), trigger, telling.setting.holds)
