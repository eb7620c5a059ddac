"""Money and what should come before it: a signature, an act that can be carried out, a report afterwards."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from application.controls.control import File, Tally
from application.ports import Recorded
from domain.agreement.acts import acts_for, is_party, nature_of
from domain.agreement.gaps import TakenOverActUnknown
from domain.agreement.parts import OPEN_STAGES, PRIVATE, Origin, Party, PartyNature
from domain.agreement.payment import Paid, PaymentCancelled
from domain.agreement.readiness import PaidBeforeActExecutory, PaidBeforeSignature
from domain.agreement.schedule import ReportLate, ReportReceived, payees, report_deadline
from domain.agreement.signing import ActBehindSignatureMissing, Signed
from domain.agreement.state import Agreement
from domain.values import latest


def paid_before_signature(file: File, tally: Tally) -> None:
    """Each payment that stands, against the day on which the agreement was signed, or is published to have been."""
    state: Agreement = file.state
    signed = _signed_on(state)
    for fact in standing_payments(file):
        paid = _event(fact)
        tally.look(known=signed is not None or state.origin is Origin.DRAFTED)
        late = signed is not None and paid.on < signed
        never = signed is None and state.origin is Origin.DRAFTED
        if late or never:
            tally.findings.append(
                file.finding(
                    PaidBeforeSignature,
                    "never-signed" if never else "before" if state.publication is None else "published",
                    fact,
                    *_signatures(file),
                    amount=paid.amount,
                    paid_on=paid.on,
                    signed_on=signed,
                    payer=paid.payer,
                    days=None if signed is None else (signed - paid.on).days,
                )
            )


def paid_before_executory_act(file: File, tally: Tally) -> None:
    """Each payment of an authority, against the day on which an act of its own could be carried out."""
    state: Agreement = file.state
    for fact in standing_payments(file):
        paid = _event(fact)
        if nature_of(paid.payer, state) is not PartyNature.AUTHORITY:
            continue
        own = acts_for(paid.payer, state)
        days = sorted(act.executory_on for act in own if act.executory_on is not None)
        known = bool(days) or (bool(own) and state.origin is Origin.DRAFTED)
        tally.look(known=known)
        if known and not any(act.executory_by(paid.on) for act in own):
            tally.findings.append(
                file.finding(
                    PaidBeforeActExecutory,
                    "before" if days else "never",
                    fact,
                    amount=paid.amount,
                    paid_on=paid.on,
                    executory_on=days[0] if days else None,
                    payer=paid.payer,
                    act=own[0].reference.number,
                )
            )


def agreement_without_act(file: File, tally: Tally) -> None:
    """Each authority bound by an agreement, or named by a publication as its grantor, against its own acts on file."""
    state: Agreement = file.state
    if state.publication is not None:
        decided = bool(state.publication.published.decision) or bool(acts_for(state.publication.grantor, state))
        tally.look()
        if not decided:
            tally.findings.append(
                file.finding(
                    ActBehindSignatureMissing,
                    "publication",
                    file.facts[0],
                    authority=state.publication.grantor,
                    amount=latest(state.amounts),
                )
            )
        return
    for party in _bound_authorities(state):
        tally.look()
        if not acts_for(party.organisation, state):
            shown = [fact for fact in file.of(Signed) if _event(fact).party == party.organisation]
            tally.findings.append(
                file.finding(
                    ActBehindSignatureMissing,
                    "party",
                    *(shown or file.facts[:1]),
                    also=TakenOverActUnknown,
                    authority=party.organisation,
                    amount=latest(state.amounts),
                )
            )


def report_late(file: File, tally: Tally) -> None:
    """Each year in which a private beneficiary was paid, against the report due six months after its end."""
    state: Agreement = file.state
    for year in sorted({line.year for line in state.money.lines.values() if line.paid.cents > 0}):
        for payee in payees(state):
            tally.look(known=payee.nature is not PartyNature.UNKNOWN)
            if payee.nature in PRIVATE:
                _report_of(file, tally, payee, year)


def _report_of(file: File, tally: Tally, payee: Party, year: int) -> None:
    by = payee.organisation
    deadline = report_deadline(year)
    reports = [one for one in file.of(ReportReceived) if (_event(one).year, _event(one).by) == (year, by)]
    received: date | None = _event(reports[0]).on if reports else None
    if (received or file.today) > deadline:
        shown = reports or [one for one in standing_payments(file) if _event(one).year == year][-1:]
        tally.findings.append(
            file.finding(
                ReportLate,
                "received" if received else "awaited",
                *shown,
                by=by,
                year=year,
                due_on=deadline,
                received_on=received,
                days=((received or file.today) - deadline).days,
            )
        )


def standing_payments(file: File) -> Iterator[Recorded]:
    """The payments that no later entry cancelled."""
    cancelled = [_event(one) for one in file.of(PaymentCancelled)]
    for fact in file.of(Paid):
        paid = _event(fact)
        undone = next((one for one in cancelled if _undoes(one, paid)), None)
        if undone is None:
            yield fact
        else:
            cancelled.remove(undone)


def _undoes(cancelled: PaymentCancelled, paid: Paid) -> bool:
    return (cancelled.payer, cancelled.year, cancelled.amount, cancelled.instalment) == (
        paid.payer,
        paid.year,
        paid.amount,
        paid.instalment,
    )


def _signed_on(state: Agreement) -> date | None:
    if state.signed_on is not None or state.publication is None:
        return state.signed_on
    return state.publication.published.convention_date


def _signatures(file: File) -> list[Recorded]:
    """The last signature of the agreement itself, as evidence of when it was signed."""
    return [one for one in file.of(Signed) if _event(one).amendment is None][-1:]


def _bound_authorities(state: Agreement) -> list[Party]:
    bound = state.stage not in OPEN_STAGES and (state.signed_on is not None or state.in_force_since is not None)
    members = latest(state.parties) or ()
    return [
        one
        for one in members
        if bound and one.signs and one.nature is PartyNature.AUTHORITY and is_party(one.organisation, state)
    ]


def _event(fact: Recorded) -> Any:
    return fact.event
