"""The text on the table: drafted, negotiated, revised, and dropped where it comes to nothing."""

from datetime import date
from typing import assert_never

from domain.agreement.parts import (
    DROPPED,
    OPEN_STAGES,
    AgreementKind,
    AidNature,
    Clauses,
    NamedParty,
    Natures,
    NoSuchAgreement,
    Origin,
    Party,
    Stage,
    digest_of,
    parties,
)
from domain.agreement.state import Agreement, Life
from domain.decider import Given, Refusal, record, replace
from domain.values import AgreementId, Digest, Evidence, FrameworkId, Money, OrganisationId, Since, latest


@record
class Draft:
    """Put a draft agreement on the table."""

    framework: FrameworkId
    kind: AgreementKind
    title: str
    purpose: str = ""
    parties: tuple[NamedParty, ...]
    natures: Given[Natures]
    nature: AidNature | None = None
    amount: Money | None = None
    end: date | None = None
    clauses: Clauses = Clauses()
    text: Evidence | None = None
    under: AgreementId | None = None
    renews: AgreementId | None = None
    on: date


@record
class OpenNegotiation:
    """Open the negotiation of a draft."""

    on: date


@record
class ReviseText:
    """Change what is on the table before force; what is left out stays. Signatures already given are voided."""

    title: str | None = None
    purpose: str | None = None
    parties: tuple[NamedParty, ...] | None = None
    natures: Given[Natures]
    amount: Money | None = None
    end: date | None = None
    clauses: Clauses | None = None
    text: Evidence | None = None
    on: date


@record
class Withdraw:
    """Take back a draft: its author no longer proposes it."""

    reasons: str
    on: date


@record
class Abandon:
    """Give up a negotiation: the parties did not agree."""

    reasons: str
    on: date


Command = Draft | OpenNegotiation | ReviseText | Withdraw | Abandon


@record
class Drafted:
    framework: FrameworkId
    kind: AgreementKind
    title: str
    purpose: str = ""
    parties: tuple[Party, ...]
    nature: AidNature | None = None
    amount: Money | None = None
    end: date | None = None
    clauses: Clauses = Clauses()
    text: Evidence | None = None
    under: AgreementId | None = None
    renews: AgreementId | None = None
    on: date


@record
class NegotiationOpened:
    on: date


@record
class TextRevised:
    title: str | None = None
    purpose: str | None = None
    parties: tuple[Party, ...] | None = None
    amount: Money | None = None
    end: date | None = None
    clauses: Clauses | None = None
    text: Evidence | None = None
    on: date


@record
class SignaturesVoided:
    """The text changed after these parties had signed: they signed another one."""

    parties: tuple[OrganisationId, ...]
    text: Digest | None = None
    on: date


@record
class Withdrawn:
    reasons: str
    on: date


@record
class Abandoned:
    reasons: str
    on: date


Event = Drafted | NegotiationOpened | TextRevised | SignaturesVoided | Withdrawn | Abandoned


class AgreementAlreadyBegun(Refusal):
    """An agreement is drafted once; another one is another agreement."""


class AgreementWithoutParties(Refusal):
    """An agreement names its parties, each of them once, and one of them at least signs."""


class EndsBeforeItStarts(Refusal):
    """An agreement does not end before it takes effect."""


class TextIsSettled(Refusal):
    """Once it is in force, a text is changed by an amendment, and after its end no more."""


class NotADraft(Refusal):
    """Only what is not yet signed by all can be withdrawn or abandoned."""


class NegotiationIsOver(Refusal):
    """Only a draft is opened to negotiation."""


def decide(command: Command, agreement: Agreement) -> list[Event]:
    match command:
        case Draft():
            return draft(command, agreement)
        case OpenNegotiation():
            return open_negotiation(command, existing(agreement))
        case ReviseText():
            return revise(command, existing(agreement))
        case Withdraw():
            return [Withdrawn(reasons=command.reasons, on=command.on)] if droppable(agreement) else []
        case Abandon():
            return [Abandoned(reasons=command.reasons, on=command.on)] if droppable(agreement) else []
        case _:
            assert_never(command)


def draft(command: Draft, agreement: Agreement) -> list[Event]:
    drafted = Drafted(
        framework=command.framework,
        kind=command.kind,
        title=command.title,
        purpose=command.purpose,
        parties=well_formed(parties(command.parties, command.natures)),
        nature=command.nature,
        amount=command.amount,
        end=command.end,
        clauses=command.clauses,
        text=command.text,
        under=command.under,
        renews=command.renews,
        on=command.on,
    )
    _forwards(command.clauses, command.end)
    if agreement.stage is None:
        return [drafted]
    if evolve(Agreement(), drafted) == agreement:
        return []
    raise AgreementAlreadyBegun


