"""What is due when: instalments, and what they wait for."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.agreement.ledger import line_of, same_currency, strangers
from domain.agreement.parts import Instalment, InstalmentKind, Party, PartyRole
from domain.agreement.state import Agreement, Milestone, Report, Scheduled
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.irregularity import noticed
from domain.values import Evidence, Money, OrganisationId, Source, latest


@record
class SetSchedule:
    """Lay down the instalments before anybody signs; afterwards an amendment changes them."""

    instalments: tuple[Instalment, ...]
    source: Source | None = None
    on: date


@record
class ReceiveReport:
    """Enter a beneficiary's financial report on a year."""

    year: int
    by: OrganisationId
    spent: Money | None = None
    evidence: Evidence | None = None
    on: date


@record
class VerifyMilestone:
    """Say that a milestone which an instalment waits for was reached."""

    label: str
    on: date


Command = SetSchedule | ReceiveReport | VerifyMilestone


@record
class ScheduleSet:
    instalments: tuple[Instalment, ...]
    source: Source | None = None
    on: date


@record
class ReportReceived:
    year: int
    by: OrganisationId
    spent: Money | None = None
    evidence: Evidence | None = None
    on: date


@record
class MilestoneVerified:
    label: str
    on: date


Event = ScheduleSet | ReportReceived | MilestoneVerified
Told = Sequence[Event | irregularity.Event]


class ScheduleIsSettled(Refusal):
    """Once a party has signed, the schedule is changed by an amendment."""


class ScheduleNotNumbered(Refusal):
    """Instalments are numbered 1, 2, 3 … without gaps."""


class InstalmentRenumbered(Refusal):
    """An instalment of which something was ordered or paid keeps its number."""

    cure = "The parties put the instalments back in their order and add new ones after them."


class NoSuchInstalment(Refusal):
    """The instalment named is not in the schedule."""


class ReportLate(Refusal):
    """The financial report on a year is handed in within six months of its end."""

    article = "loi 2000-321 art. 10"
    cure = "The beneficiary hands in the report and says why it is late."


def report_deadline(year: int) -> date:
    """The last day for the report on a budget year that ends in December."""
    return date(year + 1, 6, 30)


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case SetSchedule():
            return [*set_schedule(command, agreement)]
        case ReceiveReport():
            return receive_report(command, agreement)
        case VerifyMilestone(label=label, on=on):
            known = any(one.label == label for one in agreement.money.milestones)
            return [] if known else [MilestoneVerified(label=label, on=on)]
        case _:
            assert_never(command)


def set_schedule(command: SetSchedule, agreement: Agreement) -> list[Event]:
    if command.instalments == tuple(one.instalment for one in agreement.money.schedule if not one.dropped):
        return []
    well_numbered(command.instalments)
    for one in command.instalments:
        if one.amount is not None:
            same_currency(agreement, one.amount)
        for breach in strangers(agreement, one.payer, one.beneficiary):
            raise breach
    if any(used(one) for one in agreement.money.schedule) or (
        command.source is None and (agreement.signatures or agreement.in_force_since)
    ):
        raise ScheduleIsSettled
    return [ScheduleSet(instalments=command.instalments, source=command.source, on=command.on)]


def well_numbered(instalments: tuple[Instalment, ...]) -> tuple[Instalment, ...]:
    """The instalments, numbered without gaps."""
    if [one.number for one in instalments] != list(range(1, len(instalments) + 1)):
        raise ScheduleNotNumbered(*(one.number for one in instalments))
    return instalments


def rescheduled(known: tuple[Scheduled, ...], instalments: tuple[Instalment, ...]) -> tuple[Scheduled, ...]:
    """The new schedule with what was ordered and paid of each number; what is used and left out stays for that."""
    before = {one.instalment.number: one for one in known}
    stay = tuple(_kept(before.get(one.number, Scheduled(instalment=one)), one) for one in instalments)
    numbers = {one.number for one in instalments}
    return (*stay, *(left_out(one) for one in known if used(one) and one.instalment.number not in numbers))


def _kept(before: Scheduled, now: Instalment) -> Scheduled:
    """The instalment as it is planned now; where it waits for something else, it has to open anew."""
    was = before.instalment
    same = (was.due_on, was.after_report, was.after_milestone) == (now.due_on, now.after_report, now.after_milestone)
    return replace(before, instalment=now, dropped=False, opened_on=before.opened_on if same else None)


def used(one: Scheduled) -> bool:
    """Whether something was ordered or paid of the instalment."""
    return bool(one.ordered.cents or one.paid.cents)


def left_out(one: Scheduled) -> Scheduled:
    """An instalment that is no longer planned: it comes to what was ordered or paid of it."""
    kind = InstalmentKind.INTERIM if one.instalment.kind is InstalmentKind.BALANCE else one.instalment.kind
    instalment = replace(one.instalment, kind=kind, amount=_entered(one), share=None)
    return replace(one, instalment=instalment, dropped=True)


