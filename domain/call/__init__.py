"""An invitation to apply to a programme: dates, criteria with weights, documents, an envelope and a jury."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.call import ending, publication
from domain.call.ending import CallCancelled, CallClosed, CallExtended, CancelCall, CloseCall, ExtendCall
from domain.call.publication import CallPublished, ChangeTerms, JuryNamed, NameJury, PublishCall, TermsChanged
from domain.call.state import Call, CallTerms, Criterion, NoSuchCall, RequiredDocument, terms
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
    "Call",
    "CallCancelled",
    "CallClosed",
    "CallExtended",
    "CallPublished",
    "CallTerms",
    "CancelCall",
    "ChangeTerms",
    "CloseCall",
    "Command",
    "Criterion",
    "Event",
    "ExtendCall",
    "JuryNamed",
    "NameJury",
    "NoSuchCall",
    "PublishCall",
    "RequiredDocument",
    "TermsChanged",
    "decide",
    "decider",
    "evolve",
    "terms",
]

Command = PublishCall | ChangeTerms | NameJury | ExtendCall | CloseCall | CancelCall | irregularity.Command
Event = publication.Event | ending.Event | irregularity.Event


def decide(command: Command, call: Call) -> Sequence[Event]:
    if call.opens_on is None and not isinstance(command, PublishCall):
        raise NoSuchCall
    match command:
        case PublishCall():
            return publication.publish_call(command, call)
        case ChangeTerms():
            return publication.change_terms(command, call)
        case NameJury():
            return publication.name_jury(command, call)
        case ExtendCall():
            return ending.extend_call(command, call)
        case CloseCall():
            return ending.close_call(command, call)
        case CancelCall():
            return ending.cancel_call(command, call)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, call.irregularities)
        case _:
            assert_never(command)


def evolve(call: Call, event: Event) -> Call:
    match event:
        case CallPublished() | TermsChanged() | JuryNamed():
            return publication.evolve(call, event)
        case CallExtended() | CallClosed() | CallCancelled():
            return ending.evolve(call, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(call, irregularities=irregularity.evolve(call.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Call())
