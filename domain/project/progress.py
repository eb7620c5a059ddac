"""How far a project has come: idea, design, launch, consolidation; it may turn back, and it ends in one way."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.project.state import LINE, Outcome, Project, Stage, everyone, stage, under_way
from domain.said import Said, guarded, wordless
from domain.values import Since, Source


@record
class MoveToStage:
    """Say that the project has come to its next stage, or turns back to an earlier one, and why."""

    stage: Stage
    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class EndProject:
    """End the support: how the project leaves, and why where it is given up."""

    outcome: Outcome
    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class StageReached:
    stage: Stage
    reasons: Said
    on: date
    source: Source | None = None


@record
class ProjectEnded:
    outcome: Outcome
    reasons: Said
    on: date
    source: Source | None = None


Event = StageReached | ProjectEnded
Recorded = Sequence[Event | irregularity.Event]


class EndIsSaidOtherwise(Refusal):
    """A project ends by saying how it leaves."""


class ProjectStageSkipped(Refusal):
    """A project goes from idea to design, launch and consolidation, in that order."""

    cure = "The coordination records the stage between with its date, or accepts the gap with reasons."


class TurnedBackWithoutReasons(Refusal):
    """A project turns back to an earlier stage, or is given up, with reasons in words."""

    cure = "Whoever accompanies the project says why."


def move_to_stage(command: MoveToStage, project: Project) -> Recorded:
    if command.stage is Stage.ENDED:
        raise EndIsSaidOtherwise
    if command.stage is stage(project):
        return []
    guarded(everyone(project), command.reasons)
    reached = StageReached(stage=command.stage, reasons=command.reasons, on=command.on, source=command.source)
    breaches = [*under_way(project, command.on), *_out_of_line(command, project)]
    return judged([reached], breaches, command.source, project.irregularities, command.on)


def _out_of_line(command: MoveToStage, project: Project) -> Iterator[Refusal]:
    now = stage(project)
    if now is Stage.ENDED:
        return
    before, after = LINE.index(now), LINE.index(command.stage)
    if after > before + 1:
        yield ProjectStageSkipped(now, command.stage)
    if after < before and wordless(command.reasons):
        yield TurnedBackWithoutReasons(command.stage)


def end_project(command: EndProject, project: Project) -> Recorded:
    if project.outcome is command.outcome:
        return []
    guarded(everyone(project), command.reasons)
    ended = ProjectEnded(outcome=command.outcome, reasons=command.reasons, on=command.on, source=command.source)
    breaches = list(under_way(project, command.on))
    if command.outcome in {Outcome.GIVEN_UP, Outcome.CEASED} and wordless(command.reasons):
        breaches.append(TurnedBackWithoutReasons(command.outcome))
    return judged([ended], breaches, command.source, project.irregularities, command.on)


def evolve(project: Project, event: Event) -> Project:
    match event:
        case StageReached(stage=reached, on=on):
            first = project.launched_on is None and reached in {Stage.LAUNCH, Stage.CONSOLIDATION}
            stages = (*project.stages, Since(since=on, value=reached))
            return replace(project, stages=stages, launched_on=on if first else project.launched_on)
        case ProjectEnded(outcome=outcome, on=on):
            stages = (*project.stages, Since(since=on, value=Stage.ENDED))
            return replace(project, stages=stages, outcome=outcome, ended_on=on)
        case _:
            assert_never(event)
