"""A grant as public aid: its scheme is stated, audited accounts are handed in, a surplus is decided on."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement.aided import AidScheme, AuditedAccounts, StatedScheme, SurplusDecision, SurplusUse
from domain.agreement.ledger import checked, strangers
from domain.agreement.state import Agreement
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import ActReference, Evidence, Money, OrganisationId, Since, value_on


@record
class StateAidScheme:
    """Say under which aid scheme the money is given, and the act or registration it refers to."""

    scheme: AidScheme
    reference: str = ""
    on: date


@record
class FileAuditedAccounts:
    """Put on file a beneficiary's accounts of a year, certified by an auditor."""

    year: int
    organisation: OrganisationId
    evidence: Evidence | None = None
    on: date


@record
class DecideSurplus:
    """Decide what becomes of what a beneficiary has not spent: kept, carried over or returned, with reasons."""

    year: int
    organisation: OrganisationId
    amount: Money
    use: SurplusUse
    reasons: str
    act: ActReference | None = None
    on: date


Command = StateAidScheme | FileAuditedAccounts | DecideSurplus


@record
class AidSchemeStated:
    scheme: AidScheme
    reference: str = ""
    on: date


@record
class AuditedAccountsFiled:
    year: int
    organisation: OrganisationId
    evidence: Evidence | None = None
    on: date


@record
class SurplusDecided:
    year: int
    organisation: OrganisationId
    amount: Money
    use: SurplusUse
    reasons: str
    act: ActReference | None = None
    on: date


Event = AidSchemeStated | AuditedAccountsFiled | SurplusDecided
Told = Sequence[Event | irregularity.Event]


class SurplusWithoutReasons(Refusal):
    """What becomes of a surplus is decided with reasons in words."""


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case StateAidScheme():
            return state_scheme(command, agreement)
        case FileAuditedAccounts():
            return file_accounts(command, agreement)
        case DecideSurplus():
            return decide_surplus(command, agreement)
        case _:
            assert_never(command)


def state_scheme(command: StateAidScheme, agreement: Agreement) -> list[Event]:
    stated = StatedScheme(scheme=command.scheme, reference=command.reference)
    if value_on(agreement.aided.schemes, command.on) == stated:
        return []
    return [AidSchemeStated(scheme=command.scheme, reference=command.reference, on=command.on)]


def file_accounts(command: FileAuditedAccounts, agreement: Agreement) -> list[Event]:
    if audited(agreement, command.organisation, command.year):
        return []
    for breach in strangers(agreement, command.organisation):
        raise breach
    return [
        AuditedAccountsFiled(
            year=command.year, organisation=command.organisation, evidence=command.evidence, on=command.on
        )
    ]


def decide_surplus(command: DecideSurplus, agreement: Agreement) -> list[Event]:
    """Another decision on the same year replaces the first one, which stays on file."""
    if not command.reasons.strip():
        raise SurplusWithoutReasons(command.year)
    for breach in strangers(agreement, command.organisation):
        raise breach
    decided = SurplusDecided(
        year=command.year,
        organisation=command.organisation,
        amount=checked(agreement, command.amount),
        use=command.use,
        reasons=command.reasons,
        act=command.act,
        on=command.on,
    )
    return [] if _decision(decided) in agreement.aided.surpluses else [decided]


def audited(agreement: Agreement, organisation: OrganisationId, year: int) -> bool:
    """Whether audited accounts of that year are on file here."""
    return any((one.organisation, one.year) == (organisation, year) for one in agreement.aided.accounts)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    known = agreement.aided
    match event:
        case AidSchemeStated(scheme=scheme, reference=reference, on=on):
            entry = Since(since=on, value=StatedScheme(scheme=scheme, reference=reference))
            return replace(agreement, aided=replace(known, schemes=(*known.schemes, entry)))
        case AuditedAccountsFiled(year=year, organisation=organisation, on=on, evidence=evidence):
            accounts = AuditedAccounts(year=year, organisation=organisation, on=on, evidence=evidence)
            return replace(agreement, aided=replace(known, accounts=(*known.accounts, accounts)))
        case SurplusDecided():
            return replace(agreement, aided=replace(known, surpluses=(*known.surpluses, _decision(event))))
        case _:
            assert_never(event)


def _decision(event: SurplusDecided) -> SurplusDecision:
    return SurplusDecision(
        year=event.year,
        organisation=event.organisation,
        amount=event.amount,
        use=event.use,
        reasons=event.reasons,
        act=event.act,
        on=event.on,
    )
