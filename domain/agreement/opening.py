"""An instalment opens by itself once all it waits for has come; until then it can say why it is closed."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain.agreement.schedule import owed_since, report_years, scheduled
from domain.agreement.state import Agreement, Scheduled
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.values import OrganisationId


@record
class OpenInstalment:
    """Note that all an instalment waits for has come: it is owed from then on."""

    number: int
    today: Given[date]


Command = OpenInstalment


@record
class InstalmentOpened:
    """`on` is the day from which the instalment is owed."""

    number: int
    payer: OrganisationId
    beneficiary: OrganisationId | None = None
    on: date


Event = InstalmentOpened


class InstalmentStillClosed(Refusal):
    """An instalment opens once all it waits for has come."""


class WaitKind(StrEnum):
    """What an instalment may wait for."""

    NOTIFICATION = "notification"
    DAY = "day"
    REPORT = "report"
    MILESTONE = "milestone"
    RESUMPTION = "resumption"


@record
class Wait:
    """One thing an instalment waits for: a day, the year of a report, a milestone; empty where there is only one."""

    kind: WaitKind
    what: str = ""


def decide(command: Command, agreement: Agreement) -> list[Event]:
    one = scheduled(command.number, existing(agreement))
    if one.opened_on is not None:
        return []
    owed = owed_since(agreement, one.instalment)
    if owed is None or owed > command.today or one.dropped:
        raise InstalmentStillClosed(command.number, *(wait.kind for wait in waits(agreement, one, command.today)))
    plan = one.instalment
    return [InstalmentOpened(number=plan.number, payer=plan.payer, beneficiary=plan.beneficiary, on=owed)]


def openable(agreement: Agreement, today: date) -> Iterator[Scheduled]:
    """The instalments that have come to be owed and are not said to be open yet."""
    for one in agreement.money.schedule:
        if one.opened_on is None and not one.dropped:
            owed = owed_since(agreement, one.instalment)
            if owed is not None and owed <= today:
                yield one


def waits(agreement: Agreement, one: Scheduled, today: date) -> tuple[Wait, ...]:
    """Everything the instalment still waits for on that day; nothing where it is open."""
    return tuple(_waits(agreement, one, today))


def _waits(agreement: Agreement, one: Scheduled, today: date) -> Iterator[Wait]:
    plan = one.instalment
    known = agreement.notified_on or agreement.in_force_since
    if known is None or known > today:
        yield Wait(kind=WaitKind.NOTIFICATION)
    if plan.due_on is not None and plan.due_on > today:
        yield Wait(kind=WaitKind.DAY, what=plan.due_on.isoformat())
    received = {report.year for report in agreement.money.reports if report.received_on <= today}
    for year in sorted(report_years(agreement, plan) - received):
        yield Wait(kind=WaitKind.REPORT, what=str(year))
    reached = {milestone.label for milestone in agreement.money.milestones if milestone.verified_on <= today}
    if plan.after_milestone is not None and plan.after_milestone not in reached:
        yield Wait(kind=WaitKind.MILESTONE, what=plan.after_milestone)
    suspended = agreement.life.suspended_on
    if suspended is not None and suspended <= today:
        yield Wait(kind=WaitKind.RESUMPTION)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    ledger = agreement.money
    schedule = tuple(
        replace(one, opened_on=event.on) if one.instalment.number == event.number else one for one in ledger.schedule
    )
    return replace(agreement, money=replace(ledger, schedule=schedule))
