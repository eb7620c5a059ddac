"""Who may act for which organisation, in what role, by which act, from when to when."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.mandate import seats
from domain.mandate.completion import Complete, Completed, MandateDetailKnown, complete, completed
from domain.mandate.grant import (
    Deputise,
    DeputyExceedsPrincipal,
    DeputyOfADeputy,
    DeputyOfOneself,
    Grant,
    Granted,
    MandateAlreadyGranted,
    MandateEndsBeforeItBegins,
    MandateForEndedOrganisation,
    MandateStartUnknown,
    PowerBeforeAct,
    PrincipalNotEmpowered,
    SigningWithoutAct,
    TakeOver,
    TakesOverBeforeItBegan,
    begun,
    deputise,
    grant,
    take_over,
)
from domain.mandate.power import Empowerment, Ground, Role, earliest
from domain.mandate.seats import (
    LeaveSeat,
    SeatBeyondMandate,
    SeatElsewhereNotHeld,
    SeatInOnesOwnBody,
    SeatLeft,
    SeatTaken,
    SeatUnnamed,
    TakeSeat,
)
from domain.mandate.state import Mandate, NoSuchMandate, empowered, empowerment
from domain.mandate.term import (
    AlreadySucceeded,
    Extend,
    Extended,
    ExtensionAfterLapse,
    ExtensionAfterRevocation,
    ExtensionNotLater,
    NoRevocation,
    RevocationWithdrawn,
    Revoke,
    Revoked,
    Succeed,
    Succeeded,
    SuccessorElsewhere,
    WithdrawRevocation,
    extend,
    revoke,
    succeed,
    withdraw_revocation,
)

Command = (
    Grant
    | Deputise
    | TakeOver
    | Succeed
    | Revoke
    | WithdrawRevocation
    | Extend
    | Complete
    | seats.Command
    | irregularity.Command
)
Event = Granted | Succeeded | Revoked | RevocationWithdrawn | Extended | Completed | seats.Event | irregularity.Event


def decide(command: Command, mandate: Mandate) -> Sequence[Event]:
    match command:
        case Grant():
            return grant(command, mandate)
        case Deputise():
            return deputise(command, mandate)
        case TakeOver():
            return take_over(command, mandate)
        case Succeed():
            return succeed(command, _granted(mandate))
        case Revoke():
            return revoke(command, _granted(mandate))
        case WithdrawRevocation():
            return withdraw_revocation(command, _granted(mandate))
        case Extend():
            return extend(command, _granted(mandate))
        case Complete():
            return complete(command, _granted(mandate))
        case TakeSeat() | LeaveSeat():
            return seats.decide(command, _granted(mandate))
        case (
            irregularity.NoticeIrregularity()
            | irregularity.RegulariseIrregularity()
            | irregularity.AcceptIrregularity()
        ):
            return [*irregularity.decide(command, _granted(mandate).irregularities)]
        case _:
            assert_never(command)


def _granted(mandate: Mandate) -> Mandate:
    if mandate.person is None:
        raise NoSuchMandate
    return mandate


def evolve(mandate: Mandate, event: Event) -> Mandate:
    match event:
        case Granted():
            return begun(event)
        case Succeeded(successor=successor, on=on):
            return replace(mandate, successor=successor, succeeded_on=on, revoked_on=earliest(mandate.revoked_on, on))
        case Revoked(ground=ground, on=on):
            return replace(mandate, ground=ground, revoked_on=earliest(mandate.revoked_on, on))
        case RevocationWithdrawn():
            return replace(mandate, ground=None, revoked_on=mandate.succeeded_on)
        case Extended(until=until):
            return replace(mandate, period=replace(mandate.period, end=until))
        case Completed():
            return completed(mandate, event)
        case SeatTaken() | SeatLeft():
            return seats.evolve(mandate, event)
        case (
            irregularity.IrregularityNoticed()
            | irregularity.IrregularityRegularised()
            | irregularity.IrregularityAccepted()
        ):
            return replace(mandate, irregularities=irregularity.evolve(mandate.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Mandate())

__all__ = [
    "AlreadySucceeded",
    "Command",
    "Complete",
    "Completed",
    "Deputise",
    "DeputyExceedsPrincipal",
    "DeputyOfADeputy",
    "DeputyOfOneself",
    "Empowerment",
    "Event",
    "Extend",
    "Extended",
    "ExtensionAfterLapse",
    "ExtensionAfterRevocation",
    "ExtensionNotLater",
    "Grant",
    "Granted",
    "Ground",
    "LeaveSeat",
    "Mandate",
    "MandateAlreadyGranted",
    "MandateDetailKnown",
    "MandateEndsBeforeItBegins",
    "MandateForEndedOrganisation",
    "MandateStartUnknown",
    "NoRevocation",
    "NoSuchMandate",
    "PowerBeforeAct",
    "PrincipalNotEmpowered",
    "RevocationWithdrawn",
    "Revoke",
    "Revoked",
    "Role",
    "SeatBeyondMandate",
    "SeatElsewhereNotHeld",
    "SeatInOnesOwnBody",
    "SeatLeft",
    "SeatTaken",
    "SeatUnnamed",
    "SigningWithoutAct",
    "Succeed",
    "Succeeded",
    "SuccessorElsewhere",
    "TakeOver",
    "TakeSeat",
    "TakesOverBeforeItBegan",
    "WithdrawRevocation",
    "decide",
    "decider",
    "empowered",
    "empowerment",
    "evolve",
]
