"""What an authority buys, lot by lot: launched, awarded, notified, modified by numbered acts, published, ended."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.contract import (
    awarding,
    clauses,
    describing,
    ending,
    launching,
    modifying,
    performance,
    publishing,
    subcontracting,
)
from domain.contract.awarding import (
    Award,
    AwardCompleted,
    Awarded,
    ClosedWithoutAward,
    CloseWithoutAward,
    CompleteAward,
    Notified,
    Notify,
    Unawarded,
)
from domain.contract.clauses import AddClause, ClauseAdded, ClauseLinked, LinkClause, Promise
from domain.contract.describing import Describe, Described, DescribeLot, LotDescribed
from domain.contract.ending import End, Ended, Expire, Terminate, Terminated, TerminationGround
from domain.contract.launching import AddLot, Launch, Launched, LotAdded
from domain.contract.lots import NoSuchContract
from domain.contract.modifying import Modified, Modify
from domain.contract.performance import ClauseCorrected, ClauseObserved, CorrectClause, ObserveClause
from domain.contract.publishing import DataPublished, Publish, RecordYearlyData, YearlyDataRecorded
from domain.contract.state import ClauseKind, Contract, Counting, Ground, Lot, Stage, Tariff, Variation
from domain.contract.subcontracting import (
    AcceptSubcontract,
    ChangeSubcontract,
    SubcontractAccepted,
    SubcontractChanged,
)
from domain.contract.terms import Description, Holder, LotTerms, Outcome
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
    "AcceptSubcontract",
    "AddClause",
    "AddLot",
    "Award",
    "AwardCompleted",
    "Awarded",
    "ChangeSubcontract",
    "ClauseAdded",
    "ClauseCorrected",
    "ClauseKind",
    "ClauseLinked",
    "ClauseObserved",
    "CloseWithoutAward",
    "ClosedWithoutAward",
    "Command",
    "CompleteAward",
    "Contract",
    "CorrectClause",
    "Counting",
    "DataPublished",
    "Describe",
    "DescribeLot",
    "Described",
    "Description",
    "End",
    "Ended",
    "Event",
    "Expire",
    "Ground",
    "Holder",
    "Launch",
    "Launched",
    "LinkClause",
    "Lot",
    "LotAdded",
    "LotDescribed",
    "LotTerms",
    "Modified",
    "Modify",
    "NoSuchContract",
    "Notified",
    "Notify",
    "ObserveClause",
    "Outcome",
    "Promise",
    "Publish",
    "RecordYearlyData",
    "Stage",
    "SubcontractAccepted",
    "SubcontractChanged",
    "Tariff",
    "Terminate",
    "Terminated",
    "TerminationGround",
    "Unawarded",
    "Variation",
    "YearlyDataRecorded",
    "decide",
    "decider",
    "evolve",
]

Command = (
    Launch
    | AddLot
    | Describe
    | DescribeLot
    | Award
    | CompleteAward
    | CloseWithoutAward
    | Notify
    | Modify
    | AcceptSubcontract
    | ChangeSubcontract
    | AddClause
    | LinkClause
    | ObserveClause
    | CorrectClause
    | Publish
    | RecordYearlyData
    | End
    | Expire
    | Terminate
    | irregularity.Command
)
Event = (
    launching.Event
    | describing.Event
    | awarding.Event
    | modifying.Event
    | subcontracting.Event
    | clauses.Event
    | performance.Event
    | publishing.Event
    | ending.Event
    | irregularity.Event
)


def decide(command: Command, contract: Contract) -> Sequence[Event]:
    if contract.launched_on is None and not isinstance(command, Launch):
        raise NoSuchContract
    match command:
        case Launch():
            return launching.launch(command, contract)
        case AddLot():
            return launching.add_lot(command, contract)
        case Describe():
            return describing.describe(command, contract)
        case DescribeLot():
            return describing.describe_lot(command, contract)
        case Award():
            return awarding.award(command, contract)
        case CompleteAward():
            return awarding.complete_award(command, contract)
        case CloseWithoutAward():
            return awarding.close_without_award(command, contract)
        case Notify():
            return awarding.notify(command, contract)
        case Modify():
            return modifying.modify(command, contract)
        case AcceptSubcontract():
            return subcontracting.accept_subcontract(command, contract)
        case ChangeSubcontract():
            return subcontracting.change_subcontract(command, contract)
        case AddClause():
            return clauses.add_clause(command, contract)
        case LinkClause():
            return clauses.link_clause(command, contract)
        case ObserveClause():
            return performance.observe_clause(command, contract)
        case CorrectClause():
            return performance.correct_clause(command, contract)
        case Publish():
            return publishing.publish(command, contract)
        case RecordYearlyData():
            return publishing.record_yearly_data(command, contract)
        case End():
            return ending.end(command, contract)
        case Expire():
            return ending.expire(command, contract)
        case Terminate():
            return ending.terminate(command, contract)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, contract.irregularities)
        case _:
            assert_never(command)


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case Launched() | LotAdded():
            return launching.evolve(contract, event)
        case Described() | LotDescribed():
            return describing.evolve(contract, event)
        case Awarded() | AwardCompleted() | ClosedWithoutAward() | Notified():
            return awarding.evolve(contract, event)
        case Modified():
            return modifying.evolve(contract, event)
        case SubcontractAccepted() | SubcontractChanged():
            return subcontracting.evolve(contract, event)
        case ClauseAdded() | ClauseLinked():
            return clauses.evolve(contract, event)
        case ClauseObserved() | ClauseCorrected():
            return performance.evolve(contract, event)
        case DataPublished() | YearlyDataRecorded():
            return publishing.evolve(contract, event)
        case Ended() | Terminated():
            return ending.evolve(contract, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(contract, irregularities=irregularity.evolve(contract.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Contract())