def open_negotiation(command: OpenNegotiation, agreement: Agreement) -> list[Event]:
    if agreement.stage is Stage.NEGOTIATION:
        return []
    if agreement.stage is not Stage.DRAFT:
        raise NegotiationIsOver(agreement.stage)
    return [NegotiationOpened(on=command.on)]


def revise(command: ReviseText, agreement: Agreement) -> list[Event]:
    if agreement.stage not in OPEN_STAGES | {Stage.SIGNED}:
        raise TextIsSettled(agreement.stage)
    revised = _news(command, agreement)
    if revised == TextRevised(on=command.on):
        return []
    _forwards(revised.clauses or agreement.clauses, revised.end or latest(agreement.ends))
    return [revised, *_voided(command.on, agreement)]


def droppable(agreement: Agreement) -> bool:
    """Whether there is still a draft to drop; one already dropped has nothing more to say."""
    stage = existing(agreement).stage
    if stage not in OPEN_STAGES | DROPPED:
        raise NotADraft(stage)
    return stage not in DROPPED


def existing(agreement: Agreement) -> Agreement:
    """The agreement, which must have begun."""
    if agreement.stage is None:
        raise NoSuchAgreement
    return agreement


def well_formed(members: tuple[Party, ...]) -> tuple[Party, ...]:
    """The parties, each named once and one of them at least a signatory."""
    names = [one.organisation for one in members]
    if len(set(names)) < len(names) or not any(one.signs for one in members):
        raise AgreementWithoutParties
    return members


def _forwards(clauses: Clauses, end: date | None) -> None:
    if clauses.starts is not None and end is not None and end < clauses.starts:
        raise EndsBeforeItStarts(clauses.starts, end)


def _news(command: ReviseText, agreement: Agreement) -> TextRevised:
    members = None if command.parties is None else well_formed(parties(command.parties, command.natures))
    return TextRevised(
        title=None if command.title == agreement.title else command.title,
        purpose=None if command.purpose == agreement.purpose else command.purpose,
        parties=None if members == latest(agreement.parties) else members,
        amount=None if command.amount == latest(agreement.amounts) else command.amount,
        end=None if command.end == latest(agreement.ends) else command.end,
        clauses=None if command.clauses == agreement.clauses else command.clauses,
        text=None if command.text == agreement.text else command.text,
        on=command.on,
    )


def _voided(on: date, agreement: Agreement) -> list[Event]:
    signed = tuple(one.party for one in agreement.signatures)
    return [SignaturesVoided(parties=signed, text=digest_of(agreement.text), on=on)] if signed else []


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case Drafted():
            return _as_drafted(agreement, event)
        case NegotiationOpened():
            return replace(agreement, stage=Stage.NEGOTIATION)
        case TextRevised():
            return _as_revised(agreement, event)
        case SignaturesVoided():
            return replace(agreement, signatures=(), signed_on=None, notified_on=None)
        case Withdrawn(reasons=reasons):
            return replace(agreement, stage=Stage.WITHDRAWN, life=replace(agreement.life, dropped=reasons))
        case Abandoned(reasons=reasons):
            return replace(agreement, stage=Stage.ABANDONED, life=replace(agreement.life, dropped=reasons))
        case _:
            assert_never(event)


def _as_drafted(agreement: Agreement, event: Drafted) -> Agreement:
    return replace(
        agreement,
        stage=Stage.DRAFT,
        origin=Origin.DRAFTED,
        framework=event.framework,
        kind=event.kind,
        title=event.title,
        purpose=event.purpose,
        under=event.under,
        renews=event.renews,
        nature=event.nature,
        parties=(Since(since=event.on, value=event.parties),),
        amounts=() if event.amount is None else (Since(since=event.on, value=event.amount),),
        ends=() if event.end is None else (Since(since=event.on, value=event.end),),
        clauses=event.clauses,
        text=event.text,
        life=Life(),
    )


def _as_revised(agreement: Agreement, event: TextRevised) -> Agreement:
    """Before force nothing is owed under an earlier wording, so the new one replaces it whole."""
    on = event.on
    return replace(
        agreement,
        stage=Stage.DRAFT if agreement.stage is Stage.DRAFT else Stage.NEGOTIATION,
        title=event.title or agreement.title,
        purpose=agreement.purpose if event.purpose is None else event.purpose,
        parties=agreement.parties if event.parties is None else (Since(since=on, value=event.parties),),
        amounts=agreement.amounts if event.amount is None else (Since(since=on, value=event.amount),),
        ends=agreement.ends if event.end is None else (Since(since=on, value=event.end),),
        clauses=event.clauses or agreement.clauses,
        text=event.text or agreement.text,
    )
