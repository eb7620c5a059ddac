"""What an organisation belongs to and which status it holds, each with its days."""

from collections.abc import Iterator
from datetime import date

from domain import belonging, irregularity
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.organisation.state import Accreditation, Kind, Label, Organisation, gone
from domain.values import ActReference, FrameworkId, OrganisationId, Period, Source, value_on

NEVER_ESUS = frozenset({Kind.LOCAL_AUTHORITY, Kind.PUBLIC_BODY, Kind.INFORMAL_COLLECTIVE})


@record
class Join:
    """Record that the organisation belongs to a network or framework from a day on."""

    of: OrganisationId | FrameworkId
    itself: Given[OrganisationId]
    source: Source | None = None
    on: date


@record
class Leave:
    """Record that the organisation left a network or framework: the day given is the first without it."""

    of: OrganisationId | FrameworkId
    source: Source | None = None
    on: date


@record
class Accredit:
    """Record a status given to the organisation from a day on, such as ESUS, and its last day where there is one."""

    label: Label = Label.ESUS
    until: date | None = None
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class WithdrawAccreditation:
    """Record that a status was withdrawn: the day given is the first without it."""

    label: Label = Label.ESUS
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Joined:
    of: OrganisationId | FrameworkId
    source: Source | None = None
    on: date


@record
class Left:
    of: OrganisationId | FrameworkId
    source: Source | None = None
    on: date


@record
class Accredited:
    label: Label
    until: date | None = None
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class AccreditationWithdrawn:
    label: Label
    act: ActReference | None = None
    source: Source | None = None
    on: date


Command = Join | Leave | Accredit | WithdrawAccreditation
Event = Joined | Left | Accredited | AccreditationWithdrawn


class MemberOfItself(Refusal):
    """An organisation does not belong to itself."""


class NotAMember(Refusal):
    """Only a member leaves a network."""

    cure = "The network says when the organisation joined."


class AccreditationEndsBeforeItBegins(Refusal):
    """A status does not end before it begins."""


class NotEligibleForAccreditation(Refusal):
    """The ESUS status is for enterprises, not for authorities nor for collectives without legal form."""

    article = "Code du travail L3332-17-1"
    cure = "The coordinator puts right what kind of organisation it is, or the status."


class NotAccredited(Refusal):
    """Only a status that is held can be withdrawn."""

    cure = "The coordinator records when the status was given."


def join(command: Join, organisation: Organisation) -> list[Joined | irregularity.Event]:
    if command.of == command.itself:
        raise MemberOfItself(command.of)
    if organisation.member_on(command.of, command.on):
        return []
    news = Joined(of=command.of, source=command.source, on=command.on)
    return [*judged([news], gone(organisation, command.on), command.source, organisation.irregularities, command.on)]


def leave(command: Leave, organisation: Organisation) -> list[Left | irregularity.Event]:
    known = value_on(organisation.memberships.get(command.of, ()), command.on)
    if known is False:
        return []
    news = Left(of=command.of, source=command.source, on=command.on)
    breaches = [] if known else [NotAMember(command.of)]
    return [*judged([news], breaches, command.source, organisation.irregularities, command.on)]


def accredit(command: Accredit, organisation: Organisation) -> list[Accredited | irregularity.Event]:
    if command.until is not None and command.until < command.on:
        raise AccreditationEndsBeforeItBegins(command.on, command.until)
    given = Period(start=command.on, end=command.until)
    if any((one.label, one.period) == (command.label, given) for one in organisation.accreditations):
        return []
    news = Accredited(label=command.label, until=command.until, act=command.act, source=command.source, on=command.on)
    breaches = [*_ineligible(command, organisation), *gone(organisation, command.on)]
    return [*judged([news], breaches, command.source, organisation.irregularities, command.on)]


def withdraw_accreditation(
    command: WithdrawAccreditation, organisation: Organisation
) -> list[AccreditationWithdrawn | irregularity.Event]:
    news = AccreditationWithdrawn(label=command.label, act=command.act, source=command.source, on=command.on)
    if organisation.accredited_on(command.on, command.label):
        return [news]
    if any(one.withdrawn_on is not None and one.withdrawn_on <= command.on for one in _of(command.label, organisation)):
        return []
    breaches = [NotAccredited(command.label)]
    return [*judged([news], breaches, command.source, organisation.irregularities, command.on)]


def _ineligible(command: Accredit, organisation: Organisation) -> Iterator[Refusal]:
    kind = organisation.kind_on(command.on)
    if command.label is Label.ESUS and kind in NEVER_ESUS:
        yield NotEligibleForAccreditation(kind)


def _of(label: Label, organisation: Organisation) -> Iterator[Accreditation]:
    return (one for one in organisation.accreditations if one.label is label)


def evolve(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case Joined(of=of, on=on):
            return replace(organisation, memberships=belonging.entered(organisation.memberships, of, on))
        case Left(of=of, on=on):
            return replace(organisation, memberships=belonging.left(organisation.memberships, of, on))
        case Accredited():
            given = Accreditation(label=event.label, period=Period(start=event.on, end=event.until), act=event.act)
            return replace(organisation, accreditations=(*organisation.accreditations, given))
        case AccreditationWithdrawn(label=label, on=on):
            return replace(
                organisation,
                accreditations=tuple(_without(one, label, on) for one in organisation.accreditations),
            )


def _without(one: Accreditation, label: Label, on: date) -> Accreditation:
    """The status cut short, where it would still have held on that day."""
    return replace(one, withdrawn_on=on) if one.label is label and one.holds_on(on) else one
