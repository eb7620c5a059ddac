"""What can be asked of an agreement: what held on a day, what is owed and late, and what comes next."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from domain.agreement.budget import CommitmentReleased, CreditsCommitted, CreditsReduced, CreditsVoted
from domain.agreement.budget import mark as budget_mark
from domain.agreement.opening import OpenInstalment, openable
from domain.agreement.ordering import OrderCancelled, PaymentOrdered
from domain.agreement.ordering import mark as order_mark
from domain.agreement.parts import PRIVATE, RUNNING, Party, Stage
from domain.agreement.payment import Paid, PaymentCancelled
from domain.agreement.payment import mark as payment_mark
from domain.agreement.recovery import Recovered, RecoveryOrdered
from domain.agreement.recovery import mark as recovery_mark
from domain.agreement.refund import RecoveryCancelled
from domain.agreement.refund import mark as refund_mark
from domain.agreement.schedule import ReportLate, last_day, owed_since, payees, report_deadline, sum_due
from domain.agreement.state import Agreement, Line, Scheduled
from domain.agreement.term import Expire, RenewTacitly, refusal_deadline, renews_tacitly
from domain.claim import Claim
from domain.decider import record
from domain.irregularity import NoticeIrregularity, rule_name
from domain.values import Money, OrganisationId, latest, value_on


class DeadlineKind(StrEnum):
    """What has to be done by a day."""

    SAY_NO_TO_RENEWAL = "say_no_to_renewal"
    END = "end"
    CURE = "cure"
    RESUME = "resume"
    REPORT = "report"
    PAYMENT = "payment"
    INSTALMENT = "instalment"


@record
class Deadline:
    """A day by which something is due, and from whom where that is known."""

    kind: DeadlineKind
    on: date
    about: str = ""
    by: OrganisationId | None = None


@record
class LatePayment:
    """An instalment that was owed and not paid within sixty days."""

    instalment: int
    payer: OrganisationId
    beneficiary: OrganisationId | None
    amount: Money | None
    owed_since: date
    last_day: date
    days_late: int


def amount_on(agreement: Agreement, day: date) -> Money | None:
    """What the agreement granted on that day, as is known now."""
    return value_on(agreement.amounts, day)


def end_on(agreement: Agreement, day: date) -> date | None:
    """The last day of force as it stood on that day."""
    return value_on(agreement.ends, day)


def parties_on(agreement: Agreement, day: date) -> tuple[Party, ...]:
    """Who was party to the agreement on that day."""
    return value_on(agreement.parties, day) or ()


def stage_on(agreement: Agreement, today: date) -> Stage | None:
    """The stage as the calendar has it: nothing needs to happen at midnight for it to be right."""
    began, ended, end = agreement.in_force_since, agreement.life.ended_on, latest(agreement.ends)
    if agreement.stage in RUNNING and began is not None and today < began:
        return Stage.SIGNED
    if ended is not None and today < ended and began is not None and today >= began:
        return Stage.IN_FORCE
    over = agreement.stage in RUNNING and end is not None and today > end
    return Stage.EXPIRED if over and not renews_tacitly(agreement) else agreement.stage


def money_table(agreement: Agreement) -> tuple[Line, ...]:
    """One line a payer and budget year, with every stage the money has reached, in that order."""
    return tuple(sorted(agreement.money.lines.values(), key=lambda line: (line.payer, line.year)))


def late_payments(agreement: Agreement, today: date) -> tuple[LatePayment, ...]:
    """What is owed for more than sixty days on that day, the authority's lateness like any other."""
    return tuple(found for one in agreement.money.schedule if (found := _late(agreement, one, today)) is not None)


def next_deadline(agreement: Agreement, today: date) -> Deadline | None:
    """The first day, from today on, by which something is due."""
    coming = (one for one in deadlines(agreement) if one.on >= today)
    return min(coming, key=lambda one: (one.on, one.kind), default=None)


def deadlines(agreement: Agreement) -> tuple[Deadline, ...]:
    """Every day by which something is due, past ones too while they are open."""
    return tuple(
        sorted(
            (*_of_the_term(agreement), *_of_breaches(agreement), *_of_reports(agreement), *_of_money(agreement)),
            key=lambda one: (one.on, one.kind),
        )
    )


def due(agreement: Agreement, today: date) -> tuple[Expire | RenewTacitly | NoticeIrregularity | OpenInstalment, ...]:
    """The commands that the calendar alone gives rise to on that day."""
    opening = (OpenInstalment(number=one.instalment.number, today=today) for one in openable(agreement, today))
    return (*opening, *_over(agreement, today), *_unreported(agreement, today))


