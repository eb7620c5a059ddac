"""What one or several parties owe by a date, from one named source, and what came of it."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.commitment import contest as contests
from domain.commitment import due, ends, indicator, measures, milestones, ownership, promise, work
from domain.commitment.contest import AnswerContest, Contest, ContestAnswered, EntryContested
from domain.commitment.due import DueDateMoved, DueDateStated, MoveDueDate, StateDueDate
from domain.commitment.ends import Missed, RecordMissed, Successor, Supersede, Superseded, Waive, Waived
from domain.commitment.indicator import (
    CorrectObservation,
    IndicatorSet,
    ObservationCorrected,
    ObservationRecorded,
    RecordObservation,
    SetIndicator,
)
from domain.commitment.milestones import (
    AddMilestone,
    DropMilestone,
    MilestoneAdded,
    MilestoneDropped,
    MilestoneMoved,
    MilestoneReached,
    MoveMilestone,
    ReachMilestone,
)
from domain.commitment.ownership import ChangeOwners, NameOrigin, OriginNamed, OwnersChanged
from domain.commitment.promise import Accept, Accepted, Declare, Declared, OwnerAccepted
from domain.commitment.reading import awaited_owners, days_late, late, next_due, open_contests, progress
from domain.commitment.state import (
    Commitment,
    Kind,
    NoSuchCommitment,
    Origin,
    OriginKind,
    Owner,
    Stage,
)
from domain.commitment.work import (
    AddEvidence,
    Deliver,
    Delivered,
    EvidenceAdded,
    Plan,
    Planned,
    Start,
    Started,
    Verified,
    Verify,
)
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
    "AddEvidence",
    "AddMilestone",
    "AnswerContest",
    "ChangeOwners",
    "Command",
    "Commitment",
    "Contest",
    "ContestAnswered",
    "CorrectObservation",
    "Declare",
    "Declared",
    "Deliver",
    "Delivered",
    "DropMilestone",
    "DueDateMoved",
    "DueDateStated",
    "EntryContested",
    "Event",
    "EvidenceAdded",
    "IndicatorSet",
    "Kind",
    "MilestoneAdded",
    "MilestoneDropped",
    "MilestoneMoved",
    "MilestoneReached",
    "Missed",
    "MoveDueDate",
    "MoveMilestone",
    "NameOrigin",
    "NoSuchCommitment",
    "ObservationCorrected",
    "ObservationRecorded",
    "Origin",
    "OriginKind",
    "OriginNamed",
    "Owner",
    "OwnerAccepted",
    "OwnersChanged",
    "Plan",
    "Planned",
    "ReachMilestone",
    "RecordMissed",
    "RecordObservation",
    "SetIndicator",
    "Stage",
    "Start",
    "Started",
    "StateDueDate",
    "Successor",
    "Supersede",
    "Superseded",
    "Verified",
    "Verify",
    "Waive",
    "Waived",
    "awaited_owners",
    "days_late",
    "decide",
    "decider",
    "evolve",
    "late",
    "next_due",
    "open_contests",
    "progress",
]

Command = (
    Declare
    | Accept
    | Plan
    | Start
    | Deliver
    | AddEvidence
    | Verify
    | RecordMissed
    | Waive
    | Supersede
    | StateDueDate
    | MoveDueDate
    | ChangeOwners
    | NameOrigin
    | AddMilestone
    | ReachMilestone
    | MoveMilestone
    | DropMilestone
    | indicator.Command
    | Contest
    | AnswerContest
    | irregularity.Command
)
Event = (
    promise.Event
    | work.Event
    | ends.Event
    | due.Event
    | ownership.Event
    | milestones.Event
    | indicator.Event
    | contests.Event
    | irregularity.Event
)


def decide(command: Command, commitment: Commitment) -> Sequence[Event]:
    if not commitment.stages and not isinstance(command, Declare):
        raise NoSuchCommitment
    match command:
        case Declare():
            return promise.declare(command, commitment)
        case Accept():
            return promise.accept(command, commitment)
        case Plan():
            return work.plan(command, commitment)
        case Start():
            return work.start(command, commitment)
        case Deliver():
            return work.deliver(command, commitment)
        case AddEvidence():
            return work.add_evidence(command, commitment)
        case Verify():
            return work.verify(command, commitment)
        case RecordMissed():
            return ends.record_missed(command, commitment)
        case Waive():
            return ends.waive(command, commitment)
        case Supersede():
            return ends.supersede(command, commitment)
        case StateDueDate():
            return due.state_due_date(command, commitment)
        case MoveDueDate():
            return due.move_due_date(command, commitment)
        case ChangeOwners():
            return ownership.change_owners(command, commitment)
        case NameOrigin():
            return ownership.name_origin(command, commitment)
        case AddMilestone():
            return milestones.add_milestone(command, commitment)
        case ReachMilestone():
            return milestones.reach_milestone(command, commitment)
        case MoveMilestone():
            return milestones.move_milestone(command, commitment)
        case DropMilestone():
            return milestones.drop_milestone(command, commitment)
        case SetIndicator():
            return measures.set_indicator(command, commitment)
        case RecordObservation() | CorrectObservation():
            return measures.observe(command, commitment)
        case Contest():
            return contests.contest(command, commitment)
        case AnswerContest():
            return contests.answer_contest(command, commitment)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, commitment.irregularities)
        case _:
            assert_never(command)


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case Declared() | OwnerAccepted() | Accepted():
            return promise.evolve(commitment, event)
        case Planned() | Started() | Delivered() | EvidenceAdded() | Verified():
            return work.evolve(commitment, event)
        case Missed() | Waived() | Superseded():
            return ends.evolve(commitment, event)
        case DueDateStated() | DueDateMoved():
            return due.evolve(commitment, event)
        case OwnersChanged() | OriginNamed():
            return ownership.evolve(commitment, event)
        case MilestoneAdded() | MilestoneReached() | MilestoneMoved() | MilestoneDropped():
            return milestones.evolve(commitment, event)
        case IndicatorSet() | ObservationRecorded() | ObservationCorrected():
            return measures.evolve(commitment, event)
        case EntryContested() | ContestAnswered():
            return contests.evolve(commitment, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            known = irregularity.evolve(commitment.irregularities, event)
            return replace(commitment, irregularities=known)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Commitment())
