"""A programme is opened by an operator, paid for by funders, and closed with reasons."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.programme.state import Kind, Programme, open_on
from domain.values import ActReference, FrameworkId, OrganisationId, Since, Source, value_on


@record
class OpenProgramme:
    """Open a programme of support: what it offers and who runs it."""

    framework: FrameworkId
    title: str
    kind: Kind
    purpose: str = ""
    operator: OrganisationId
    act: ActReference | None = None
    on: date
    source: Source | None = None


@record
class ChangeOperator:
    """Hand the programme to another operator from a day on."""

    operator: OrganisationId
    on: date
    source: Source | None = None


@record
class CloseProgramme:
    """End the programme, with reasons; what it began goes on."""

    reasons: str
    on: date
    source: Source | None = None


@record
class ReopenProgramme:
    """Open a closed programme again."""

    on: date
    source: Source | None = None


@record
class ProgrammeOpened:
    framework: FrameworkId
    title: str
    kind: Kind
    purpose: str
    operator: OrganisationId
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class OperatorChanged:
    operator: OrganisationId
    on: date
    source: Source | None = None


@record
class ProgrammeClosed:
    reasons: str
    on: date
    source: Source | None = None


@record
class ProgrammeReopened:
    on: date
    source: Source | None = None


Event = ProgrammeOpened | OperatorChanged | ProgrammeClosed | ProgrammeReopened
Recorded = Sequence[Event | irregularity.Event]


class ProgrammeAlreadyOpened(Refusal):
    """A programme is opened once; closed, it is opened again by a command of its own."""


class ProgrammeUntitled(Refusal):
    """A programme has a title."""


class ProgrammeClosedWithoutReasons(Refusal):
    """A programme is closed with reasons in words."""

    cure = "Whoever closed it says why."


class BeforeItsOpening(Refusal):
    """Nothing happens to a programme before it was opened."""

    cure = "The coordination checks the dates, and corrects or accepts them."


def open_programme(command: OpenProgramme, programme: Programme) -> Recorded:
    opened = ProgrammeOpened(
        framework=command.framework,
        title=command.title,
        kind=command.kind,
        purpose=command.purpose,
        operator=command.operator,
        act=command.act,
        on=command.on,
        source=command.source,
    )
    if programme.running:
        if programme == evolve(Programme(), opened):
            return []
        raise ProgrammeAlreadyOpened
    if not command.title.strip():
        raise ProgrammeUntitled
    return [opened]


def change_operator(command: ChangeOperator, programme: Programme) -> Recorded:
    if value_on(programme.operators, command.on) == command.operator:
        return []
    changed = OperatorChanged(operator=command.operator, on=command.on, source=command.source)
    return judged([changed], early(programme, command.on), command.source, programme.irregularities, command.on)


def close_programme(command: CloseProgramme, programme: Programme) -> Recorded:
    if not programme.running[-1].value:
        return []
    closed = ProgrammeClosed(reasons=command.reasons, on=command.on, source=command.source)
    breaches = [*early(programme, command.on), *_unexplained(command.reasons)]
    return judged([closed], breaches, command.source, programme.irregularities, command.on)


def _unexplained(reasons: str) -> Iterator[Refusal]:
    if not reasons.strip():
        yield ProgrammeClosedWithoutReasons()


def reopen_programme(command: ReopenProgramme, programme: Programme) -> Recorded:
    if programme.running[-1].value and open_on(programme, command.on):
        return []
    reopened = ProgrammeReopened(on=command.on, source=command.source)
    return judged([reopened], early(programme, command.on), command.source, programme.irregularities, command.on)


def early(programme: Programme, day: date) -> Iterator[Refusal]:
    """What is irregular in something dated before the programme began."""
    if day < programme.running[0].since:
        yield BeforeItsOpening(programme.running[0].since, day)


def evolve(programme: Programme, event: Event) -> Programme:
    match event:
        case ProgrammeOpened():
            return replace(
                programme,
                framework=event.framework,
                title=event.title,
                kind=event.kind,
                purpose=event.purpose,
                operators=(Since(since=event.on, value=event.operator),),
                act=event.act,
                running=(Since(since=event.on, value=True),),
            )
        case OperatorChanged(operator=operator, on=on):
            return replace(programme, operators=(*programme.operators, Since(since=on, value=operator)))
        case ProgrammeClosed(reasons=reasons, on=on):
            closed = (*programme.running, Since(since=on, value=False))
            return replace(programme, running=closed, closed_because=reasons)
        case ProgrammeReopened(on=on):
            running = (*programme.running, Since(since=on, value=True))
            return replace(programme, running=running, closed_because="")
        case _:
            assert_never(event)
