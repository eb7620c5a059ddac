"""A loan or microcredit: granted, paid out, repaid to the cent, rescheduled or written off by decision, guaranteed."""

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
from domain.loan import disbursing, granting, guarantee, missing, rearranging, repaying, undoing
from domain.loan.disbursing import Disburse, Disbursed
from domain.loan.granting import GiveUpLoan, GrantLoan, LoanGivenUp, LoanGranted
from domain.loan.guarantee import (
    CallGuarantee,
    GrantGuarantee,
    GuaranteeCalled,
    GuaranteeGranted,
    GuaranteePaid,
    GuaranteeReleased,
    PayGuarantee,
    ReleaseGuarantee,
)
from domain.loan.missing import InstalmentMissed, RecordArrears
from domain.loan.rearranging import Reschedule, Rescheduled, WriteOff, WrittenOff
from domain.loan.repaying import EarlyRepaid, RecordRepayment, Repaid, RepayEarly
from domain.loan.schedule import Line, LoanTerms, Method
from domain.loan.state import Kind, Loan, NoSuchLoan, Stage, arrears, outstanding, owed, stage
from domain.loan.undoing import CancelRepayment, GiveBack, OverpaymentGivenBack, RepaymentCancelled

__all__ = [
    "CallGuarantee",
    "CancelRepayment",
    "Command",
    "Disburse",
    "Disbursed",
    "EarlyRepaid",
    "Event",
    "GiveBack",
    "GiveUpLoan",
    "GrantGuarantee",
    "GrantLoan",
    "GuaranteeCalled",
    "GuaranteeGranted",
    "GuaranteePaid",
    "GuaranteeReleased",
    "InstalmentMissed",
    "Kind",
    "Line",
    "Loan",
    "LoanGivenUp",
    "LoanGranted",
    "LoanTerms",
    "Method",
    "NoSuchLoan",
    "OverpaymentGivenBack",
    "PayGuarantee",
    "RecordArrears",
    "RecordRepayment",
    "ReleaseGuarantee",
    "Repaid",
    "RepayEarly",
    "RepaymentCancelled",
    "Reschedule",
    "Rescheduled",
    "Stage",
    "WriteOff",
    "WrittenOff",
    "arrears",
    "decide",
    "decider",
    "evolve",
    "outstanding",
    "owed",
    "stage",
]

Command = (
    GrantLoan
    | Disburse
    | GiveUpLoan
    | RecordRepayment
    | RepayEarly
    | CancelRepayment
    | GiveBack
    | RecordArrears
    | Reschedule
    | WriteOff
    | GrantGuarantee
    | CallGuarantee
    | PayGuarantee
    | ReleaseGuarantee
    | irregularity.Command
)
Event = (
    granting.Event
    | disbursing.Event
    | repaying.Event
    | undoing.Event
    | missing.Event
    | rearranging.Event
    | guarantee.Event
    | irregularity.Event
)


def _about_irregularities(command: irregularity.Command, loan: Loan) -> Sequence[Event]:
    return irregularity.decide(command, loan.irregularities)


RULES: Mapping[type, Callable[[Any, Loan], Sequence[Event]]] = {
    GrantLoan: granting.grant,
    Disburse: disbursing.disburse,
    GiveUpLoan: granting.give_up,
    RecordRepayment: repaying.record_repayment,
    RepayEarly: repaying.repay_early,
    CancelRepayment: undoing.cancel_repayment,
    GiveBack: undoing.give_back,
    RecordArrears: missing.record_arrears,
    Reschedule: rearranging.reschedule,
    WriteOff: rearranging.write_off,
    GrantGuarantee: guarantee.grant_guarantee,
    CallGuarantee: guarantee.call_guarantee,
    PayGuarantee: guarantee.pay_guarantee,
    ReleaseGuarantee: guarantee.release_guarantee,
    NoticeIrregularity: _about_irregularities,
    RegulariseIrregularity: _about_irregularities,
    AcceptIrregularity: _about_irregularities,
}
"""One pure function a command."""


def decide(command: Command, loan: Loan) -> Sequence[Event]:
    if loan.granted_on is None and not isinstance(command, GrantLoan):
        raise NoSuchLoan
    return RULES[type(command)](command, loan)


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case LoanGranted() | LoanGivenUp():
            return granting.evolve(loan, event)
        case Disbursed():
            return disbursing.evolve(loan, event)
        case Repaid() | EarlyRepaid():
            return repaying.evolve(loan, event)
        case RepaymentCancelled() | OverpaymentGivenBack():
            return undoing.evolve(loan, event)
        case InstalmentMissed():
            return missing.evolve(loan, event)
        case Rescheduled() | WrittenOff():
            return rearranging.evolve(loan, event)
        case GuaranteeGranted() | GuaranteeCalled() | GuaranteePaid() | GuaranteeReleased():
            return guarantee.evolve(loan, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(loan, irregularities=irregularity.evolve(loan.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Loan())
