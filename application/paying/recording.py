"""What is recorded of a line: the entry in its agreement and the line itself, or the line alone, waiting."""

from dataclasses import dataclass
from datetime import date

from application.execute import Ask, ChangedSince, Deed
from application.paying.outcomes import Entry, Matched, Waiting
from application.paying.rows import PaymentRow
from application.ports import AlreadyClaimed
from domain import payment
from domain.agreement import payment as paid
from domain.agreement import recovery
from domain.agreement.ledger import NumberAlreadyUsed
from domain.decider import Refusal, replace
from domain.irregularity import rule_name
from domain.payment import Candidate, Match, PaymentKind
from domain.values import AgreementId, FrameworkId, Money, OrganisationId, Source

MOST_PARTS = 200
"""Payments under one number, at most."""


class EnteredBefore(Refusal):
    """The agreement holds this entry already, under this number: nothing is entered twice."""


@dataclass(slots=True)
class Recording:
    """Lines of one statement on their way into one transaction."""

    deed: Deed
    framework: FrameworkId
    statement: str

    def record(self, one: Matched | Waiting, source: Source) -> Matched | Waiting:
        """Record the line; where the rules of the agreement refuse it, it waits. Raises ChangedSince."""
        if isinstance(one, Waiting):
            self._report(one, source, None, one.reason, one.candidates)
            return one
        try:
            number = None if one.entry is None else enter(self.deed, one.match.agreement, one, source)
        except (ChangedSince, AlreadyClaimed):
            raise
        except Refusal as refusal:
            return self._refused(one, source, rule_name(type(refusal)))
        match = one.match if number is None else replace(one.match, entry=number)
        if one.waiting is None:
            self._report(one, source, match, "", ())
        else:
            self._ask(one.waiting, payment.Attach, match=match)
        return one

    def _refused(self, one: Matched, source: Source, reason: str) -> Waiting:
        could = (Candidate(agreement=one.match.agreement, instalment=one.match.instalment),)
        waiting = Waiting(
            row=one.row,
            payer=one.payer,
            key=one.key,
            occurrence=one.occurrence,
            organisation=one.organisation,
            reason=reason,
            candidates=could,
        )
        if one.waiting is None:
            self._report(waiting, source, None, reason, could)
        return waiting

    def _report(
        self,
        one: Matched | Waiting,
        source: Source,
        match: Match | None,
        reason: str,
        could: tuple[Candidate, ...],
    ) -> None:
        row: PaymentRow = one.row
        self._ask(
            None,
            payment.Report,
            framework=self.framework,
            statement=self.statement,
            payer=one.payer,
            kind=row.kind,
            year=row.year,
            amount=row.amount,
            third_party=row.third_party.name or row.third_party.siret or row.third_party.siren or "",
            organisation=one.organisation,
            commitment=row.commitment,
            order=row.order,
            recovery=row.recovery,
            label=row.label,
            key=one.key,
            occurrence=one.occurrence,
            source=source,
            match=match,
            reason=reason,
            candidates=could,
            on=row.on,
        )

    def _ask(self, stream: str | None, command: type, **fields: object) -> None:
        self.deed.ask(Ask(noun=self.deed.house.nouns["payment"], command=command, stream=stream, fields=fields))


def enter(deed: Deed, agreement: AgreementId, one: Matched, source: Source) -> str:
    """Enter the payment in its agreement; the number under which it stands there. Raises Refusal."""
    assert one.entry is not None, "there is something to enter"
    return entered(deed, agreement, one.payer, one.entry, one.row.amount, one.row.on, source)


def entered(
    deed: Deed,
    agreement: AgreementId,
    payer: OrganisationId,
    entry: Entry,
    amount: Money,
    on: date,
    source: Source,
    reasons: str = "",
) -> str:
    """Enter a sum; a number that stands for another entry is told from it by a place behind it. Raises Refusal."""
    number, part = entry.number, 1
    base = number.rpartition("/")[0] if "/" in number and number.rpartition("/")[2].isdigit() else number
    while part < MOST_PARTS:
        fields = _fields(payer, entry, amount, on, source, number, reasons)
        try:
            _, events = deed.ask(
                Ask(noun=deed.house.nouns["agreement"], command=_COMMANDS[entry.kind], stream=agreement, fields=fields)
            )
        except NumberAlreadyUsed:
            events = []
        if events:
            return number
        if not number:
            break
        part += 1
        number = f"{base}/{part}"
    raise EnteredBefore(entry.number)


def _fields(
    payer: OrganisationId, entry: Entry, amount: Money, on: date, source: Source, number: str, reasons: str
) -> dict[str, object]:
    fields: dict[str, object] = {
        "payer": payer,
        "year": entry.year,
        "amount": amount,
        "number": number,
        "source": source,
        "on": on,
        "beneficiary": entry.beneficiary,
        "instalment": entry.instalment,
        "reasons": reasons,
    }
    return fields


_COMMANDS: dict[PaymentKind, type] = {
    PaymentKind.PAYMENT: paid.RecordPayment,
    PaymentKind.CANCELLATION: paid.CancelPayment,
    PaymentKind.RECOVERY: recovery.RecordRecovery,
}
