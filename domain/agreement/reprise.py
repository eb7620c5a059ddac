"""Taking over an agreement made before: entered in whatever state it really is, with what is known of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar, assert_never

from domain import irregularity
from domain.agreement import merging
from domain.agreement.gaps import (
    TakenOverActUnknown,
    TakenOverSignatureUnknown,
    TakenOverStartUnknown,
    TakenOverTextUnknown,
    filled,
)
from domain.agreement.known import KnownAct, KnownAmendment, KnownCredits, KnownSignature, sums
from domain.agreement.ledger import CurrencyDiffers
from domain.agreement.parts import (
    DROPPED,
    ENDED,
    OPEN_STAGES,
    AgreementKind,
    AidNature,
    Clauses,
    Instalment,
    NamedParty,
    Natures,
    Origin,
    Party,
    PartyNature,
    Stage,
    digest_of,
    parties,
    weighed,
)
from domain.agreement.schedule import well_numbered
from domain.agreement.state import Agreement
from domain.agreement.text import AgreementAlreadyBegun, existing, well_formed
from domain.decider import Given, Refusal, record, replace
from domain.values import AgreementId, Evidence, FrameworkId, Money, Since, Source, latest

T = TypeVar("T")


@record
class TakeOver:
    """Enter an existing agreement in the state it is really in, with what is known; what is not known stays so."""

    framework: FrameworkId
    kind: AgreementKind | None = None
    stage: Stage
    title: str
    purpose: str = ""
    parties: tuple[NamedParty, ...]
    natures: Given[Natures]
    nature: AidNature | None = None
    amount: Money | None = None
    in_force_since: date | None = None
    signed_on: date | None = None
    notified_on: date | None = None
    end: date | None = None
    ended_on: date | None = None
    clauses: Clauses = Clauses()
    text: Evidence | None = None
    under: AgreementId | None = None
    renews: AgreementId | None = None
    acts: tuple[KnownAct, ...] = ()
    signatures: tuple[KnownSignature, ...] = ()
    amendments: tuple[KnownAmendment, ...] = ()
    credits: tuple[KnownCredits, ...] = ()
    schedule: tuple[Instalment, ...] = ()
    source: Source
    on: date


@record
class CompleteReprise:
    """Fill in what was not known of an agreement when it was taken over; what is known stays."""

    kind: AgreementKind | None = None
    amount: Money | None = None
    in_force_since: date | None = None
    signed_on: date | None = None
    notified_on: date | None = None
    end: date | None = None
    text: Evidence | None = None
    source: Source | None = None
    on: date


Command = TakeOver | CompleteReprise


@record
class TakenOver:
    framework: FrameworkId
    kind: AgreementKind | None = None
    stage: Stage
    title: str
    purpose: str = ""
    parties: tuple[Party, ...]
    nature: AidNature | None = None
    amount: Money | None = None
    in_force_since: date | None = None
    signed_on: date | None = None
    notified_on: date | None = None
    end: date | None = None
    ended_on: date | None = None
    clauses: Clauses = Clauses()
    text: Evidence | None = None
    under: AgreementId | None = None
    renews: AgreementId | None = None
    acts: tuple[KnownAct, ...] = ()
    signatures: tuple[KnownSignature, ...] = ()
    amendments: tuple[KnownAmendment, ...] = ()
    credits: tuple[KnownCredits, ...] = ()
    schedule: tuple[Instalment, ...] = ()
    source: Source
    on: date


@record
class RepriseCompleted:
    """What was unknown of a taken-over agreement is known: each field that is stated."""

    kind: AgreementKind | None = None
    amount: Money | None = None
    in_force_since: date | None = None
    signed_on: date | None = None
    notified_on: date | None = None
    end: date | None = None
    text: Evidence | None = None
    source: Source | None = None
    on: date


Event = TakenOver | RepriseCompleted
Told = Sequence[Event | irregularity.Event]


class TakenOverAmendmentOutOfOrder(Refusal):
    """Amendments are numbered 1, 2, 3 … without gaps."""

    cure = "The missing amendments are put on file."


class TakenOverElsewhere(Refusal):
    """An agreement known from a publication is taken over in the framework that it is known in."""


class RegisteredIsNoState(Refusal):
    """An agreement is taken over in the state it is really in, which a publication alone does not tell."""


class NotTakenOver(Refusal):
    """Only an agreement that was taken over is completed as one."""


class AlreadyKnown(Refusal):
    """Only what is unknown is filled in; what is known of an agreement is changed by an amendment."""


def decide(command: Command, agreement: Agreement) -> Told:
    match command:
        case TakeOver():
            return take_over(command, agreement)
        case CompleteReprise():
            return complete(command, existing(agreement))
        case _:
            assert_never(command)


def take_over(command: TakeOver, agreement: Agreement) -> Told:
    taken = _taken(command)
    after = evolve(agreement, taken)
    if agreement.stage not in {None, Stage.REGISTERED}:
        if after == agreement:
            return []
        raise AgreementAlreadyBegun
    if command.stage is Stage.REGISTERED:
        raise RegisteredIsNoState
    if agreement.framework not in {None, command.framework}:
        raise TakenOverElsewhere(agreement.framework)
    one_currency(taken, agreement.money.currency)
    for contradiction in contradictions(taken, agreement):
        raise contradiction
    return weighed([taken], gaps(taken, agreement, after), [], command.source, agreement.irregularities, command.on)


def complete(command: CompleteReprise, agreement: Agreement) -> Told:
    if agreement.origin is not Origin.TAKEN_OVER:
        raise NotTakenOver
    told = RepriseCompleted(
        kind=_news("kind", agreement.kind, command.kind),
        amount=_news("amount", latest(agreement.amounts), command.amount),
        in_force_since=_news("in_force_since", agreement.in_force_since, command.in_force_since),
        signed_on=_news("signed_on", agreement.signed_on, command.signed_on),
        notified_on=_news("notified_on", agreement.notified_on, command.notified_on),
        end=_news("end", latest(agreement.ends), command.end),
        text=_news("text", agreement.text, command.text),
        source=command.source,
        on=command.on,
    )
    if told == RepriseCompleted(source=command.source, on=command.on):
        return []
    return [told, *filled(agreement.irregularities, _closed(told), command.on)]


def _news(what: str, known: T | None, said: T | None) -> T | None:
    """What is said, where nothing was known."""
    if known is None or said is None or said == known:
        return said if known is None else None
    raise AlreadyKnown(what)


def _closed(told: RepriseCompleted) -> Iterator[tuple[type[Refusal], str]]:
    if told.text is not None:
        yield TakenOverTextUnknown, ""
    if told.in_force_since is not None:
        yield TakenOverStartUnknown, ""


def one_currency(taken: TakenOver, known: str | None) -> None:
    """Refuse sums in several currencies."""
    stated = [] if taken.amount is None else [taken.amount.currency]
    entered = [money.currency for one in taken.credits for money in sums(one) if money.cents]
    currencies = list(dict.fromkeys([*([] if known is None else [known]), *stated, *entered]))
    if len(currencies) > 1:
        raise CurrencyDiffers(*currencies[1::-1])


def contradictions(taken: TakenOver, agreement: Agreement) -> Iterator[Refusal]:
    """Where what is stated differs from what was put on file before: that is corrected where it stands."""
    for known in taken.acts:
        act = merging.on_file_as(known, agreement.acts)
        if act is not None and merging.with_life(act, known) != merging.with_life(act, known, over=True):
            yield AlreadyKnown("acts", act.number)
    for stated in taken.signatures:
        found = [one for one in agreement.signatures if one.party == stated.party]
        if any(one.on != stated.on for one in found):
            yield AlreadyKnown("signatures", stated.party)


def gaps(taken: TakenOver, before: Agreement, after: Agreement) -> Iterator[Refusal]:
    """What is not known of the agreement and should be, once what is stated stands beside what was on file."""
    fresh = after.amendments[len(before.amendments) :]
    if any(one.stated_number not in {None, one.number} for one in fresh):
        yield TakenOverAmendmentOutOfOrder(*(one.stated_number for one in fresh if one.stated_number is not None))
    if taken.stage in OPEN_STAGES | DROPPED:
        return
    if after.text is None:
        yield TakenOverTextUnknown()
    if after.in_force_since is None and taken.stage is not Stage.SIGNED:
        yield TakenOverStartUnknown()
    signed = {one.party for one in after.signatures}
    decided = {one.by for one in after.acts if one.amendment is None}
    for one in taken.parties:
        if one.signs and one.organisation not in signed:
            yield TakenOverSignatureUnknown(one.organisation)
        if one.signs and one.nature is PartyNature.AUTHORITY and one.organisation not in decided:
            yield TakenOverActUnknown(one.organisation)


def _taken(command: TakeOver) -> TakenOver:
    return TakenOver(
        framework=command.framework,
        kind=command.kind,
        stage=command.stage,
        title=command.title,
        purpose=command.purpose,
        parties=well_formed(parties(command.parties, command.natures)),
        nature=command.nature,
        amount=command.amount,
        in_force_since=command.in_force_since,
        signed_on=command.signed_on,
        notified_on=command.notified_on,
        end=command.end,
        ended_on=command.ended_on,
        clauses=command.clauses,
        text=command.text,
        under=command.under,
        renews=command.renews,
        acts=command.acts,
        signatures=command.signatures,
        amendments=command.amendments,
        credits=command.credits,
        schedule=well_numbered(command.schedule),
        source=command.source,
        on=command.on,
    )


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case TakenOver():
            return _as_taken(agreement, event)
        case RepriseCompleted():
            return _as_completed(agreement, event)
        case _:
            assert_never(event)


def _as_completed(agreement: Agreement, event: RepriseCompleted) -> Agreement:
    since = event.in_force_since or agreement.in_force_since or event.on
    return replace(
        agreement,
        kind=event.kind or agreement.kind,
        in_force_since=event.in_force_since or agreement.in_force_since,
        signed_on=event.signed_on or agreement.signed_on,
        notified_on=event.notified_on or agreement.notified_on,
        amounts=agreement.amounts if event.amount is None else (Since(since=since, value=event.amount),),
        ends=agreement.ends if event.end is None else (Since(since=since, value=event.end),),
        text=event.text or agreement.text,
    )


def _as_taken(agreement: Agreement, event: TakenOver) -> Agreement:
    """What is stated, beside what was on file of an agreement known from a publication; what is not stated stays."""
    since = event.in_force_since or event.signed_on or event.on
    text = digest_of(event.text)
    return replace(
        agreement,
        stage=event.stage,
        origin=Origin.TAKEN_OVER,
        framework=event.framework,
        kind=event.kind or agreement.kind,
        title=event.title,
        purpose=event.purpose or agreement.purpose,
        under=event.under or agreement.under,
        renews=event.renews or agreement.renews,
        nature=event.nature or agreement.nature,
        parties=(Since(since=since, value=event.parties),),
        amounts=agreement.amounts if event.amount is None else (Since(since=since, value=event.amount),),
        ends=agreement.ends if event.end is None else (Since(since=since, value=event.end),),
        clauses=agreement.clauses if event.clauses == Clauses() else event.clauses,
        text=event.text or agreement.text,
        acts=merging.acts(agreement.acts, event.acts, text, event.on),
        signatures=merging.signatures(agreement.signatures, event.signatures, text),
        signed_on=event.signed_on or agreement.signed_on,
        notified_on=event.notified_on or agreement.notified_on,
        in_force_since=event.in_force_since or agreement.in_force_since,
        amendments=merging.amendments(agreement.amendments, event.amendments, event.source),
        money=merging.ledger(agreement.money, event.credits, event.schedule),
        life=replace(
            agreement.life,
            ended_on=event.ended_on if event.stage in ENDED else None,
            suspended_on=since if event.stage is Stage.SUSPENDED else None,
        ),
        source=event.source,
    )