def renumbered(known: tuple[Scheduled, ...], instalments: tuple[Instalment, ...]) -> Iterator[Refusal]:
    """Each instalment in use that the new schedule has under its label at another number, and not at its own."""
    labels = {one.number: one.label for one in instalments}
    for one in known:
        number, label = one.instalment.number, one.instalment.label
        elsewhere = [other for other, found in labels.items() if label and found == label]
        if used(one) and elsewhere and number not in elsewhere:
            yield InstalmentRenumbered(number, *elsewhere)


def _entered(one: Scheduled) -> Money:
    return max(one.ordered, one.paid, key=lambda money: money.amount)


def receive_report(command: ReceiveReport, agreement: Agreement) -> Told:
    """A report counts whenever it comes; one that comes late leaves an irregularity."""
    if any((one.year, one.by) == (command.year, command.by) for one in agreement.money.reports):
        return []
    for breach in strangers(agreement, command.by):
        raise breach
    received = ReportReceived(
        year=command.year, by=command.by, spent=command.spent, evidence=command.evidence, on=command.on
    )
    late = [ReportLate(command.year)] if command.on > report_deadline(command.year) else []
    return [received, *noticed(late, agreement.irregularities, command.on)]


def scheduled(number: int, agreement: Agreement) -> Scheduled:
    """The instalment with that number and what became of it."""
    for one in agreement.money.schedule:
        if one.instalment.number == number:
            return one
    raise NoSuchInstalment(number)


def sum_due(agreement: Agreement, one: Scheduled) -> Money | None:
    """What the instalment comes to, the advance taken off the balance; None where the sum is not known."""
    instalment = one.instalment
    if one.dropped:
        return _entered(one)
    line = line_of(agreement, instalment.payer, instalment.year)
    if instalment.kind is not InstalmentKind.BALANCE:
        return stated(agreement, instalment)
    whole = stated(agreement, instalment)
    if whole is None:
        left = line.committed.amount - line.ordered.amount + one.ordered.amount
        return Money.of(left, line.committed.currency)
    return Money.of(max(whole.amount - line.advance_ordered.amount, Decimal(0)), whole.currency)


def stated(agreement: Agreement, instalment: Instalment) -> Money | None:
    """The instalment's own amount, or its share of what the agreement grants."""
    granted = latest(agreement.amounts)
    if instalment.amount is not None or instalment.share is None or granted is None:
        return instalment.amount
    return Money.of(granted.amount * instalment.share, granted.currency)


def conditions(agreement: Agreement, instalment: Instalment) -> Iterator[tuple[str, date | None]]:
    """Each thing the instalment waits for, with the day it was met, if it was."""
    if instalment.due_on is not None:
        yield instalment.due_on.isoformat(), instalment.due_on
    for year in report_years(agreement, instalment):
        yield f"report {year}", next((one.received_on for one in agreement.money.reports if one.year == year), None)
    if instalment.after_milestone is not None:
        days = (one.verified_on for one in agreement.money.milestones if one.label == instalment.after_milestone)
        yield instalment.after_milestone, next(days, None)


def report_years(agreement: Agreement, instalment: Instalment) -> set[int]:
    """The years whose report it waits for: the one it names, or a balance's own where the text says so."""
    if instalment.after_report is not None:
        return {instalment.after_report}
    waits = instalment.kind is InstalmentKind.BALANCE and agreement.clauses.balance_after_report
    return {instalment.year} if waits else set()


def owed_since(agreement: Agreement, instalment: Instalment) -> date | None:
    """The day from which the instalment is owed: notified, and every condition met; None while one is open."""
    known = agreement.notified_on or agreement.in_force_since
    met = [day for _, day in conditions(agreement, instalment)]
    days = [day for day in (known, *met) if day is not None]
    return max(days) if known is not None and len(days) == len(met) + 1 else None


def last_day(owed: date) -> date:
    """Sixty days to pay (loi 2000-321 art. 10, as amended by loi 2021-875)."""
    return owed + timedelta(days=60)


def payees(agreement: Agreement) -> list[Party]:
    """The beneficiaries as they are now."""
    return [one for one in latest(agreement.parties) or () if one.role is PartyRole.BENEFICIARY]


def evolve(agreement: Agreement, event: Event) -> Agreement:
    ledger = agreement.money
    match event:
        case ScheduleSet(instalments=instalments):
            fresh = tuple(Scheduled(instalment=one) for one in instalments)
            return replace(agreement, money=replace(ledger, schedule=fresh))
        case ReportReceived(year=year, by=by, spent=spent, evidence=evidence, on=on):
            report = Report(year=year, by=by, received_on=on, spent=spent, evidence=evidence)
            return replace(agreement, money=replace(ledger, reports=(*ledger.reports, report)))
        case MilestoneVerified(label=label, on=on):
            reached = Milestone(label=label, verified_on=on)
            return replace(agreement, money=replace(ledger, milestones=(*ledger.milestones, reached)))
        case _:
            assert_never(event)
