"""A project of creation: carried by people, advised, funded, launched, and asked years later what became of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)
from domain.project import carrying, finance, follow_up, progress, support
from domain.project.carrying import (
    AddHolder,
    AdviserAppointed,
    AppointAdviser,
    BeginProject,
    FormOrganisation,
    HolderAdded,
    HolderRemoved,
    OrganisationFormed,
    ProjectBegun,
    RemoveHolder,
)
from domain.project.finance import CancelFinance, FinanceCancelled, FinanceReceived, ReceiveFinance
from domain.project.follow_up import AnswerFollowUp, AskFollowUp, FollowUpAnswered, FollowUpAsked
from domain.project.progress import EndProject, MoveToStage, ProjectEnded, StageReached
from domain.project.state import ALIVE, Answer, FinanceKind, NoSuchProject, Outcome, Project, Stage, adviser, stage
from domain.project.support import (
    AddFunder,
    EnterProgramme,
    FunderAdded,
    FunderRemoved,
    LeaveProgramme,
    ProgrammeEntered,
    ProgrammeLeft,
    RemoveFunder,
)

__all__ = [
    "ALIVE",
    "AddFunder",
    "AddHolder",
    "AdviserAppointed",
    "Answer",
    "AnswerFollowUp",
    "AppointAdviser",
    "AskFollowUp",
    "BeginProject",
    "CancelFinance",
    "Command",
    "EndProject",
    "EnterProgramme",
    "Event",
    "FinanceCancelled",
    "FinanceKind",
    "FinanceReceived",
    "FollowUpAnswered",
    "FollowUpAsked",
    "FormOrganisation",
    "FunderAdded",
    "FunderRemoved",
    "HolderAdded",
    "HolderRemoved",
    "LeaveProgramme",
    "MoveToStage",
    "NoSuchProject",
    "OrganisationFormed",
    "Outcome",
    "ProgrammeEntered",
    "ProgrammeLeft",
    "Project",
    "ProjectBegun",
    "ProjectEnded",
    "ReceiveFinance",
    "RemoveFunder",
    "RemoveHolder",
    "Stage",
    "StageReached",
    "adviser",
    "decide",
    "decider",
    "evolve",
    "stage",
]

Command = (
    BeginProject
    | AddHolder
    | RemoveHolder
    | FormOrganisation
    | AppointAdviser
    | MoveToStage
    | EndProject
    | EnterProgramme
    | LeaveProgramme
    | AddFunder
    | RemoveFunder
    | ReceiveFinance
    | CancelFinance
    | AskFollowUp
    | AnswerFollowUp
    | irregularity.Command
)
Event = carrying.Event | progress.Event | support.Event | finance.Event | follow_up.Event | irregularity.Event


def _about_irregularities(command: irregularity.Command, project: Project) -> Sequence[Event]:
    return irregularity.decide(command, project.irregularities)


RULES: Mapping[type, Callable[[Any, Project], Sequence[Event]]] = {
    BeginProject: carrying.begin,
    AddHolder: carrying.add_holder,
    RemoveHolder: carrying.remove_holder,
    FormOrganisation: carrying.form_organisation,
    AppointAdviser: carrying.appoint_adviser,
    MoveToStage: progress.move_to_stage,
    EndProject: progress.end_project,
    EnterProgramme: support.enter_programme,
    LeaveProgramme: support.leave_programme,
    AddFunder: support.add_funder,
    RemoveFunder: support.remove_funder,
    ReceiveFinance: finance.receive_finance,
    CancelFinance: finance.cancel_finance,
    AskFollowUp: follow_up.ask,
    AnswerFollowUp: follow_up.answer,
    NoticeIrregularity: _about_irregularities,
    RegulariseIrregularity: _about_irregularities,
    AcceptIrregularity: _about_irregularities,
}
"""One pure function a command."""


def decide(command: Command, project: Project) -> Sequence[Event]:
    if project.begun_on is None and not isinstance(command, BeginProject):
        raise NoSuchProject
    return RULES[type(command)](command, project)


def evolve(project: Project, event: Event) -> Project:
    match event:
        case ProjectBegun() | HolderAdded() | HolderRemoved() | OrganisationFormed() | AdviserAppointed():
            return carrying.evolve(project, event)
        case StageReached() | ProjectEnded():
            return progress.evolve(project, event)
        case ProgrammeEntered() | ProgrammeLeft() | FunderAdded() | FunderRemoved():
            return support.evolve(project, event)
        case FinanceReceived() | FinanceCancelled():
            return finance.evolve(project, event)
        case FollowUpAsked() | FollowUpAnswered():
            return follow_up.evolve(project, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(project, irregularities=irregularity.evolve(project.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Project())