def claims(event: object, agreement: Agreement) -> tuple[Claim, ...]:
    """What no second event may take: one number of a finance system, for one beneficiary and amount, is one entry.

    The state remembers the last numbers only, so that it stays small; the log holds all of them as claims.
    """
    match event:
        case Paid() | PaymentCancelled():
            return _claim(agreement, payment_mark(event), event.beneficiary, event.amount)
        case PaymentOrdered():
            return _claim(agreement, order_mark(event), event.beneficiary, event.amount)
        case OrderCancelled():
            return _claim(agreement, order_mark(event), None, event.amount)
        case CreditsVoted() | CreditsReduced() | CreditsCommitted() | CommitmentReleased():
            return _claim(agreement, budget_mark(event), None, event.amount)
        case Recovered() | RecoveryOrdered():
            return _claim(agreement, recovery_mark(event), event.beneficiary, event.amount)
        case RecoveryCancelled():
            return _claim(agreement, refund_mark(event), None, event.amount)
        case _:
            return ()


def _claim(agreement: Agreement, mark: str, beneficiary: OrganisationId | None, amount: Money) -> tuple[Claim, ...]:
    if not mark:
        return ()
    value = "/".join((agreement.framework or "", mark, beneficiary or "", f"{amount.amount} {amount.currency}"))
    return (Claim(kind="finance-entry", value=value),)


def _late(agreement: Agreement, one: Scheduled, today: date) -> LatePayment | None:
    owed, due_sum = owed_since(agreement, one.instalment), sum_due(agreement, one)
    settled = due_sum is not None and one.paid.amount >= due_sum.amount
    if owed is None or settled or today <= last_day(owed):
        return None
    return LatePayment(
        instalment=one.instalment.number,
        payer=one.instalment.payer,
        beneficiary=one.instalment.beneficiary,
        amount=None if due_sum is None else Money.of(due_sum.amount - one.paid.amount, due_sum.currency),
        owed_since=owed,
        last_day=last_day(owed),
        days_late=(today - last_day(owed)).days,
    )


def _of_the_term(agreement: Agreement) -> Iterator[Deadline]:
    if agreement.stage not in RUNNING | {Stage.REGISTERED}:
        return
    end = latest(agreement.ends)
    if end is not None:
        yield Deadline(kind=DeadlineKind.END, on=end)
    no = refusal_deadline(agreement)
    if no is not None and renews_tacitly(agreement):
        yield Deadline(kind=DeadlineKind.SAY_NO_TO_RENEWAL, on=no)


def _of_breaches(agreement: Agreement) -> Iterator[Deadline]:
    if agreement.stage not in RUNNING:
        return
    if agreement.life.suspended_until is not None:
        yield Deadline(kind=DeadlineKind.RESUME, on=agreement.life.suspended_until)
    for notice in agreement.life.notices:
        if notice.cured_on is None:
            yield Deadline(kind=DeadlineKind.CURE, on=notice.cure_by, about=str(notice.number), by=notice.to)


def _of_reports(agreement: Agreement) -> Iterator[Deadline]:
    handed_in = {(one.year, one.by) for one in agreement.money.reports}
    years = sorted({line.year for line in agreement.money.lines.values() if line.paid.cents > 0})
    for year in years:
        for one in payees(agreement):
            owes = one.nature in PRIVATE
            if owes and (year, one.organisation) not in handed_in:
                yield Deadline(kind=DeadlineKind.REPORT, on=report_deadline(year), about=str(year), by=one.organisation)


def _of_money(agreement: Agreement) -> Iterator[Deadline]:
    for one in agreement.money.schedule:
        due_sum, owed = sum_due(agreement, one), owed_since(agreement, one.instalment)
        if due_sum is not None and one.paid.amount >= due_sum.amount:
            continue
        payer, number = one.instalment.payer, str(one.instalment.number)
        if owed is not None:
            yield Deadline(kind=DeadlineKind.PAYMENT, on=last_day(owed), about=number, by=payer)
            if one.opened_on is None and not one.dropped:
                yield Deadline(kind=DeadlineKind.INSTALMENT, on=owed, about=number, by=payer)
        elif one.instalment.due_on is not None:
            yield Deadline(kind=DeadlineKind.INSTALMENT, on=one.instalment.due_on, about=number, by=payer)


def _over(agreement: Agreement, today: date) -> Iterator[Expire | RenewTacitly]:
    end = latest(agreement.ends)
    if end is not None and today > end and agreement.stage in RUNNING | {Stage.REGISTERED}:
        yield RenewTacitly(today=today) if renews_tacitly(agreement) else Expire(today=today)


def _unreported(agreement: Agreement, today: date) -> Iterator[NoticeIrregularity]:
    late = sorted({one.about for one in _of_reports(agreement) if today > one.on})
    known = {one.detail for one in agreement.irregularities if one.rule == rule_name(ReportLate)}
    for year in late:
        if year not in known:
            yield NoticeIrregularity(
                rule=rule_name(ReportLate),
                article=ReportLate.article,
                detail=year,
                cure=ReportLate.cure,
                on=report_deadline(int(year)) + timedelta(days=1),
            )
