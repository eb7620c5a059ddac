"""An application to a call: completed, found admissible, scored under rules on interests, decided with reasons."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, assert_never

from domain import irregularity
from domain.candidature import admission, decision, scoring, submission, waiting
from domain.candidature.admission import FindAdmissible, FindInadmissible, FoundAdmissible, FoundInadmissible
from domain.candidature.decision import Accept, Accepted, Refuse, Refused, Withdraw, Withdrawn
from domain.candidature.ranking import mean, score, set_aside
from domain.candidature.scoring import DeclareInterest, InterestDeclared, Score, Scored
from domain.candidature.state import Application, NoSuchApplication, Rival, Stage, missing
from domain.candidature.submission import (
    CheckCompleteness,
    CompletenessChecked,
    DocumentFiled,
    FileDocument,
    SubmitApplication,
    Submitted,
)
from domain.candidature.waiting import PlacedOnWaitingList, Promote, Promoted, PutOnWaitingList
from domain.decider import Decider, replace
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)

__all__ = [
    "Accept",
    "Accepted",
    "Application",
    "CheckCompleteness",
    "Command",
    "CompletenessChecked",
    "DeclareInterest",
    "DocumentFiled",
    "Event",
    "FileDocument",
    "FindAdmissible",
    "FindInadmissible",
    "FoundAdmissible",
    "FoundInadmissible",
    "InterestDeclared",
    "NoSuchApplication",
    "PlacedOnWaitingList",
    "Promote",
    "Promoted",
    "PutOnWaitingList",
    "Refuse",
    "Refused",
    "Rival",
    "Score",
    "Scored",
    "Stage",
    "SubmitApplication",
    "Submitted",
    "Withdraw",
    "Withdrawn",
    "decide",
    "decider",
    "evolve",
    "mean",
    "missing",
    "score",
    "set_aside",
]

Command = (
    SubmitApplication
    | FileDocument
    | CheckCompleteness
    | FindAdmissible
    | FindInadmissible
    | DeclareInterest
    | Score
    | Accept
    | Refuse
    | PutOnWaitingList
    | Promote
    | Withdraw
    | irregularity.Command
)
Event = submission.Event | admission.Event | scoring.Event | decision.Event | waiting.Event | irregularity.Event

RULES: Mapping[type, Callable[[Any, Application], Sequence[Event]]] = {
    SubmitApplication: submission.submit,
    FileDocument: submission.file_document,
    CheckCompleteness: submission.check_completeness,
    FindAdmissible: admission.find_admissible,
    FindInadmissible: admission.find_inadmissible,
    DeclareInterest: scoring.declare_interest,
    Score: scoring.score,
    Accept: decision.accept,
    Refuse: decision.refuse,
    PutOnWaitingList: waiting.put_on_waiting_list,
    Promote: waiting.promote,
    Withdraw: decision.withdraw,
    NoticeIrregularity: lambda command, application: irregularity.decide(command, application.irregularities),
    RegulariseIrregularity: lambda command, application: irregularity.decide(command, application.irregularities),
    AcceptIrregularity: lambda command, application: irregularity.decide(command, application.irregularities),
}
"""One pure function a command."""


def decide(command: Command, application: Application) -> Sequence[Event]:
    if application.call is None and not isinstance(command, SubmitApplication):
        raise NoSuchApplication
    return RULES[type(command)](command, application)


def evolve(application: Application, event: Event) -> Application:
    match event:
        case Submitted() | DocumentFiled() | CompletenessChecked():
            return submission.evolve(application, event)
        case FoundAdmissible() | FoundInadmissible():
            return admission.evolve(application, event)
        case InterestDeclared() | Scored():
            return scoring.evolve(application, event)
        case Accepted() | Refused() | Withdrawn():
            return decision.evolve(application, event)
        case PlacedOnWaitingList() | Promoted():
            return waiting.evolve(application, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(application, irregularities=irregularity.evolve(application.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Application())
