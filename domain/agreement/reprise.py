"""Taking over an agreement made before: entered in whatever state it really is, with what is known of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TypeVar, assert_never

from domain import irregularity
from domain.agreement.gaps import (
    TakenOverActUnknown,
    TakenOverSignatureUnknown,
    TakenOverStartUnknown,
    TakenOverTextUnknown,
    filled,
)
from domain.agreement.ledger import CurrencyDiffers, empty_line, plus
from domain.agreement.parts import (
    DROPPED,
    ENDED,
    NOTHING,
    OPEN_STAGES,
    AgreementKind,
    AidNature,
    Changes,
    Clauses,
    Instalment,
    Medium,
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
from domain.agreement.schedule import rescheduled, well_numbered
from domain.agreement.state import (
    Act,
    Agreement,
    Amendment,
    AmendmentStage,
    Ledger,
    Life,
    Line,
    Signature,
)
from domain.agreement.text import AgreementAlreadyBegun, existing, well_formed
from domain.decider import Given, Refusal, record, replace
from domain.values import (
    ActReference,
    AgreementId,
    Evidence,
    FrameworkId,
    Money,
    OrganisationId,
    Protected,
    Since,
    Source,
    latest,
)

T = TypeVar("T")


@record
class KnownAct:
    """An act behind an agreement that is taken over, as far as it is known."""

    by: OrganisationId
    reference: ActReference
    published_on: date | None = None
    transmitted_on: date | None = None
    executory_on: date | None = None


@record
class KnownSignature:
    """A signature under an agreement that is taken over."""

    party: OrganisationId
    signatory: Protected | None = None
    capacity: str = ""
    on: date


@record
class KnownAmendment:
    """An amendment made before the agreement was taken over; the sums and dates stated are those after it."""

    stated_number: int | None = None
    title: str = ""
    changes: Changes = NOTHING
    on: date


@record
class KnownCredits:
    """What one payer had put in one budget year when the agreement was taken over."""

    payer: OrganisationId
    year: int
    forecast: Money = Money.of(0)
    voted: Money = Money.of(0)
    committed: Money = Money.of(0)
    ordered: Money = Money.of(0)
    paid: Money = Money.of(0)
    recovered: Money = Money.of(0)


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
    if agreement.stage not in {None, Stage.REGISTERED}:
        if evolve(Agreement(), taken) == replace(agreement, irregularities=()):
            return []
        raise AgreementAlreadyBegun
    if command.stage is Stage.REGISTERED:
        raise RegisteredIsNoState
    if agreement.framework not in {None, command.framework}:
        raise TakenOverElsewhere(agreement.framework)
    one_currency(taken)
    return weighed([taken], gaps(taken), [], command.source, agreement.irregularities, command.on)


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


def one_currency(taken: TakenOver) -> None:
    """Refuse sums in several currencies."""
    stated = [] if taken.amount is None else [taken.amount.currency]
    sums = [money for one in taken.credits for money in _sums(one)]
    currencies = list(dict.fromkeys([*stated, *(money.currency for money in sums if money.cents)]))
    if len(currencies) > 1:
        raise CurrencyDiffers(*currencies[1::-1])


def gaps(taken: TakenOver) -> Iterator[Refusal]:
    """What is not known of the agreement and should be."""
    numbers = [one.stated_number for one in taken.amendments]
    if any(number not in {None, place} for place, number in enumerate(numbers, start=1)):
        yield TakenOverAmendmentOutOfOrder(*(number for number in numbers if number is not None))
    if taken.stage in OPEN_STAGES | DROPPED:
        return
    if taken.text is None:
        yield TakenOverTextUnknown()
    if taken.in_force_since is None and taken.stage is not Stage.SIGNED:
        yield TakenOverStartUnknown()
    signed, decided = {one.party for one in taken.signatures}, {one.by for one in taken.acts}
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
    since = event.in_force_since or event.signed_on or event.on
    return replace(
        agreement,
        stage=event.stage,
        origin=Origin.TAKEN_OVER,
        framework=event.framework,
        kind=event.kind,
        title=event.title,
        purpose=event.purpose,
        under=event.under,
        renews=event.renews,
        nature=event.nature,
        parties=(Since(since=since, value=event.parties),),
        amounts=() if event.amount is None else (Since(since=since, value=event.amount),),
        ends=() if event.end is None else (Since(since=since, value=event.end),),
        clauses=event.clauses,
        text=event.text,
        acts=tuple(_act(number, act, event) for number, act in enumerate(event.acts, start=1)),
        signatures=tuple(_signature(one, event) for one in event.signatures),
        signed_on=event.signed_on,
        notified_on=event.notified_on,
        in_force_since=event.in_force_since,
        amendments=tuple(_amendment(number, one, event) for number, one in enumerate(event.amendments, start=1)),
        money=_ledger(agreement.money, event),
        life=Life(
            ended_on=event.ended_on if event.stage in ENDED else None,
            suspended_on=since if event.stage is Stage.SUSPENDED else None,
        ),
        source=event.source,
    )


def _act(number: int, known: KnownAct, event: TakenOver) -> Act:
    return Act(
        number=number,
        by=known.by,
        reference=known.reference,
        text=digest_of(event.text),
        adopted_on=known.reference.adopted_on or event.on,
        published_on=known.published_on,
        transmitted_on=known.transmitted_on,
        executory_on=known.executory_on,
    )


def _signature(known: KnownSignature, event: TakenOver) -> Signature:
    return Signature(
        party=known.party,
        medium=Medium.PAPER,
        signatory=known.signatory,
        capacity=known.capacity,
        text=digest_of(event.text),
        on=known.on,
    )


def _amendment(number: int, known: KnownAmendment, event: TakenOver) -> Amendment:
    return Amendment(
        number=number,
        stated_number=known.stated_number,
        title=known.title,
        changes=known.changes,
        stage=AmendmentStage.EFFECTIVE,
        effect_on=known.on,
        source=event.source,
    )


def _ledger(known: Ledger, event: TakenOver) -> Ledger:
    """The sums stated; payments already known from a publication stay with the entries they came from."""
    stated = {f"{one.payer}/{one.year}": _line(one) for one in event.credits}
    currency = next((_currency(one) for one in event.credits), known.currency)
    return replace(
        known,
        currency=currency,
        lines={**known.lines, **stated},
        schedule=rescheduled(known.schedule, event.schedule) if event.schedule else known.schedule,
    )


def _line(known: KnownCredits) -> Line:
    """The sums stated, those left out at zero in the same currency."""
    nothing = Money.of(0, _currency(known))
    return replace(
        empty_line(known.payer, known.year, nothing.currency),
        forecast=plus(known.forecast, nothing),
        voted=plus(known.voted, nothing),
        committed=plus(known.committed, nothing),
        ordered=plus(known.ordered, nothing),
        paid=plus(known.paid, nothing),
        recovered=plus(known.recovered, nothing),
    )


def _sums(known: KnownCredits) -> tuple[Money, ...]:
    return (known.forecast, known.voted, known.committed, known.ordered, known.paid, known.recovered)


def _currency(known: KnownCredits) -> str:
    return next((money.currency for money in _sums(known) if money.cents), "EUR")
